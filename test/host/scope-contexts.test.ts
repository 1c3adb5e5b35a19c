import { expect, it } from 'vitest';
import { blame } from '../../src/debugger/blame.ts';
import { timelineOf } from '../../src/debugger/timeline-builder.ts';
import type { EngineHost } from '../../src/host/engine-host.ts';
import type { ContextEntry } from '../../src/model/checkpoint.ts';
import type { GraphDocument, GraphNode, SubGraph } from '../../src/model/graph-document.ts';
import { activationPath, type CheckpointId, type ExecutionId } from '../../src/model/ids.ts';
import { createTestHost } from './test-host.ts';

const transform = (id: string, expression: string): GraphNode => ({
  id,
  kind: 'transform',
  variants: [{ id: 'v', config: { expression } }],
});

/** A map over `rows` whose items multiply, then add; with `context` of its own where it is given. */
function mapping(context?: SubGraph['context']): GraphDocument {
  return {
    format: 'wtb/1',
    id: 'scores',
    name: 'Scores',
    context: { initial: { rows: [3, 1], factor: 10 } },
    nodes: [
      {
        id: 'map',
        kind: 'map',
        output: 'scores',
        variants: [{ id: 'v', config: { graph: 'item', over: 'rows', result: 'score', maxConcurrency: 1 } }],
      },
    ],
    edges: [],
    graphs: {
      item: {
        ...(context === undefined ? {} : { context }),
        nodes: [transform('times', '{ "score": item * factor }'), transform('plus', '{ "score": score + 1 }')],
        edges: [{ id: 'e1', source: 'times', target: 'plus' }],
      },
    },
  };
}

async function run(host: EngineHost, document: GraphDocument): Promise<ExecutionId> {
  const { id: workflow } = await host.workflows.create(document);
  const { id } = await host.executions.start({ workflow });
  expect(await host.executions.whenIdle(id)).toMatchObject({ status: 'completed' });
  return id;
}

async function checkpointOf(host: EngineHost, id: ExecutionId, path: string): Promise<CheckpointId> {
  const found = (await host.executions.events(id)).find(
    (event) => event.type === 'step-committed' && event.path === path,
  );
  if (found?.type !== 'step-committed') throw new Error(`${path} was not committed`);
  return found.checkpoint;
}

async function valuesOf(host: EngineHost, id: ExecutionId, entries: readonly ContextEntry[]) {
  const values = entries.map(async ({ key, value }) => [key, await host.executions.value(id, value.hash)] as const);
  return Object.fromEntries(await Promise.all(values));
}

it('a step in an item shows what the item sees and what was written in it, beside the outermost context', async () => {
  const host = createTestHost();
  const id = await run(host, mapping());
  const at = await checkpointOf(host, id, 'map[1]/times');
  const view = await host.executions.context(id, at);
  expect(await valuesOf(host, id, view.entries)).toEqual({ rows: [3, 1], factor: 10 });
  expect(view.scopes?.map(({ scope, own }) => [scope, own])).toEqual([['map[1]', ['score']]]);
  expect(await valuesOf(host, id, view.scopes?.[0]?.entries ?? [])).toEqual({
    rows: [3, 1],
    factor: 10,
    item: 1,
    index: 1,
    score: 10,
  });
  expect((await host.executions.context(id)).scopes).toBeUndefined();
});

it('a graph with a context of its own shows that and what it was handed, nothing of the outside', async () => {
  const host = createTestHost();
  const id = await run(host, mapping({ initial: { factor: 2 } }));
  const view = await host.executions.context(id, await checkpointOf(host, id, 'map[0]/times'));
  expect(await valuesOf(host, id, view.scopes?.[0]?.entries ?? [])).toEqual({ factor: 2, item: 3, index: 0, score: 6 });
});

it('a rollback into an item shows its context as it was there', async () => {
  const host = createTestHost();
  const id = await run(host, mapping());
  const at = await checkpointOf(host, id, 'map[0]/times');
  await host.executions.rollback(id, at);
  const view = await host.executions.context(id);
  expect(view.checkpoint).toBe(at);
  expect(await valuesOf(host, id, view.scopes?.[0]?.entries ?? [])).toMatchObject({ item: 3, score: 30 });
});

it('what undoes is shown in the context around what failed, and in what it leaves', async () => {
  const host = createTestHost();
  const id = await run(host, {
    format: 'wtb/1',
    id: 'trip',
    name: 'Trip',
    context: { initial: { refunded: 0 } },
    nodes: [{ id: 'trip', kind: 'subflow', onError: 'continue', variants: [{ id: 'v', config: { graph: 'book' } }] }],
    edges: [],
    graphs: {
      book: {
        nodes: [
          { ...transform('pay', '{ "paid": 12 }'), compensate: 'refund' },
          transform('refund', '{ "refunded": paid }'),
          transform('ship', '$error("no")'),
        ],
        edges: [{ id: 'e1', source: 'pay', target: 'ship' }],
      },
    },
  });
  const events = await host.executions.events(id);
  const at = await checkpointOf(host, id, 'trip/refund');
  const view = await host.executions.context(id, at);
  expect(await valuesOf(host, id, view.entries)).toEqual({ refunded: 12 });
  expect(view.scopes?.map(({ scope, own }) => [scope, own])).toEqual([['trip', ['paid']]]);
  expect(await valuesOf(host, id, view.scopes?.[0]?.entries ?? [])).toEqual({ refunded: 12, paid: 12 });
  const { rows } = timelineOf(events);
  const rowOf = new Map(
    rows.flatMap(({ checkpoint }, index) => (checkpoint === undefined ? [] : [[checkpoint, index]])),
  );
  const found = (frame?: string) =>
    blame({ rows, rowOf, events }, { at, frame: frame === undefined ? undefined : activationPath(frame) }, 'refunded');
  expect(rows.find((row) => row.checkpoint === at)).toMatchObject({ frame: 'trip', writtenTo: { frame: undefined } });
  expect([found()?.row.path, found('trip')?.row.path]).toEqual(['trip/refund', 'trip/refund']);
});
