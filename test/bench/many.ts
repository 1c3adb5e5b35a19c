import type { Page } from 'playwright';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import type { WorkflowId } from '../../src/model/ids.ts';
import { loadText, printMachine } from './machine.ts';
import { medians } from './rounds.ts';
import { serveApp } from './serve-app.ts';
import { printTable } from './table.ts';

/** A hundred executions at once in one tab: how long the page is ever kept from answering meanwhile. */

const count = 100;
const codes = 2;

/** A number is given, and each code node adds one to it. */
function adding(): GraphDocument {
  const ids = ['given', ...Array.from({ length: codes }, (_, index) => `n${index}`)];
  return {
    format: 'wtb/1',
    id: 'bench-many',
    name: 'Bench many',
    nodes: ids.map((id, index) => ({
      id,
      kind: index === 0 ? 'input' : 'code',
      output: 'n',
      position: { x: index * 240, y: 80 },
      variants: [
        {
          id: 'a',
          config:
            index === 0
              ? { schema: { type: 'integer' } }
              : { source: 'export default ({ context }) => context.n + 1;', params: {} },
        },
      ],
    })),
    edges: ids.slice(1).map((target, index) => ({ id: `e${index}`, source: ids[index] ?? '', target })),
  };
}

interface Found {
  /** Milliseconds. */
  readonly took: number;
  readonly longest: number;
  /** Tasks of 50 ms and more. */
  readonly long: number;
}

/** The workflow with its list of executions is on screen meanwhile. */
function runMany(page: Page, workflow: WorkflowId): Promise<Found> {
  return page.evaluate(
    async ({ workflow, count, codes }) => {
      const wtb = window.wtb!;
      const tasks: number[] = [];
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      });
      observer.observe({ type: 'longtask' });
      const started = performance.now();
      const heads = await Promise.all(
        Array.from({ length: count }, (_, input) => wtb.start({ workflow, input, options: { durability: 'batched' } })),
      );
      const ends = await Promise.all(heads.map(({ id }) => wtb.whenIdle(id)));
      const took = performance.now() - started;
      for (const end of ends) {
        if (end?.status !== 'completed' || end.steps !== codes + 1) throw new Error(`Not done: ${JSON.stringify(end)}`);
      }
      for (const { duration } of observer.takeRecords()) tasks.push(duration);
      observer.disconnect();
      await Promise.all(heads.map(({ id }) => wtb.remove(id)));
      return { took, longest: Math.max(0, ...tasks), long: tasks.length };
    },
    { workflow, count, codes },
  );
}

const app = await serveApp();
try {
  const page = await app.openBench();
  const workflow = await page.evaluate(async (text) => {
    const { id } = await window.wtb!.workflows.import(text);
    await window.wtb!.workflows.open(id);
    return id;
  }, JSON.stringify(adding()));
  const all: Found[] = [];
  await medians(
    [
      {
        name: 'many',
        async run() {
          const found = await runMany(page, workflow);
          all.push(found);
          return found.took;
        },
      },
    ],
    { rounds: 2, warmUps: 0 },
  );
  printMachine('Many executions at once', ['dexie', 'playwright'], app.version);
  printTable(
    `${count} executions at once in one tab, ${codes + 1} steps each, ${codes} of them code`,
    ['round', 'longest task of the page, ms', 'tasks of 50 ms and more', 'all done after, ms', 'steps a second'],
    all.map(({ took, longest, long }, index) => [
      index === 0 ? 'first' : `${index + 1}`,
      longest === 0 ? 'below 50' : longest,
      `${long}`,
      took,
      (count * (codes + 1) * 1000) / took,
    ]),
  );
  console.log(`\nAt the end: ${loadText()}.`);
} finally {
  await app.close();
}
