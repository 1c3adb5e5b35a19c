import { WtbError } from '../model/errors.ts';
import type { JsonObject, JsonValue, Value } from '../model/value.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { maxDepth } from './check-value.ts';
import { binaryName, bytesOf, isBinaryName, setOwn, viewOf } from './value-kind.ts';
import type { BinaryName, BinaryValue } from './value-kind.ts';

/**
 * Values beyond JSON as JSON: what bundles hold and what the command line prints.
 *
 * JSON stands for itself. Everything else is an object whose `$type` says what it is:
 *
 * | value | tagged |
 * | --- | --- |
 * | `undefined` | `{ "$type": "undefined" }` |
 * | `NaN`, `±Infinity`, `-0` | `{ "$type": "number", "value": "-0" }` |
 * | BigInt | `{ "$type": "bigint", "value": "12" }` |
 * | `Date` | `{ "$type": "Date", "value": "2026-11-01T00:00:00.000Z" }` (`null` for an invalid one) |
 * | `Map`, `Set` | `{ "$type": "Map", "value": [[key, value], …] }`, `{ "$type": "Set", "value": […] }` |
 * | bytes | `{ "$type": "Float64Array", "value": "<Base64, little-endian>" }`, likewise `ArrayBuffer` |
 * | an object that has a key `$type` | `{ "$type": "object", "value": { … } }` |
 */
export function toTaggedJson(value: Value): JsonValue {
  return tag(value, (binary, name) => ({ $type: name, value: toBase64(bytesOf(binary)) }));
}

/** Throws `WtbError` `context/unsupported-value` on a tag that is not one of these, `context/too-deep` beyond the limit. */
export function fromTaggedJson(json: JsonValue): Value {
  return untag(json, 0, ({ value }, name) => {
    const bytes = typeof value === 'string' ? fromBase64(value) : undefined;
    return bytes === undefined ? refuseTag(name) : viewOfBytes(name, bytes);
  });
}

type TagBytes = (binary: BinaryValue, name: BinaryName) => JsonObject;
type UntagBytes = (tagged: JsonObject, name: BinaryName) => Value;

/** `tagBytes` says how binary values are carried: as Base64 here, beside the text in the stored encoding. */
export function tag(value: Value, tagBytes: TagBytes): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return tagNumber(value);
    case 'undefined':
      return { $type: 'undefined' };
    case 'bigint':
      return { $type: 'bigint', value: String(value) };
    default:
      return value === null ? null : tagObject(value as object, tagBytes);
  }
}

function tagNumber(value: number): JsonValue {
  if (Object.is(value, -0)) return { $type: 'number', value: '-0' };
  return Number.isFinite(value) ? value : { $type: 'number', value: String(value) };
}

function tagObject(value: object, tagBytes: TagBytes): JsonValue {
  if (Array.isArray(value)) return value.map((item) => tag(item, tagBytes));
  switch (Object.prototype.toString.call(value)) {
    case '[object Object]':
      return tagPlain(value as Record<string, Value>, tagBytes);
    case '[object Date]':
      return { $type: 'Date', value: Number.isNaN((value as Date).getTime()) ? null : (value as Date).toISOString() };
    case '[object Map]':
      return {
        $type: 'Map',
        value: [...(value as Map<Value, Value>)].map(([key, item]) => [tag(key, tagBytes), tag(item, tagBytes)]),
      };
    case '[object Set]':
      return { $type: 'Set', value: [...(value as Set<Value>)].map((item) => tag(item, tagBytes)) };
    default: {
      const name = binaryName(value);
      return name === undefined
        ? refuseTag(Object.prototype.toString.call(value))
        : tagBytes(value as BinaryValue, name);
    }
  }
}

function tagPlain(value: Record<string, Value>, tagBytes: TagBytes): JsonObject {
  const tagged: Record<string, JsonValue> = {};
  for (const key of Object.keys(value)) setOwn(tagged, key, tag(value[key], tagBytes));
  return Object.hasOwn(value, '$type') ? { $type: 'object', value: tagged } : tagged;
}

/** Objects and arrays come back frozen, as the context holds them. */
export function untag(json: JsonValue, depth: number, untagBytes: UntagBytes): Value {
  if (typeof json !== 'object' || json === null) return json;
  // Tags may double the depth of what they stand for, twice for an escaped object in a Map.
  if (depth > 3 * maxDepth) refuseDeep();
  if (Array.isArray(json)) return Object.freeze(json.map((item: JsonValue) => untag(item, depth + 1, untagBytes)));
  const object = json as JsonObject;
  return Object.hasOwn(object, '$type') ? untagTyped(object, depth, untagBytes) : untagPlain(object, depth, untagBytes);
}

function untagPlain(object: JsonObject, depth: number, untagBytes: UntagBytes): Value {
  const value: Record<string, Value> = {};
  for (const key of Object.keys(object)) setOwn(value, key, untag(object[key] as JsonValue, depth + 1, untagBytes));
  return Object.freeze(value);
}

function untagTyped(object: JsonObject, depth: number, untagBytes: UntagBytes): Value {
  const { $type: type, value } = object;
  switch (type) {
    case 'undefined':
      return undefined;
    case 'number':
      return untagNumber(value);
    case 'bigint':
      return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : refuseTag(type);
    case 'Date':
      return untagDate(value);
    case 'Map':
      return new Map(listOf(value, type).map((pair) => untagPair(pair, depth, untagBytes)));
    case 'Set':
      return new Set(listOf(value, type).map((item) => untag(item, depth + 2, untagBytes)));
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? untagPlain(value as JsonObject, depth + 1, untagBytes)
        : refuseTag(type);
    default:
      return typeof type === 'string' && isBinaryName(type) ? untagBytes(object, type) : refuseTag(type);
  }
}

function untagNumber(value: JsonValue | undefined): number {
  const numbers = { NaN: Number.NaN, Infinity, '-Infinity': -Infinity, '-0': -0 };
  return typeof value === 'string' && Object.hasOwn(numbers, value)
    ? numbers[value as keyof typeof numbers]
    : refuseTag('number');
}

function untagDate(value: JsonValue | undefined): Date {
  if (value === null) return new Date(Number.NaN);
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? refuseTag('Date') : date;
}

function untagPair(pair: JsonValue, depth: number, untagBytes: UntagBytes): [Value, Value] {
  if (!Array.isArray(pair) || pair.length !== 2) return refuseTag('Map');
  return [untag(pair[0], depth + 3, untagBytes), untag(pair[1], depth + 3, untagBytes)];
}

function listOf(value: JsonValue | undefined, type: string): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : refuseTag(type);
}

/** A typed array over exactly these bytes; they must fill whole elements. */
export function viewOfBytes(name: BinaryName, bytes: Uint8Array): BinaryValue {
  const buffer = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  try {
    return viewOf(name, buffer);
  } catch {
    return refuseTag(name);
  }
}

export function refuseTag(type: unknown): never {
  throw new WtbError({
    code: 'context/unsupported-value',
    message: `\`$type\` ${JSON.stringify(type) ?? String(type)} is unknown, or its \`value\` does not fit it.`,
    remedy: 'See the table of tagged values in src/context/SPEC.md.',
  });
}

function refuseDeep(): never {
  throw new WtbError({ code: 'context/too-deep', message: `The value is nested deeper than ${maxDepth} levels.` });
}
