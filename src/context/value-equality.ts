import type { Value } from '../model/value.ts';
import type { StoredValue } from './stored-value.ts';
import { binaryName, bytesOf, isPlainObject } from './value-kind.ts';
import type { BinaryValue } from './value-kind.ts';

/** Whether two checked values are the same: as their hashes say, without hashing. Objects compare in any key order. */
export function valuesEqual(a: Value, b: Value): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && listsEqual(a, b);
  if (isPlainObject(a)) return isPlainObject(b) && plainEqual(a, b);
  if (a instanceof Date) return b instanceof Date && Object.is(a.getTime(), b.getTime());
  if (a instanceof Map) return b instanceof Map && a.size === b.size && listsEqual([...a].flat(1), [...b].flat(1));
  if (a instanceof Set) return b instanceof Set && a.size === b.size && listsEqual([...a], [...b]);
  const name = binaryName(a);
  return (
    name !== undefined && name === binaryName(b) && bytesEqual(bytesOf(a as BinaryValue), bytesOf(b as BinaryValue))
  );
}

/** The same for stored values, by reference where it is shared. */
export function sameStored(a: StoredValue, b: StoredValue): boolean {
  return a === b || valuesEqual(a.value, b.value);
}

function listsEqual(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, index) => valuesEqual(item, b[index]));
}

function plainEqual(a: Record<string, Value>, b: Record<string, Value>): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && valuesEqual(a[key], b[key]))
  );
}

const bytesEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
