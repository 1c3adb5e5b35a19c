import { WtbError } from '../model/errors.ts';
import type { ValuePath } from '../model/event.ts';
import type { Value } from '../model/value.ts';
import { formatPath, maxDepth } from './check-value.ts';
import { isPlainObject, setOwn } from './value-kind.ts';
import { summarize } from './value-summary.ts';

/** What stands at a place; `found: false` where nothing does. A stored `undefined` is found. */
export type Place = { readonly found: true; readonly value: Value } | { readonly found: false };

const nothing: Place = { found: false };

/** Follows own properties of plain objects and indexes of lists; into anything else no path leads. */
export function readPath(root: Value, path: ValuePath): Place {
  let value = root;
  for (const segment of path) {
    if (Array.isArray(value)) {
      if (typeof segment !== 'number' || !(segment in value)) return nothing;
      value = (value as readonly Value[])[segment];
    } else if (isPlainObject(value)) {
      if (!Object.hasOwn(value, segment)) return nothing;
      value = value[segment];
    } else return nothing;
  }
  return { found: true, value };
}

/** Names the key in errors. */
export interface PathOwner {
  readonly key: string;
}

/**
 * The value with `written` at a place, sharing every part that is not on the way there. What is missing on the way is
 * made: a list where an index follows, an object where a name does. An index may be the one after a list's last item.
 * Throws `WtbError`: `context/path` where no such place can be, `context/too-deep`.
 */
export function writePath(root: Value, path: ValuePath, written: Value, owner: PathOwner): Value {
  if (path.length + depthOf(written) > maxDepth) throw tooDeep(path, owner);
  return writeAt(root, 0, { path, written, owner });
}

interface Writing {
  readonly path: ValuePath;
  readonly written: Value;
  readonly owner: PathOwner;
}

function writeAt(value: Value, at: number, writing: Writing): Value {
  const segment = writing.path[at];
  if (segment === undefined) return writing.written;
  const container = value === undefined ? (typeof segment === 'number' ? noItems : noProperties) : value;
  if (Array.isArray(container)) {
    const list = container as readonly Value[];
    if (typeof segment !== 'number') throw noPlace(at, writing, 'is a list, whose items have numbers');
    if (segment > list.length) throw noPlace(at, writing, `is a list of ${list.length}`);
    return Object.freeze(putItem(list, segment, writeAt(list[segment], at + 1, writing)));
  }
  if (!isPlainObject(container)) throw noPlace(at, writing, `is ${summarize(container).type}`);
  const before = Object.hasOwn(container, segment) ? container[segment] : undefined;
  const after = writeAt(before, at + 1, writing);
  const copy: Record<string, Value> = {};
  for (const key of Object.keys(container)) setOwn(copy, key, container[key]);
  setOwn(copy, String(segment), after);
  return Object.freeze(copy);
}

const noItems: readonly Value[] = Object.freeze([]);
const noProperties: Record<string, Value> = Object.freeze({});

function putItem(list: readonly Value[], index: number, item: Value): Value[] {
  const copy = list.slice();
  copy[index] = item;
  return copy;
}

/** The value without what stands at a place: later items of a list move up. The same reference where nothing stands there. */
export function removePath(root: Value, path: ValuePath): Value {
  const segment = path.at(-1);
  const holder = readPath(root, path.slice(0, -1));
  if (segment === undefined || !holder.found || !readPath(holder.value, [segment]).found) return root;
  return writeAt(root, 0, {
    path: path.slice(0, -1),
    written: withoutPart(holder.value, segment),
    owner: { key: '' },
  });
}

function withoutPart(holder: Value, segment: string | number): Value {
  if (Array.isArray(holder)) return Object.freeze((holder as readonly Value[]).toSpliced(segment as number, 1));
  const copy: Record<string, Value> = {};
  for (const [key, value] of Object.entries(holder as Record<string, Value>)) {
    if (key !== String(segment)) setOwn(copy, key, value);
  }
  return Object.freeze(copy);
}

/** Whether one place is the other or lies inside it. */
export function overlaps(a: ValuePath, b: ValuePath): boolean {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) {
    if (a[index] !== b[index] && String(a[index]) !== String(b[index])) return false;
  }
  return true;
}

/**
 * The place that a removal touches: without an item, the later items of a list stand elsewhere, so that it is the list.
 * Of anything else it is the place itself.
 */
export function removalFootprint(root: Value, path: ValuePath): ValuePath {
  const holder = path.slice(0, -1);
  const place = readPath(root, holder);
  return place.found && Array.isArray(place.value) ? holder : path;
}

function depthOf(value: Value): number {
  if (typeof value !== 'object' || value === null) return 0;
  let deepest = 0;
  for (const part of partsOf(value)) deepest = Math.max(deepest, depthOf(part));
  return deepest + 1;
}

function partsOf(value: object): Iterable<Value> {
  if (Array.isArray(value)) return value as readonly Value[];
  if (value instanceof Map) return [...value.keys(), ...value.values()] as Value[];
  if (value instanceof Set) return value as ReadonlySet<Value>;
  return isPlainObject(value) ? Object.values(value) : [];
}

function noPlace(at: number, { path, owner: { key } }: Writing, why: string): WtbError {
  const [holder, wanted] = [formatPath(key, path.slice(0, at)), formatPath(key, path.slice(0, at + 1))];
  return new WtbError({
    code: 'context/path',
    message: `There is no place \`${wanted}\`: \`${holder}\` ${why}.`,
    place: { key, path: wanted },
    remedy: 'Name a place in an object or a list (at most one beyond its last item), or write the whole key.',
  });
}

const tooDeep = (path: ValuePath, { key }: PathOwner): WtbError =>
  new WtbError({
    code: 'context/too-deep',
    message: `\`${formatPath(key, path.slice(0, 8))}…\` would be nested deeper than ${maxDepth} levels.`,
    place: { key },
    remedy: 'Keep the data flatter, for example as a list of rows that name their parents.',
  });
