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
import { createSimulatedClock, type SimulatedClock } from './simulated-clock.ts';
import { createValueCache } from './value-cache.ts';

/** What a realm needs of the platform around it; taken before user code runs. */
export interface RealmPlatform {
  readonly send: (message: FromRealm) => void;
  readonly receive: (listener: (message: ToRealm) => void) => void;
  /** An address under which a module can be loaded and imported. */
  readonly makeAddress: (text: string) => string;
  readonly dropAddress: (address: string) => void;
  readonly load: (address: string) => Promise<{ readonly default?: unknown }>;
  /** Tells what was thrown or rejected where nobody catches it. */
  readonly onStray: (listener: (thrown: unknown) => void) => void;
}

/** Closes the realm off and serves what is asked of it: runs and evaluations, one at a time. */
export function startRealm(platform: RealmPlatform): void {
  const { send, makeAddress, load } = platform;
  let current: Door | undefined;
  let clock: SimulatedClock | undefined;
  let strayed: ((thrown: unknown) => void) | undefined;
  platform.onStray((thrown) => strayed?.(thrown));
  const realm = closeRealm(() => current);
  let isNative = false;
  const cache = createValueCache();
  const addresses = new Map<string, string>();
  /** By code: loaded once, started anew by every activation. */
  const started = new Map<string, Promise<StartModule>>();
  let evaluate: EvaluateExpression | undefined;

  const addModule = (name: string, text: string): void => {
    let linked = text;
    for (const [known, address] of addresses) linked = linked.replaceAll(`"${sharedSpecifier(known)}"`, `"${address}"`);
    addresses.set(name, makeAddress(linked));
  };

  const moduleOf = (message: RunMessage): Promise<StartModule> => {
    const known = started.get(message.code);
    if (known !== undefined) return known;
    const address = makeAddress(linkSource(message, { addressOf: (module) => addresses.get(module) ?? module }));
    const loading = load(address).then(
      (module) => module.default as StartModule,
      (thrown: unknown) => Promise.reject(linkError(thrown)),
    );
    // A rejection is for whoever awaits it: the activation, which reports it.
    loading.catch(() => undefined).finally(() => platform.dropAddress(address));
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
    const { id, now, node, variant, shifts } = message;
    clock = now === undefined ? undefined : createSimulatedClock(now, (until) => send({ type: 'waits', id, until }));
    const door = createDoor({ ...message, clock });
    current = door;
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
    clock?.close();
    send({ type: 'outcome', id, outcome, kept, tainted: realm.isTainted() });
  };

  const answer = async (message: EvaluateMessage): Promise<void> => {
    const { values, kept } = cache.receive(message.names);
    try {
      evaluate ??= createEvaluate((await load(makeAddress(message.jsonata ?? ''))).default as JsonataFactory);
      const value = await evaluate(message.expression, values);
      send({ type: 'evaluated', id: message.id, result: { value }, kept });
    } catch (thrown) {
      send({ type: 'evaluated', id: message.id, result: { error: toErrorInfo(thrown) }, kept });
    }
  };

  /** What fails beside the awaited path fails the activation that is running. */
  const watchStrays = (): Strays => {
    const failed = new Promise<never>((_resolve, reject) => {
      strayed = reject;
    });
    failed.catch(() => undefined);
    return { failed };
  };

  platform.receive((message) => {
    if (message.type === 'run') void run(message);
    else if (message.type === 'evaluate') void answer(message);
    else if (message.type === 'wake') clock?.wake(message.now);
    else current?.abort(new Error(message.reason));
  });
  send({ type: 'ready' });
}

async function startFresh(startModule: StartModule): Promise<{ readonly default?: unknown }> {
  const exports = newExports();
  await startModule(exports);
  return exports;
}

function frozen<T>(value: T): T {
  deepFreeze(value);
  return value;
}
