import { WtbError } from '../model/errors.ts';
import type { Value } from '../model/value.ts';
import { binaryName, copyBytes, isPlainObject, isStandard, setOwn } from './value-kind.ts';

/** Deeper values are refused: IndexedDB and recursive readers fail somewhere beyond. */
export const maxDepth = 1000;

/** What would take more room than any limit allows is refused before it is copied (shared parts can unfold without end). */
const defaultMaxParts = 20_000_000;

/** A checked copy that nobody else holds: objects and arrays frozen, the rest by contract never changed. */
export interface OwnedValue {
  readonly value: Value;
  /** Upper bound of the stored encoding's length. */
  readonly bytesBound: number;
  /** Whether it is JSON all through, so that plain `JSON.stringify` keeps everything of it. */
  readonly plain: boolean;
}

export interface CopyOptions {
  /** The context key that it is meant for, named in errors. */
  readonly key?: string;
  /** Refuse early what cannot fit into so many bytes. */
  readonly maxBytes?: number;
}

/**
 * Checks that the context can hold `value` and copies it.
 *
 * Accepted: JSON, `undefined`, `NaN`, `±Infinity`, `-0`, BigInt, `Date`, `Map`, `Set`, typed arrays, `ArrayBuffer`.
 * Refused with the path: functions, symbols, class instances, cycles, getters, symbol keys, arrays with holes or
 * properties of their own (`context/unsupported-value`); nesting beyond {@link maxDepth} (`context/too-deep`).
 * Only own enumerable properties count, as in JSON and structured clone. `__proto__` is a key like any other.
 * Shared parts become equal copies; a view of a larger buffer becomes a buffer of its own.
 */
export function copyValue(value: Value, options: CopyOptions = {}): OwnedValue {
  const primitive = copyPrimitive(value);
  if (primitive !== undefined) return primitive;
  const walk = new CopyWalk(options);
  const copy = walk.copy(value, 0);
  return { value: copy, bytesBound: walk.bytesBound + envelopeBytes, plain: walk.plain };
}

/** Format byte, header length and the like. */
const envelopeBytes = 16;
const numberBytes = 26;
/** A UTF-16 unit takes at most six bytes as JSON (`\u0000`). */
const stringBytes = (text: string): number => text.length * 6 + 3;
/** `{"$type":"BigUint64Array","at":…,"bytes":…},` and the like. */
const tagBytes = 80;

const isSpecialNumber = (value: number): boolean => !Number.isFinite(value) || Object.is(value, -0);

function copyPrimitive(value: Value): OwnedValue | undefined {
  switch (typeof value) {
    case 'string':
      return { value, bytesBound: stringBytes(value) + envelopeBytes, plain: true };
    case 'number':
      return { value, bytesBound: tagBytes, plain: !isSpecialNumber(value) };
    case 'boolean':
      return { value, bytesBound: envelopeBytes, plain: true };
    default:
      return value === null ? { value, bytesBound: envelopeBytes, plain: true } : undefined;
  }
}

type Segment = string | number;

class CopyWalk {
  bytesBound = 0;
  plain = true;
  private readonly key: string | undefined;
  private readonly maxParts: number;
  private parts = 0;
  /** Where the walk stands: the segment by which each depth was entered, and the container there. */
  private readonly path: Segment[] = [];
  private readonly containers: object[] = [];

  constructor(options: CopyOptions) {
    this.key = options.key;
    this.maxParts = Math.min(options.maxBytes ?? defaultMaxParts, defaultMaxParts);
  }

  copy(value: Value, depth: number): Value {
    if (++this.parts > this.maxParts) this.refuseSize(depth);
    switch (typeof value) {
      case 'string':
        this.bytesBound += stringBytes(value);
        return value;
      case 'number':
        this.bytesBound += isSpecialNumber(value) ? this.special() : numberBytes;
        return value;
      case 'boolean':
        this.bytesBound += 6;
        return value;
      case 'undefined':
        this.bytesBound += this.special();
        return value;
      case 'bigint':
        this.bytesBound += this.special() + String(value).length;
        return value;
      case 'function':
      case 'symbol':
        return this.refuse(depth, `a ${typeof value}`, 'Return data instead.');
      default:
        if (value === null) {
          this.bytesBound += 5;
          return value;
        }
        return this.copyObject(value as object, depth);
    }
  }

  private special(): number {
    this.plain = false;
    return tagBytes;
  }

  private copyObject(value: object, depth: number): Value {
    if (depth >= maxDepth) this.refuseDepth(value, depth);
    this.containers[depth] = value;
    if (Array.isArray(value)) return this.copyArray(value, depth);
    if (isPlainObject(value)) return this.copyPlain(value, depth);
    if (!isStandard(value)) return this.refuseInstance(value, depth);
    this.bytesBound += this.special();
    if (isTagged(value, 'Date')) return new Date((value as Date).getTime());
    if (isTagged(value, 'Map')) return this.copyMap(value as Map<Value, Value>, depth);
    if (isTagged(value, 'Set')) return this.copySet(value as Set<Value>, depth);
    const name = binaryName(value);
    if (name === undefined) return this.refuseInstance(value, depth);
    const copy = copyBytes(value, name);
    this.bytesBound += copy.byteLength;
    return copy;
  }

