/**
 * The first script of a realm's worker. It is in the worker's address, which is slow for long texts: so it only loads
 * `main.ts`, handed over by the frame. That takes the next message.
 */
globalThis.addEventListener(
  'message',
  (event) => {
    const address = URL.createObjectURL((event as MessageEvent<Blob>).data);
    (globalThis as unknown as { importScripts(address: string): void }).importScripts(address);
    URL.revokeObjectURL(address);
  },
  { once: true },
);
