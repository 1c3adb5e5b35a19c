import type { Value, ValueSummary } from '../model/value.ts';
import { binaryName, bytesOf, isPlainObject } from './value-kind.ts';
import type { BinaryValue } from './value-kind.ts';

const maxText = 120;

/** One line about a value, for lists and headers: `[483 rows × 19]`, `"split: strat…"`, `{5 keys}`, `0.94`. */
export function summarize(value: Value): ValueSummary {
  switch (typeof value) {
    case 'string':
      return { type: 'string', size: value.length, text: quote(value) };
    case 'number':
      return { type: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { type: 'bigint', text: cut(`${value}n`) };
    case 'boolean':
    case 'undefined':
      return { type: typeof value, text: String(value) };
    default:
      return value === null ? { type: 'null', text: 'null' } : summarizeObject(value as object);
  }
}

function summarizeObject(value: object): ValueSummary {
  if (Array.isArray(value)) return summarizeList(value);
  if (value instanceof Date) return { type: 'Date', text: dateText(value) };
  if (value instanceof Map)
    return { type: 'Map', size: value.size, text: `Map {${count(value.size, 'entry', 'entries')}}` };
  if (value instanceof Set)
    return { type: 'Set', size: value.size, text: `Set {${count(value.size, 'item', 'items')}}` };
  const name = binaryName(value);
  if (name !== undefined) return summarizeBytes(value as BinaryValue, name);
  const size = Object.keys(value).length;
  return { type: 'object', size, text: size === 0 ? '{}' : `{${count(size, 'key', 'keys')}}` };
}

function summarizeList(list: readonly Value[]): ValueSummary {
  const size = list.length;
  const columns = columnsOf(list[0]);
  if (columns === undefined)
    return { type: 'array', size, text: size === 0 ? '[]' : `[${count(size, 'item', 'items')}]` };
  return { type: 'array', size, columns, text: `[${count(size, 'row', 'rows')} × ${columns}]` };
}

function columnsOf(row: Value): number | undefined {
  if (Array.isArray(row)) return row.length;
  return isPlainObject(row) ? Object.keys(row).length : undefined;
}

function summarizeBytes(value: BinaryValue, name: string): ValueSummary {
  const size = 'length' in value ? value.length : value.byteLength;
  return {
    type: name,
    size,
    text: `${name}(${size.toLocaleString('en')}, ${bytesOf(value).byteLength.toLocaleString('en')} B)`,
  };
}

const dateText = (date: Date): string => (Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString());
const count = (size: number, one: string, many: string): string =>
  `${size.toLocaleString('en')} ${size === 1 ? one : many}`;
const cut = (text: string): string => (text.length <= maxText ? text : `${text.slice(0, maxText - 1)}…`);

function quote(text: string): string {
  const quoted = JSON.stringify(text.length > maxText ? text.slice(0, maxText) : text);
  if (text.length <= maxText && quoted.length <= maxText) return quoted;
  return `${cutWhole(quoted.slice(0, maxText - 2))}…"`;
}

/** Without half an escape or half a character at the end. */
const cutWhole = (text: string): string => text.replace(/(\\(u[0-9a-f]{0,3})?|[\uD800-\uDBFF])$/, '');
