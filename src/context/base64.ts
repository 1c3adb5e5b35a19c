/** Base64 without the deprecated parts of the platform and without its limit on the number of arguments. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const places = new Map(Array.from(alphabet, (letter, index) => [letter.charCodeAt(0), index]));

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 24_576)
    parts.push(toBinary(bytes.subarray(start, start + 24_576)));
  return parts.map((part) => btoa(part)).join('');
}

const toBinary = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** `undefined` where the text is not Base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let index = 0; index < text.length - padding; index++) {
    const place = places.get(text.charCodeAt(index));
    if (place === undefined) return undefined;
    held = ((held << 6) | place) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
    }
  }
  return bytes;
}
