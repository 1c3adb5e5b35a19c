import type { ContextVersion } from '../context/context-version.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { WtbError } from '../model/errors.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { ValueHash } from '../model/ids.ts';
import type { Value, ValueRef, ValueSummary } from '../model/value.ts';
import type { LoadValues } from './execution-runtime.ts';
import type { EngineEvent } from './state.ts';

/** A value of a saved execution: known by hash from the start, loaded when it is needed. */
class SavedValue implements StoredValue {
  readonly hash: ValueHash;
  readonly bytes: number;
  readonly summary: ValueSummary;
  loaded: StoredValue | undefined;

  constructor({ hash, bytes, summary }: ValueRef) {
    this.hash = hash;
    this.bytes = bytes;
    this.summary = summary;
  }
  get bytesBound(): number {
    return this.bytes;
  }
  get value(): Value {
    return this.ensureLoaded().value;
  }
  encode(): Uint8Array {
    return this.ensureLoaded().encode();
  }
  private ensureLoaded(): StoredValue {
    if (this.loaded === undefined) throw new Error(`Invariant broken: value ${this.hash} is used before it is loaded`);
    return this.loaded;
  }
}

/** The values of one restored execution, each held once. */
export class ValuePool {
  private readonly byHash = new Map<string, SavedValue>();
  private readonly loadValues: LoadValues | undefined;

  constructor(loadValues: LoadValues | undefined) {
    this.loadValues = loadValues;
  }

  /** A saved event with values in place of references; loads nothing. */
  revive(event: ExecutionEvent): EngineEvent {
    switch (event.type) {
      case 'execution-started': {
        const { input, ...rest } = event;
        return { ...rest, ...this.optional('input', input), changes: this.changes(event.changes) };
      }
      case 'step-committed': {
        const { input, output, writes, ...rest } = event;
        const held = writes?.map(({ key, value }) => ({ key, value: this.hold(value) }));
        const values = { ...this.optional('input', input), ...this.optional('output', output) };
        const changes = this.changes(event.changes);
        return { ...rest, ...values, changes, ...(held === undefined ? {} : { writes: held }) };
      }
      case 'context-edited':
        return { ...event, changes: this.changes(event.changes) };
      case 'activation-failed': {
        const { input, ...rest } = event;
        return { ...rest, ...this.optional('input', input) };
      }
      case 'context-conflict':
        return { ...event, values: [this.maybe(event.values[0]), this.maybe(event.values[1])] };
      default:
        return event;
    }
  }

  /** Resolves when every one of them can be read. Rejects `storage/not-found` where one is gone. */
  async load(values: Iterable<StoredValue>): Promise<void> {
    const missing = new Map<ValueHash, SavedValue>();
    for (const value of values) if (isMissing(value)) missing.set(value.hash, value);
    if (missing.size === 0) return;
    const found = await this.loadValues?.([...missing.keys()]);
    for (const [hash, value] of missing) {
      const stored = found?.get(hash);
      if (stored === undefined) throw notFound(hash);
      value.loaded = stored;
    }
  }

  get(hash: ValueHash): StoredValue | undefined {
    return this.byHash.get(hash);
  }

  private hold(ref: ValueRef): StoredValue {
    const known = this.byHash.get(ref.hash);
    if (known !== undefined) return known;
    const value = new SavedValue(ref);
    this.byHash.set(ref.hash, value);
    return value;
  }
  private maybe(ref: ValueRef | undefined): StoredValue | undefined {
    return ref === undefined ? undefined : this.hold(ref);
  }
  private optional<K extends string>(key: K, ref: ValueRef | undefined): { [P in K]?: StoredValue } {
    return (ref === undefined ? {} : { [key]: this.hold(ref) }) as { [P in K]?: StoredValue };
  }
  private changes(changes: readonly { key: string; before?: ValueRef; after?: ValueRef }[]) {
    return changes.map(({ key, before, after }) => ({
      key,
      ...this.optional('before', before),
      ...this.optional('after', after),
    }));
  }
}

const isMissing = (value: StoredValue): value is SavedValue =>
  value instanceof SavedValue && value.loaded === undefined;

export const isLoaded = (value: StoredValue): boolean => !isMissing(value);

export function* valuesOf(context: ContextVersion): IterableIterator<StoredValue> {
  for (const slot of context.slots.values()) yield slot.value;
}

const notFound = (hash: ValueHash): WtbError =>
  new WtbError({
    code: 'storage/not-found',
    message: `The value ${hash.slice(0, 12)}… of this execution is not in the store.`,
    remedy: 'Roll back to another checkpoint; this one names a value that is gone.',
  });
