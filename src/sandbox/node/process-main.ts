import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
import * as vm from 'node:vm';
import { MessageChannel, moveMessagePortToContext } from 'node:worker_threads';
import type { Bridge } from './bridge.ts';
import { freezeReachable, unnamed } from './freeze-reachable.ts';
import { createModuleLoader } from './module-loader.ts';
import { textBridge } from './text-bridge.ts';

/** The text of `realm-main.ts`, put here by the bundler: a function of the bridge. */
declare const REALM_SOURCE: string;

/**
 * The process in which one realm lives: started with no permission to read, to write or to start anything, without
 * environment, and with its own built-ins frozen. The realm is a context of its own inside, with the language and nothing else;
 * it gets a port whose messages are made of its own objects, and the functions of the bridge.
 */
const { process } = globalThis;
const send = process.send?.bind(process);

const context = vm.createContext(vm.constants.DONT_CONTEXTIFY as unknown as vm.Context, {
  name: 'realm',
  codeGeneration: { strings: false, wasm: false },
});
const { port1, port2 } = new MessageChannel();
/** A port of the context: what it receives is made of the context's own objects. */
const port = moveMessagePortToContext(port2, context) as unknown as MessagePort;

let stray: ((thrown: unknown) => void) | undefined;
const tellStray = (thrown: unknown): void => {
  if (stray === undefined) process.exit(1);
  else stray(thrown);
};
process.on('unhandledRejection', tellStray);
process.on('uncaughtException', tellStray);
// Whoever started this process is gone.
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => port1.postMessage(message));
port1.on('message', (message: unknown) => send?.(message));

const timers = new Map<number, NodeJS.Timeout>();
let lastTimer = 0;
const loader = createModuleLoader(context);

const bridge: Bridge = {
  ...textBridge,
  ...loader,
  send: (message) => port.postMessage(message),
  listen(listener) {
    Object.assign(port, { onmessage: ({ data }: { readonly data: unknown }) => listener(data) });
    port.start();
  },
  setTimer(callback, ms) {
    const id = ++lastTimer;
    const fire = (): void => {
      timers.delete(id);
      callback();
    };
    timers.set(id, setTimeout(fire, ms));
    return id;
  },
  clearTimer(id) {
    clearTimeout(timers.get(id));
    timers.delete(id);
  },
  soon(callback) {
    setImmediate(() => callback());
  },
  onStray(listener) {
    stray = listener;
  },
};

// Warns that it is experimental, by ways that do not work any more once all is frozen.
void new vm.SourceTextModule('', { context });
secure();
const startRealm = new vm.Script(REALM_SOURCE, { filename: 'realm.js' }).runInContext(context) as (b: Bridge) => void;
startRealm(bridge);

/** Takes off this context's global object what the language alone does not have, and freezes the rest. */
function secure(): void {
  const language = new Set(Reflect.ownKeys(context).filter((key) => key !== 'console'));
  for (const key of Reflect.ownKeys(globalThis)) if (!language.has(key)) Reflect.deleteProperty(globalThis, key);
  const values = [...language].map((key): unknown => Reflect.getOwnPropertyDescriptor(globalThis, key)?.value);
  freezeReachable([...values, ...unnamed()]);
}
