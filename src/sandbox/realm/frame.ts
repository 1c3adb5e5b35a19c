/**
 * The only script of the opaque-origin frame: starts the realm's worker and hands it the port that the page sends.
 * No user code is ever in this document. `REALM_SOURCE` is the text of `main.ts`, put there by the build.
 */
declare const REALM_SOURCE: string;

const address = URL.createObjectURL(new Blob([REALM_SOURCE], { type: 'text/javascript' }));
const worker = new Worker(address);

addEventListener('message', (event: MessageEvent) => {
  const [port, pulse] = event.ports;
  if (event.source !== window.parent || port === undefined || pulse === undefined) return;
  worker.postMessage(null, [port]);
  // Answers while its process lives, whatever the worker is busy with.
  pulse.addEventListener('message', () => pulse.postMessage(null));
  pulse.start();
});
