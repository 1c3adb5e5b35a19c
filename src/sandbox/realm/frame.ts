import type { FrameOrder } from './frame-order.ts';

/**
 * The only script of the opaque-origin frame: starts the workers of realms, hands each the port that the page sends,
 * and ends them. No user code is ever in this document. The build puts the texts of `boot.ts` and `main.ts` here.
 */
declare const BOOT_SOURCE: string;
declare const REALM_SOURCE: string;

/** A worker of a `data:` address has an origin that it shares with nobody, and the policy of this document. */
const address = `data:text/javascript;charset=utf-8,${encodeURIComponent(BOOT_SOURCE)}`;
const source = new Blob([REALM_SOURCE], { type: 'text/javascript' });
const workers = new Map<number, Worker>();

addEventListener('message', (event: MessageEvent) => {
  if (event.source !== window.parent) return;
  const { type, realm } = event.data as FrameOrder;
  if (type === 'start') start(realm, event.ports);
  else end(realm);
});

function start(realm: number, [port, pulse]: readonly MessagePort[]): void {
  if (port === undefined || pulse === undefined) return;
  const worker = new Worker(address);
  workers.set(realm, worker);
  worker.postMessage(source);
  worker.postMessage(null, [port]);
  // Answers while its process lives, whatever the worker is busy with.
  pulse.addEventListener('message', () => pulse.postMessage(null));
  pulse.start();
}

function end(realm: number): void {
  workers.get(realm)?.terminate();
  workers.delete(realm);
}
