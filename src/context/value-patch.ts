import type { Value } from '../model/value.ts';
import type { PathSegment, ValueDiffItem } from './value-diff.ts';
import { isPlainObject, setOwn } from './value-kind.ts';

/** Applies what `diffValues` listed (in full, not truncated): `patchValue(a, diffValues(a, b).items)` equals `b`. */
export function patchValue(value: Value, items: readonly ValueDiffItem[]): Value {
  return items.reduce((patched, item) => patchAt(patched, item.path, item), value);
}

function patchAt(value: Value, path: readonly PathSegment[], item: ValueDiffItem): Value {
  const [segment, ...rest] = path;
  if (segment === undefined) return 'after' in item ? item.after : undefined;
  if (Array.isArray(value)) return patchList(value, segment as number, rest, item);
  if (value instanceof Map) return patchMap(value, segment as number, rest, item);
  if (isPlainObject(value)) return patchObject(value, segment as string, rest, item);
  throw new TypeError(`Nothing is at ${JSON.stringify(path)} that could be patched.`);
}

function patchList(list: readonly Value[], index: number, rest: readonly PathSegment[], item: ValueDiffItem): Value {
  if (rest.length > 0 || item.change === 'changed') return list.with(index, patchAt(list[index], rest, item));
  return item.change === 'added' ? list.toSpliced(index, 0, item.after) : list.toSpliced(index, 1);
}

function patchMap(
  map: ReadonlyMap<Value, Value>,
  index: number,
  rest: readonly PathSegment[],
  item: ValueDiffItem,
): Value {
  return new Map([...map].map(([key, value], at) => [key, at === index ? patchAt(value, rest, item) : value]));
}

function patchObject(
  object: Record<string, Value>,
  key: string,
  rest: readonly PathSegment[],
  item: ValueDiffItem,
): Value {
  const patched: Record<string, Value> = {};
  for (const other of Object.keys(object)) {
    if (other !== key) setOwn(patched, other, object[other]);
    else if (rest.length > 0 || item.change === 'changed') setOwn(patched, key, patchAt(object[key], rest, item));
  }
  if (rest.length === 0 && item.change === 'added') setOwn(patched, key, item.after);
  return patched;
}
