import type { Bridge } from './bridge.ts';

const { TextDecoder, URL, URLSearchParams, atob, btoa } = globalThis;
const encoder = new TextEncoder();
const parts = [
  'href',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;
type Part = (typeof parts)[number];

/** What the language itself lacks for text: encodings and addresses. */
export const textBridge: Pick<
  Bridge,
  'encode' | 'decode' | 'encodingOf' | 'toBase64' | 'fromBase64' | 'parseUrl' | 'parseQuery' | 'formatQuery'
> = {
  encode: (text) => encoder.encode(text),
  decode: (bytes, label, fatal, ignoreBOM) => attempt(() => new TextDecoder(label, { fatal, ignoreBOM }).decode(bytes)),
  encodingOf: (label) => attempt(() => new TextDecoder(label).encoding),
  toBase64: (text) => attempt(() => btoa(text)),
  fromBase64: (text) => attempt(() => atob(text)),
  parseUrl: (text, base, part, value) =>
    attempt(() => {
      const url = new URL(text, base);
      if (part !== undefined) url[part as Part] = value ?? '';
      return JSON.stringify({ ...Object.fromEntries(parts.map((name) => [name, url[name]])), origin: url.origin });
    }),
  parseQuery: (text) => JSON.stringify([...new URLSearchParams(text)]),
  formatQuery: (pairs) => new URLSearchParams(JSON.parse(pairs) as [string, string][]).toString(),
};

function attempt(compute: () => string): string | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
