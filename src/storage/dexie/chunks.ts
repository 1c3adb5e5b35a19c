import { WtbError } from '../../model/errors.ts';
import { corrupt } from '../storage-error.ts';
import { chunkBytes } from './schema.ts';
import type { ChunkFields } from './schema.ts';

/** Cuts bytes into rows; the chunks are copies, because a view would save the whole buffer behind it. */
export function toChunks<Key extends object>(key: Key, bytes: Uint8Array): (Key & ChunkFields)[] {
  const parts = Math.max(1, Math.ceil(bytes.length / chunkBytes));
  return Array.from({ length: parts }, (_, part) => ({
    ...key,
    part,
    parts,
    bytes: bytes.slice(part * chunkBytes, (part + 1) * chunkBytes),
  }));
}

/** The bytes of all parts of one thing. Throws `storage/corrupt` where one is missing or empty. */
export function fromChunks(rows: readonly ChunkFields[], what: string): Uint8Array {
  const [first] = rows;
  if (first === undefined) throw new WtbError(corrupt(what, 'it is missing'));
  const sorted = rows.toSorted((a, b) => a.part - b.part);
  const whole = sorted.length === first.parts && sorted.every((row, part) => row.part === part && row.bytes.length > 0);
  if (!whole) throw new WtbError(corrupt(what, `${sorted.length} of ${first.parts} parts are there`));
  if (first.parts === 1) return first.bytes;
  const bytes = new Uint8Array(sorted.reduce((sum, row) => sum + row.bytes.length, 0));
  let at = 0;
  for (const row of sorted) {
    bytes.set(row.bytes, at);
    at += row.bytes.length;
  }
  return bytes;
}
