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
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${canonicalText(value[key])}`;
  }
  return Object.hasOwn(value, '$type') ? `{"$type":"object","value":${text}}}` : `${text}}`;
}

const dateText = (date: Date): string =>
  `{"$type":"Date","value":${Number.isNaN(date.getTime()) ? 'null' : JSON.stringify(date.toISOString())}}`;
