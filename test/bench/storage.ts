import type { Page } from 'playwright';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import type { Durability } from '../../src/model/execution.ts';
import type { WorkflowId } from '../../src/model/ids.ts';
import { loadText, printMachine } from './machine.ts';
import { median, medians } from './rounds.ts';
import { serveApp } from './serve-app.ts';
import { printTable, times } from './table.ts';

/** What a saved step costs in the browser: the real worker, the real IndexedDB, and raw IndexedDB beside it. */

const steps = 1000;
const rounds = 3;

/**
 * A chain of `input` nodes, the one kind that runs in the engine's worker without sandbox or timer and writes: each
 * fills in a default of its own. The context holds 50 KB that nobody touches.
 */
function chainOfInputs(): GraphDocument {
  const ids = Array.from({ length: steps }, (_, index) => `n${index}`);
  return {
    format: 'wtb/1',
    id: 'bench-storage',
    name: 'Bench storage',
    context: { initial: { rows: Array.from({ length: 500 }, (_, index) => `${index}`.padStart(97, '.')) } },
    nodes: ids.map((id, index) => ({
      id,
      kind: 'input',
      output: 'value',
      variants: [
        { id: 'a', config: { schema: { type: 'object', properties: { n: { type: 'integer', default: index } } } } },
      ],
    })),
    edges: ids.slice(1).map((target, index) => ({ id: `e${index}`, source: `n${index}`, target })),
  };
}

interface Saved {
  readonly microseconds: number;
  /** Stored in IndexedDB, per step: keys left out, values as they lie in the records. */
  readonly bytes: number;
}

async function runOnce(page: Page, workflow: WorkflowId, durability: Durability): Promise<Saved> {
  const before = await storedBytes(page);
  const took = await page.evaluate(
    async ({ workflow, durability }) => {
      const wtb = window.wtb!;
      const started = performance.now();
      const { id } = await wtb.start({ workflow, input: {}, options: { durability } });
      const summary = await wtb.whenIdle(id);
      return { ms: performance.now() - started, status: summary?.status, steps: summary?.steps };
    },
    { workflow, durability },
  );
  if (took.status !== 'completed' || took.steps !== steps)
    throw new Error(`Meant to complete: ${JSON.stringify(took)}`);
  const after = await storedBytes(page);
  return { microseconds: (took.ms * 1000) / steps, bytes: (after - before) / steps };
}

/** Everything in the bench's database, binary by its length and the rest as JSON. */
function storedBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const ended = (request: EventTarget, event: string) =>
      new Promise((resolve, reject) => {
        request.addEventListener(event, resolve);
        request.addEventListener('error', reject);
      });
    const open = indexedDB.open('wtb');
    await ended(open, 'success');
    const database = open.result;
    let [binary, text] = [0, 0];
    const measure = (_key: string, value: unknown): unknown => {
      if (!ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)) return value;
      binary += value.byteLength;
      return undefined;
    };
    for (const name of database.objectStoreNames) {
      const request = database.transaction(name).objectStore(name).getAll();
      await ended(request, 'success');
      for (const row of request.result) text += JSON.stringify(row, measure)?.length ?? 0;
    }
    database.close();
    return binary + text;
  });
}

interface RawWrite {
  readonly durability: 'relaxed' | 'strict';
  /** Of one step. */
  readonly bytes: number;
  /** Steps in one record, one record a transaction. */
  readonly packed: number;
}

/** µs per step for bytes put straight into an object store, each transaction awaited. */
function rawWrites(page: Page, write: RawWrite): Promise<number> {
  return page.evaluate(
    async ({ durability, bytes, packed, steps }) => {
      const ended = (request: EventTarget, event: string) =>
        new Promise((resolve, reject) => {
          request.addEventListener(event, resolve);
          request.addEventListener('error', reject);
        });
      const open = indexedDB.open('wtb-bench-raw', 1);
      open.addEventListener('upgradeneeded', () => void open.result.createObjectStore('records'));
      await ended(open, 'success');
      const database = open.result;
      const record = new Uint8Array(Math.round(bytes * packed));
      const started = performance.now();
      for (let step = 0; step < steps; step += packed) {
        const transaction = database.transaction('records', 'readwrite', { durability });
        transaction.objectStore('records').put(record, step);
        await ended(transaction, 'complete');
      }
      const cost = ((performance.now() - started) * 1000) / steps;
      database.close();
      return cost;
    },
    { ...write, steps: write.packed > 1 ? 10_000 : 500 },
  );
}

const app = await serveApp();
try {
  const page = await app.openBench();
  const workflow = await page.evaluate(
    async (text) => (await window.wtb!.workflows.import(text)).id,
    JSON.stringify(chainOfInputs()),
  );
  const first = await runOnce(page, workflow, 'batched');
  const bytes = new Map<Durability, number[]>();
  const engine = (durability: Durability) => ({
    name: durability as string,
    async run() {
      const saved = await runOnce(page, workflow, durability);
      bytes.set(durability, [...(bytes.get(durability) ?? []), saved.bytes]);
      return saved.microseconds;
    },
  });
  const raw = (name: string, write: RawWrite) => ({ name, run: () => rawWrites(page, write) });
  const size = first.bytes;
  const found = await medians(
    [
      engine('exit'),
      engine('batched'),
      engine('step'),
      raw('packed', { durability: 'relaxed', bytes: size, packed: 100 }),
      raw('relaxed', { durability: 'relaxed', bytes: size, packed: 1 }),
      raw('strict', { durability: 'strict', bytes: size, packed: 1 }),
      raw('whole', { durability: 'relaxed', bytes: size + 50_000, packed: 1 }),
    ],
    { rounds, warmUps: 1 },
  );
  const cost = (name: string) => found.get(name) ?? Number.NaN;
  const perStep = (durability: Durability) => Math.round(median(bytes.get(durability) ?? []));
  const times4 = (name: string) =>
    ['packed', 'relaxed', 'strict', 'whole'].map((floor) => times(cost(name), cost(floor)));

  printMachine('Steps saved in the browser', ['dexie', 'playwright'], app.version);
  printTable(
    'Storage: µs per step (chain of 1,000 `input` nodes, 50 KB context, engine worker and IndexedDB)',
    [
      'durability',
      'µs per step',
      'bytes per step',
      '× packed',
      '× one put relaxed',
      '× one put strict',
      '× whole context',
    ],
    [
      ['`exit`: saved at the end', cost('exit'), perStep('exit'), ...times4('exit')],
      ['`batched`: groups of 50 ms', cost('batched'), perStep('batched'), ...times4('batched')],
      ['`step`: each to the disk', cost('step'), perStep('step'), ...times4('step')],
      ['floor: raw, 100 steps a record, relaxed', cost('packed'), Math.round(size), ...times4('packed')],
      ['floor: raw, one put a step, relaxed', cost('relaxed'), Math.round(size), ...times4('relaxed')],
      ['floor: raw, one put a step, strict', cost('strict'), Math.round(size), ...times4('strict')],
      ['raw, the whole context a step, relaxed', cost('whole'), Math.round(size + 50_000), ...times4('whole')],
    ],
  );
  console.log(`\nAt the end: ${loadText()}. Medians of ${rounds} rounds; cases take turns.`);
} finally {
  await app.close();
}
