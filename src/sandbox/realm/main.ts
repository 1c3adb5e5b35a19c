import { toErrorInfo } from '../../model/errors.ts';
import { createEvaluate, type EvaluateExpression, type JsonataFactory } from '../expression/evaluate-expression.ts';
import { sharedSpecifier } from '../modules.ts';
import { newExports } from '../math/operators.ts';
import { linkSource, type StartModule } from '../source/prepared-source.ts';
import { closeRealm } from './close-realm.ts';
import { deepFreeze } from './deep-freeze.ts';
import { createDoor, type Door } from './door.ts';
import { linkError } from './link-error.ts';
import type { EvaluateMessage, FromRealm, RunMessage, ToRealm } from './messages.ts';
import { runCode, type Strays } from './run-code.ts';
import { createValueCache } from './value-cache.ts';

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
  let current: Door | undefined;
  Reflect.deleteProperty(URL, 'createObjectURL');
  Reflect.deleteProperty(URL, 'revokeObjectURL');
  const realm = closeRealm(() => current);
  let isNative = false;
  const post = port.postMessage.bind(port);
  const send = (message: FromRealm): void => post(message);
  const cache = createValueCache();
  const addresses = new Map<string, string>();
  /** By code: loaded once, started anew by every activation. */
  const started = new Map<string, Promise<StartModule>>();
  let evaluate: EvaluateExpression | undefined;

  const addModule = (name: string, text: string): void => {
    let linked = text;
    for (const [known, address] of addresses) linked = linked.replaceAll(`"${sharedSpecifier(known)}"`, `"${address}"`);
    addresses.set(name, addressOf(linked));
  };

  const moduleOf = (message: RunMessage): Promise<StartModule> => {
    const known = started.get(message.code);
    if (known !== undefined) return known;
    const address = addressOf(linkSource(message, { addressOf: (module) => addresses.get(module) ?? module }));
    const loading = load(address).then(
      (module) => module.default as StartModule,
      (thrown: unknown) => Promise.reject(linkError(thrown)),
    );
    // A rejection is for whoever awaits it: the activation, which reports it.
    loading.catch(() => undefined).finally(() => dropAddress(address));
    started.set(message.code, loading);
    return loading;
  };

  const run = async (message: RunMessage): Promise<void> => {
    if (message.math === 'native' && !isNative) {
      isNative = true;
      realm.useNativeMath();
    }
    for (const [name, text] of message.modules) addModule(name, text);
    const { values, kept } = cache.receive(message.context);
    const door = createDoor(message);
    current = door;
    const { node, variant, shifts } = message;
    const startModule = moduleOf(message);
    const job = {
      ...message,
      origin: { node, variant, ...(shifts === undefined ? {} : { shifts }) },
      context: values,
      input: frozen(message.input),
      params: frozen(message.params),
    };
    const outcome = await runCode(job, door, async () => startFresh(await startModule), watchStrays());
    current = undefined;
    send({ type: 'outcome', id: message.id, outcome, kept, tainted: realm.isTainted() });
  };

  const answer = async (message: EvaluateMessage): Promise<void> => {
    const { values, kept } = cache.receive(message.names);
    try {
      evaluate ??= createEvaluate((await load(addressOf(message.library ?? ''))).default as JsonataFactory);
      const value = await evaluate(message.expression, values);
      send({ type: 'evaluated', id: message.id, result: { value }, kept });
    } catch (thrown) {
      send({ type: 'evaluated', id: message.id, result: { error: toErrorInfo(thrown) }, kept });
    }
  };

  port.addEventListener('message', (event: MessageEvent) => {
    const message = event.data as ToRealm;
    if (message.type === 'run') void run(message);
    else if (message.type === 'evaluate') void answer(message);
    else current?.abort(new Error(message.reason));
  });
  port.start();
  send({ type: 'ready' });
}

const addressOf = (text: string): string => makeAddress(new ModuleBlob([text], { type: 'text/javascript' }));
const load = (address: string): Promise<{ readonly default?: unknown }> =>
  import(/* @vite-ignore */ address) as Promise<{ readonly default?: unknown }>;

async function startFresh(startModule: StartModule): Promise<{ readonly default?: unknown }> {
  const exports = newExports();
  await startModule(exports);
  return exports;
}

function frozen<T>(value: T): T {
  deepFreeze(value);
  return value;
}

let strayed: ((thrown: unknown) => void) | undefined;
listen('unhandledrejection', (event) => {
  event.preventDefault();
  strayed?.((event as PromiseRejectionEvent).reason);
});
listen('error', (event) => {
  event.preventDefault();
  strayed?.((event as ErrorEvent).error);
});

/** What fails beside the awaited path fails the activation that is running. */
function watchStrays(): Strays {
  const failed = new Promise<never>((_resolve, reject) => {
    strayed = reject;
  });
  failed.catch(() => undefined);
  return { failed };
}
