import { createWorkerClient, type WorkerClient } from '../host/worker-client.ts';
import { parseWitnessWrite, type WorkerSetup } from '../host/worker-setup.ts';
import { createFrameHost } from '../sandbox/browser/frame-host.ts';
import { isRealmRequest } from '../sandbox/browser/realm-messages.ts';

const witnessKey = 'wtb.records';

/**
 * Starts the engine's worker and stays its hands in the page: makes sandbox frames, keeps the witness of what was
 * saved, and asks for a save when the page is hidden.
 */
export function startEngine(): WorkerClient {
  const base = new URL('./', document.baseURI);
  const worker = new Worker(new URL('../host/engine-worker.ts', import.meta.url), {
    type: 'module',
    name: 'wtb-engine',
  });
  const client = createWorkerClient(worker);
  const frames = createFrameHost({
    url: new URL('sandbox.html', base),
    reply: (reply, transfer) => worker.postMessage(reply, transfer),
  });

  worker.addEventListener('message', ({ data }) => {
    if (isRealmRequest(data)) frames.receive(data);
    const witness = parseWitnessWrite(data);
    if (witness !== undefined) writeWitness(witness.records);
  });
  worker.addEventListener('error', (event) => client.fail(`The engine could not be started: ${event.message}`));

  const setup: WorkerSetup = { type: 'setup', base: base.href, witness: readWitness() };
  worker.postMessage(setup);

  addEventListener('pagehide', () => client.flush());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') client.flush();
  });
  return client;
}

function readWitness(): number | undefined {
  try {
    const text = localStorage.getItem(witnessKey);
    return text === null ? undefined : Number(text);
  } catch {
    return undefined;
  }
}

function writeWitness(records: number): void {
  try {
    localStorage.setItem(witnessKey, String(records));
  } catch {
    // Without localStorage a lost database looks like a first visit; nothing else depends on it.
  }
}
