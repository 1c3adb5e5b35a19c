import type { Value } from '../model/value.ts';
import { isPlainJson } from './codec.ts';
import { binaryName, bytesOf, isPlainObject, setOwn } from './value-kind.ts';
import type { BinaryValue } from './value-kind.ts';

/**
 * A value as JSON Schema sees it, which knows JSON only: a `Date` is its ISO text, a BigInt its number, a `Set` a list,
 * a `Map` a list of pairs, a typed array a list of numbers, and a property that is `undefined` is missing.
 */
export function toSchemaView(value: Value): unknown {
  return isPlainJson(value) ? value : view(value);
}

function view(value: Value): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(view);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Map) return [...value].map(([key, item]) => [view(key), view(item)]);
  if (value instanceof Set) return [...value].map(view);
  if (isPlainObject(value)) return viewPlain(value);
  return binaryName(value) === undefined ? value : viewBytes(value as BinaryValue);
}

function viewPlain(value: Record<string, Value>): unknown {
  const viewed: Record<string, unknown> = {};
  for (const key of Object.keys(value)) if (value[key] !== undefined) setOwn(viewed, key, view(value[key]));
  return viewed;
}

const viewBytes = (value: BinaryValue): unknown[] => ('length' in value ? [...value].map(Number) : [...bytesOf(value)]);