  private copyArray(value: readonly unknown[], depth: number): readonly unknown[] {
    if (!isStandard(value)) return this.refuseInstance(value, depth);
    this.checkArrayKeys(value, depth);
    this.bytesBound += 3;
    const copy: unknown[] = [];
    for (let index = 0; index < value.length; index++) {
      this.path[depth] = index;
      copy.push(this.copy(value[index], depth + 1));
    }
    return Object.freeze(copy);
  }

  private checkArrayKeys(value: readonly unknown[], depth: number): void {
    const keys = Object.keys(value);
    if (keys.length !== value.length || Object.getOwnPropertySymbols(value).length > 0) {
      const extra = keys.find((key) => String(Number(key) >>> 0) !== key);
      const what = extra === undefined ? 'an array with holes' : `an array with a property of its own (\`${extra}\`)`;
      this.refuse(depth, what, 'Fill every place of the array and keep other data in an object beside it.');
    }
  }

  private copyPlain(value: object, depth: number): object {
    if (Object.getOwnPropertySymbols(value).length > 0) {
      this.refuse(depth, 'an object with a symbol as key', 'Use strings as keys.');
    }
    const copy: Record<string, unknown> = {};
    this.bytesBound += 3;
    for (const key of Object.keys(value)) {
      this.path[depth] = key;
      this.checkGetter(value, key, depth + 1);
      this.bytesBound += stringBytes(key) + 1;
      setOwn(copy, key, this.copy((value as Record<string, unknown>)[key], depth + 1));
    }
    return Object.freeze(copy);
  }

  private checkGetter(value: object, key: string, depth: number): void {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor !== undefined && !('value' in descriptor)) {
      this.refuse(depth, 'a getter', 'Store the value that it gives.');
    }
  }

  private copyMap(value: ReadonlyMap<Value, Value>, depth: number): Map<Value, Value> {
    const copy = new Map<Value, Value>();
    let index = 0;
    for (const [key, item] of value) {
      this.path[depth] = index++;
      this.bytesBound += 6;
      copy.set(this.copy(key, depth + 1), this.copy(item, depth + 1));
    }
    return copy;
  }

  private copySet(value: ReadonlySet<Value>, depth: number): Set<Value> {
    const copy = new Set<Value>();
    let index = 0;
    for (const item of value) {
      this.path[depth] = index++;
      this.bytesBound += 2;
      copy.add(this.copy(item, depth + 1));
    }
    return copy;
  }

  private refuseInstance(value: object, depth: number): never {
    const name = value.constructor?.name ?? '';
    const what = name === '' ? 'an object with a prototype of its own' : `an instance of ${name}`;
    return this.refuse(depth, what, 'Return plain data: objects, arrays, Date, Map, Set, BigInt, typed arrays.');
  }

  private refuseDepth(value: object, depth: number): never {
    const containers = [...this.containers.slice(0, depth), value];
    const again = containers.findIndex((container, index) => containers.indexOf(container) < index);
    if (again !== -1) this.refuse(again, 'a cycle (it contains itself)', 'Return a tree: drop the reference back.');
    throw new WtbError({
      code: 'context/too-deep',
      message: `${this.place(3)}… is nested deeper than ${maxDepth} levels.`,
      place: this.errorPlace(3),
      remedy: 'Flatten the value.',
    });
  }

  private refuseSize(depth: number): never {
    throw new WtbError({
      code: 'context/value-too-large',
      message: `${this.place(0)} has more than ${this.maxParts} parts.`,
      place: this.errorPlace(Math.min(depth, 3)),
      remedy: 'Keep a summary in the context, or raise `limits.maxValueBytes`.',
    });
  }

  private refuse(depth: number, what: string, remedy: string): never {
    throw new WtbError({
      code: 'context/unsupported-value',
      message: `${this.place(depth)} is ${what}, which the context can't hold.`,
      place: this.errorPlace(depth),
      remedy,
    });
  }

  private errorPlace(depth: number): { readonly key?: string; readonly path: string } {
    return { ...(this.key === undefined ? {} : { key: this.key }), path: this.place(depth) };
  }

  /** `rows[3].score`, or `value.score` where no key was named. */
  private place(depth: number): string {
    return formatPath(this.key ?? 'value', this.path.slice(0, depth));
  }
}

const isTagged = (value: object, tag: string): boolean => Object.prototype.toString.call(value) === `[object ${tag}]`;

const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** A path as people read it: `rows[3].score`, `rows[3]["full name"]`. */
export function formatPath(root: string, segments: readonly Segment[]): string {
  let text = root;
  for (const segment of segments) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else text += identifier.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
  }
  return text;
}
