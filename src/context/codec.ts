import { WtbError } from '../model/errors.ts';
import type { JsonObject, JsonValue, Value } from '../model/value.ts';
import { refuseTag, tag, untag, viewOfBytes } from './tagged-json.ts';
import { bytesOf, isPlainObject } from './value-kind.ts';

/**
 * The stored encoding: one format byte, then the payload. Values written by an older version stay readable for ever.
 *
 * - `1` plain: the UTF-8 of the value's JSON. The common case, at the speed of the platform's own JSON.
 * - `2` tagged: `u32` length of the header (little-endian), the header (UTF-8 of tagged JSON in which bytes stand as
 *   `{ "$type": "Float64Array", "at": offset, "bytes": length }`), then those bytes one after the other.
 */
const plainFormat = 1;
const taggedFormat = 2;
const headerStart = 5;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** @param plain whether the value is known to be JSON all through; found out where it is not said */
export function encodeValue(value: Value, plain = isPlainJson(value)): Uint8Array<ArrayBuffer> {
  return plain ? encodePlain(value) : encodeTagged(value);
}

/** The format byte 1 is also the UTF-8 of U+0001, which saves a copy. */
const encodePlain = (value: Value): Uint8Array<ArrayBuffer> => encoder.encode(`\u0001${JSON.stringify(value)}`);

function encodeTagged(value: Value): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let at = 0;
  const tagged = tag(value, (binary, name) => {
    const bytes = bytesOf(binary);
    parts.push(bytes);
    at += bytes.length;
    return { $type: name, at: at - bytes.length, bytes: bytes.length };
  });
  const header = encoder.encode(JSON.stringify(tagged));
  const encoded = new Uint8Array(headerStart + header.length + at);
  encoded[0] = taggedFormat;
  new DataView(encoded.buffer).setUint32(1, header.length, true);
  encoded.set(header, headerStart);
  let offset = headerStart + header.length;
  for (const part of parts) {
    encoded.set(part, offset);
    offset += part.length;
  }
  return encoded;
}

/** The value, its objects and arrays frozen. Throws `WtbError` `storage/corrupt` on bytes that nothing here wrote. */
export function decodeValue(bytes: Uint8Array): Value {
  try {
    if (bytes[0] === plainFormat) return freezeDeep(JSON.parse(decoder.decode(bytes.subarray(1))));
    if (bytes[0] === taggedFormat) return decodeTagged(bytes);
  } catch (cause) {
    throw corrupt(cause instanceof Error ? cause.message : String(cause));
  }
  throw corrupt(`its format byte is ${bytes[0] ?? 'missing'}`);
}

function decodeTagged(bytes: Uint8Array): Value {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1, true);
  const binary = bytes.subarray(headerStart + length);
  const header = JSON.parse(decoder.decode(bytes.subarray(headerStart, headerStart + length))) as JsonValue;
  return untag(header, 0, (tagged, name) => viewOfBytes(name, slicePart(binary, tagged, name)));
}

function slicePart(binary: Uint8Array, { at, bytes }: JsonObject, name: string): Uint8Array {
  if (typeof at !== 'number' || typeof bytes !== 'number' || at + bytes > binary.length) return refuseTag(name);
  return binary.subarray(at, at + bytes);
}

function freezeDeep(value: unknown): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) for (const item of value) freezeDeep(item);
  else for (const key of Object.keys(value)) freezeDeep((value as Record<string, unknown>)[key]);
  return Object.freeze(value);
}

/** Whether plain JSON keeps everything of a (checked) value. */
export function isPlainJson(value: Value): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      if (value === null) return true;
      if (Array.isArray(value)) return value.every(isPlainJson);
      return isPlainObject(value) && Object.keys(value).every((key) => isPlainJson(value[key]));
    default:
      return false;
  }
}

function corrupt(reason: string): WtbError {
  return new WtbError({
    code: 'storage/corrupt',
    message: `A stored value can't be read: ${reason}.`,
    remedy: 'Export what can still be read; the execution can go on from an earlier checkpoint.',
  });
}
