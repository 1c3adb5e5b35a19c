import { decodeValue, encodeValue } from '../context/codec.ts';
import { WtbError } from '../model/errors.ts';
import type { ExecutionEvent } from '../model/event.ts';
import { valueHash } from '../model/ids.ts';
import type { ValueHash } from '../model/ids.ts';
import { corrupt } from './storage-error.ts';

/** The events of one commit group with the small values that they are the first to name. */
export interface EventPack {
  readonly events: readonly ExecutionEvent[];
  readonly values: ReadonlyMap<ValueHash, Uint8Array>;
}

/**
 * One commit group as bytes: format byte 1, length of the events and number of values (`u32`, little-endian), the events
 * in the encoding of values, then per value its hash (32 bytes), its length (`u32`) and its bytes.
 */
const packFormat = 1;
const eventsStart = 9;
const valueHead = 36;

export function encodePack({ events, values }: EventPack): Uint8Array<ArrayBuffer> {
  const encoded = encodeValue(events);
  let length = eventsStart + encoded.length;
  for (const bytes of values.values()) length += valueHead + bytes.length;
  const pack = new Uint8Array(length);
  const view = new DataView(pack.buffer);
  pack[0] = packFormat;
  view.setUint32(1, encoded.length, true);
  view.setUint32(5, values.size, true);
  pack.set(encoded, eventsStart);
  let at = eventsStart + encoded.length;
  for (const [hash, bytes] of values) {
    writeHash(pack, at, hash);
    view.setUint32(at + 32, bytes.length, true);
    pack.set(bytes, at + valueHead);
    at += valueHead + bytes.length;
  }
  return pack;
}

/** Throws `WtbError` `storage/corrupt`. */
export function decodePack(pack: Uint8Array): EventPack {
  const events = decodeValue(eventBytes(pack)) as readonly ExecutionEvent[];
  return { events, values: decodePackValues(pack) };
}

/** Only the values: what a look-up by hash needs. */
export function decodePackValues(pack: Uint8Array): ReadonlyMap<ValueHash, Uint8Array> {
  const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength);
  const values = new Map<ValueHash, Uint8Array>();
  let at = eventsStart + eventBytes(pack).length;
  while (at < pack.length) {
    if (at + valueHead > pack.length) throw brokenPack();
    const end = at + valueHead + view.getUint32(at + 32, true);
    if (end > pack.length) throw brokenPack();
    values.set(readHash(pack, at), pack.slice(at + valueHead, end));
    at = end;
  }
  if (values.size !== view.getUint32(5, true)) throw brokenPack();
  return values;
}

function eventBytes(pack: Uint8Array): Uint8Array {
  if (pack[0] !== packFormat || pack.length < eventsStart) throw brokenPack();
  const length = new DataView(pack.buffer, pack.byteOffset, pack.byteLength).getUint32(1, true);
  if (eventsStart + length > pack.length) throw brokenPack();
  return pack.subarray(eventsStart, eventsStart + length);
}

const brokenPack = (): WtbError => new WtbError(corrupt('a group of events', 'it was cut short or overwritten'));

function writeHash(pack: Uint8Array, at: number, hash: ValueHash): void {
  for (let byte = 0; byte < 32; byte++) pack[at + byte] = Number.parseInt(hash.slice(byte * 2, byte * 2 + 2), 16);
}

function readHash(pack: Uint8Array, at: number): ValueHash {
  let hex = '';
  for (const byte of pack.subarray(at, at + 32)) hex += byte.toString(16).padStart(2, '0');
  return valueHash(hex);
}
