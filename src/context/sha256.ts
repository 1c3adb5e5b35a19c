import { sha256 } from '@noble/hashes/sha2.js';

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const encoder = new TextEncoder();

/** SHA-256 in hexadecimal; text is hashed as UTF-8. Synchronous, because links of the hash chain are made on the hot path. */
export function sha256Hex(input: Uint8Array | string): string {
  const digest = sha256(typeof input === 'string' ? encoder.encode(input) : input);
  let hex = '';
  for (const byte of digest) hex += hexPairs[byte];
  return hex;
}
