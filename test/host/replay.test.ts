import { describe, expect, it } from 'vitest';
import type { EngineHost } from '../../src/host/engine-host.ts';
import { nodeId, variantId } from '../../src/model/ids.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { chain, createTestHost } from './test-host.ts';

async function run(host: EngineHost, document: GraphDocument) {
  const workflow = await host.workflows.create(document);
  const { id } = await host.executions.start({ workflow: workflow.id, options: { seed: 's' } });
  await host.executions.whenIdle(id);
  return id;
}

describe('replay', () => {
  it('gives the recorded clock, chance and answers back and comes to the same values', async () => {
    const host = createTestHost();
    const id = await run(
      host,
      chain([
        {
          id: 'time',
          source: 'export default ({ now, random, uuid }) => ({ at: now(), luck: random(), name: uuid() })',
        },
        {
          id: 'later',
          source:
            'export default async ({ sleep, now, context }) => { await sleep(3); return { after: now() >= context.at }; }',
        },
      ]),
    );
    expect(await host.executions.replay(id)).toEqual({ ok: true, steps: 2, problems: [] });
  });

  it('covers left branches, swapped variants, edited code and edits by hand', async () => {
    const host = createTestHost();
    const id = await run(
      host,
      chain([
        { id: 'one', source: 'export default () => ({ count: 1 })' },
        {
          id: 'two',
          source: 'export default ({ context }) => ({ count: context.count + 1 })',
          other: 'export default ({ context }) => ({ count: context.count + 10 })',
        },
      ]),
    );
    await host.executions.stepBack(id);
    await host.executions.editContext(id, [{ key: 'count', value: 5 }]);
    await host.executions.swap(id, nodeId('two'), { variant: variantId('b') }, 'from-here');
    await host.executions.resume(id);
    await host.executions.whenIdle(id);
    await host.executions.stepBack(id);
    const source = 'export default ({ context }) => ({ count: context.count * 7 })';
    await host.executions.swap(
      id,
      nodeId('two'),
      { variant: variantId('b'), config: { source, params: {} } },
      'from-here',
    );
    await host.executions.resume(id);
    await host.executions.whenIdle(id);
    expect(await host.executions.replay(id)).toEqual({ ok: true, steps: 4, problems: [] });
  });

  it('repeats a caught failure, and the step that was given its error', async () => {
    const host = createTestHost();
    const document = chain([
      { id: 'breaks', source: 'export default () => { throw new Error("no luck") }' },
      { id: 'mends', source: 'export default ({ input }) => ({ reason: input.message })' },
    ]);
    const id = await run(host, {
      ...document,
      nodes: document.nodes.map((node) => (node.id === 'breaks' ? { ...node, onError: 'edge' as const } : node)),
      edges: document.edges.map((edge) => ({ ...edge, port: 'error' })),
    });
    expect((await host.executions.get(id)).status).toBe('completed');
    expect(await host.executions.replay(id)).toMatchObject({ ok: true, problems: [] });
  });

  it('names the step and the key where code depends on something that nobody recorded', async () => {
    const host = createTestHost();
    const id = await run(
      host,
      chain([
        {
          id: 'hidden',
          source:
            'globalThis.secret = (globalThis.secret ?? 0) + 1; const mine = globalThis.secret; export default () => ({ count: (globalThis.secret += mine) })',
        },
      ]),
    );
    const report = await host.executions.replay(id);
    expect(report.ok).toBe(false);
    expect(report.problems[0]).toMatchObject({ code: 'replay/diverged', place: { node: 'hidden', key: 'count' } });
  });
});
