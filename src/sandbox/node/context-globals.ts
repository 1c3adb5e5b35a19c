import { Abort, AbortSource, Happening, Listenable, PlatformError } from './events.ts';
import { bridge } from './given-bridge.ts';
import { cloneValue } from './clone-value.ts';
import { Address, Query } from './addresses.ts';
import { Decoder, Encoder } from './encodings.ts';

/** What browsers and Node put beside the language and user code may use, written for a context that has the language alone. */
const { setTimer, clearTimer, soon, toBase64, fromBase64 } = bridge;
const asked = Promise.resolve();

const globals: Record<string, unknown> = {
  // Taken by the door; user code gets other ones.
  setTimeout: (callback: () => void, ms: number) => setTimer(callback, ms),
  clearTimeout: (id: number) => clearTimer(id),
  // For the realm alone: it is taken off before code runs.
  setImmediate: (callback: () => void) => soon(callback),
  queueMicrotask: (callback: () => void) => void asked.then(() => callback()),
  structuredClone: (value: unknown) => cloneValue(value),
  btoa: (text: unknown) => base64(toBase64(String(text))),
  atob: (text: unknown) => base64(fromBase64(String(text))),
  AbortController: AbortSource,
  AbortSignal: Abort,
  Event: Happening,
  EventTarget: Listenable,
  DOMException: PlatformError,
  TextEncoder: Encoder,
  TextDecoder: Decoder,
  URL: Address,
  URLSearchParams: Query,
};

for (const [name, value] of Object.entries(globals)) {
  if (typeof value === 'function') Object.defineProperty(value, 'name', { value: name });
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}

function base64(result: string | undefined): string {
  if (result !== undefined) return result;
  throw new PlatformError('The text has characters that can not be converted.', 'InvalidCharacterError');
}
