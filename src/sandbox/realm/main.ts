import type { ToRealm } from './messages.ts';
import { startRealm } from './start-realm.ts';

/**
 * The worker inside the opaque-origin frame, where user code runs. It gets one port, to the engine's worker, and
 * after that closes itself off. Everything that it needs of the platform is taken here, before user code runs.
 */
const makeAddress = URL.createObjectURL.bind(URL);
const dropAddress = URL.revokeObjectURL.bind(URL);
const ModuleBlob = Blob;
const listen = globalThis.addEventListener.bind(globalThis);

listen(
  'message',
  (event) => {
    const [port] = (event as MessageEvent).ports;
    if (port !== undefined) start(port);
  },
  { once: true },
);

function start(port: MessagePort): void {
  Reflect.deleteProperty(URL, 'createObjectURL');
  Reflect.deleteProperty(URL, 'revokeObjectURL');
  const post = port.postMessage.bind(port);
  startRealm({
    send: (message) => post(message),
    receive(listener) {
      port.addEventListener('message', (event: MessageEvent) => listener(event.data as ToRealm));
      port.start();
    },
    makeAddress: (text) => makeAddress(new ModuleBlob([text], { type: 'text/javascript' })),
    dropAddress,
    load: (address) => import(/* @vite-ignore */ address) as Promise<{ readonly default?: unknown }>,
    onStray: listenToStrays,
  });
}

function listenToStrays(listener: (thrown: unknown) => void): void {
  listen('unhandledrejection', (event) => {
    event.preventDefault();
    listener((event as PromiseRejectionEvent).reason);
  });
  listen('error', (event) => {
    event.preventDefault();
    listener((event as ErrorEvent).error);
  });
}
