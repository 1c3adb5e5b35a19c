import { valueHash } from '../model/ids.ts';
import type { ValueHash } from '../model/ids.ts';
import type { Value } from '../model/value.ts';
import { sha256Hex } from './sha256.ts';
import { binaryName, bytesOf } from './value-kind.ts';
import type { BinaryValue } from './value-kind.ts';

const encoder = new TextEncoder();

/** Bytes that are the same for equal values: what hashes are made of. See SPEC.md, [C14]. */
export const canonicalBytes = (value: Value): Uint8Array => encoder.encode(canonicalText(value));

/** SHA-256 of the canonical bytes: the value's name by content. */
export const hashValue = (value: Value): ValueHash => valueHash(sha256Hex(canonicalText(value)));

/**
 * The tagged JSON of a value with sorted object keys and no white space; `Map` and `Set` keep their order, all `NaN`
 * are one, and bytes stand as the SHA-256 of themselves, so that megabytes are not spelt out.
 */
export function canonicalText(value: Value): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return numberText(value);
    case 'undefined':
      return '{"$type":"undefined"}';
    case 'bigint':
      return `{"$type":"bigint","value":"${value}"}`;
    default:
      return value === null ? 'null' : objectText(value as object);
  }
}

function numberText(value: number): string {
  if (Object.is(value, -0)) return '{"$type":"number","value":"-0"}';
  return Number.isFinite(value) ? String(value) : `{"$type":"number","value":"${value}"}`;
}

function objectText(value: object): string {
  if (Array.isArray(value)) return listText(value);
  switch (Object.prototype.toString.call(value)) {
    case '[object Object]':
      return plainText(value as Record<string, Value>);
    case '[object Date]':
      return dateText(value as Date);
    case '[object Map]':
      return `{"$type":"Map","value":${listText([...(value as Map<Value, Value>)])}}`;
    case '[object Set]':
      return `{"$type":"Set","value":${listText([...(value as Set<Value>)])}}`;
    default:
      return `{"$type":"${binaryName(value)}","sha256":"${sha256Hex(bytesOf(value as BinaryValue))}"}`;
  }
}

function listText(items: readonly Value[]): string {
  let text = '[';
  for (let index = 0; index < items.length; index++) text += (index === 0 ? '' : ',') + canonicalText(items[index]);
  return `${text}]`;
}

function plainText(value: Record<string, Value>): string {
  const { keys, heads } = orderOf(Object.keys(value));
  let text = '{';
  for (let index = 0; index < keys.length; index++) {
    text += (heads[index] as string) + canonicalText(value[keys[index] as string]);
  }
  return Object.hasOwn(value, '$type') ? `{"$type":"object","value":${text}}}` : `${text}}`;
}

/** Keys as they are sorted, with the text that goes before each one's value. */
interface KeyOrder {
  readonly source: readonly string[];
  readonly keys: readonly string[];
  readonly heads: readonly string[];
}

/** The rows of a table have the same keys: they are sorted and quoted once. */
const orders = new Map<string, KeyOrder>();
const maxOrders = 256;
const maxRememberedKeys = 64;

function orderOf(source: readonly string[]): KeyOrder {
  if (source.length > maxRememberedKeys) return makeOrder(source);
  const shape = source.join(',');
  const known = orders.get(shape);
  // A key may contain the separator, so that two lists of keys could share a shape.
  if (known?.source.length === source.length && known.source.every((key, index) => key === source[index])) return known;
  const order = makeOrder(source);
  if (orders.size >= maxOrders) orders.clear();
  orders.set(shape, order);
  return order;
}

function makeOrder(source: readonly string[]): KeyOrder {
  const keys = source.toSorted();
  return { source, keys, heads: keys.map((key, index) => `${index === 0 ? '' : ','}${JSON.stringify(key)}:`) };
}

const dateText = (date: Date): string =>
  `{"$type":"Date","value":${Number.isNaN(date.getTime()) ? 'null' : JSON.stringify(date.toISOString())}}`;
