import { v7 as uuidv7 } from 'uuid';
import type { ErrorInfo } from '../model/errors.ts';
import { nodeExecutors } from '../nodes/executors.ts';
import { nodeKinds } from '../nodes/registry.ts';
import { createBrowserCodeRunner } from '../sandbox/browser/code-runner.ts';
import { createBrowserExpressionEvaluator } from '../sandbox/browser/expression-evaluator.ts';
import { createModuleAssets } from '../sandbox/browser/module-assets.ts';
import { createRealmClient } from '../sandbox/browser/realm-client.ts';
import { isRealmReply } from '../sandbox/browser/realm-messages.ts';
import { openStore } from '../storage/open-store.ts';
import { createWebLocks } from './driver-locks.ts';
import { createEngineHost, type EngineHost } from './engine-host.ts';
import { systemClock } from './system-clock.ts';
import { createTabChannel } from './tab-channel.ts';
import type { MessageEndpoint } from './worker-client.ts';
import { serveEngine } from './worker-server.ts';
import { parseWorkerSetup, type SetupFromWorker, type WorkerSetup } from './worker-setup.ts';

/** The Web Worker in which the engine lives: waits for the page's setup, opens the store, serves the engine client. */
const scope = globalThis as unknown as MessageEndpoint;
const post = (message: SetupFromWorker) => scope.postMessage(message);
const realms = createRealmClient(post);

const setup = new Promise<WorkerSetup>((resolve) => {
  scope.addEventListener('message', ({ data }) => {
    if (isRealmReply(data)) realms.receive(data);
    const message = parseWorkerSetup(data);
    if (message !== undefined) resolve(message);
  });
});
serveEngine(scope, setup.then(openHost));

async function openHost({ base, witness }: WorkerSetup): Promise<EngineHost> {
  const { store, problem } = await openStore({
    kind: 'indexeddb',
    name: 'wtb',
    witness: { read: () => witness, write: (records) => post({ type: 'witness', records }) },
  });
  const modules = createModuleAssets(base);
  const code = createBrowserCodeRunner({ requestRealm: realms.request, modules, maxBetweenTurns: 24 });
  let sandboxProblem: ErrorInfo | undefined;
  code.probe().then(
    (found) => {
      sandboxProblem = found;
    },
    (error: unknown) => globalThis.reportError(error),
  );
  return createEngineHost({
    store,
    ...(problem === undefined ? {} : { storeProblem: problem }),
    code,
    expressions: createBrowserExpressionEvaluator({ requestRealm: realms.request, modules }),
    sandboxProblem: () => sandboxProblem,
    kinds: nodeKinds,
    executors: nodeExecutors,
    clock: systemClock,
    locks: createWebLocks(navigator.locks),
    tabs: createTabChannel('wtb'),
    createId: uuidv7,
    random: Math.random,
  });
}
