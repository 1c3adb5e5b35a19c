import type { Value } from '../../model/value.ts';
import { deepFreeze } from '../realm/deep-freeze.ts';

const immutable = new WeakSet<object>();

/** The value itself where nothing in it can change, else a copy: user code never holds the engine's dates and bytes. */
export function ownCopy(value: Value): Value {
  if (typeof value !== 'object' || value === null || immutable.has(value)) return value;
  if (deepFreeze(value).complete) {
    immutable.add(value);
    return value;
  }
  const copy: Value = structuredClone(value);
  deepFreeze(copy);
  return copy;
}
