import { beforeEach, describe, expect, it } from 'vitest';
import type { Breakpoint } from '../../src/model/breakpoint.ts';
import type { GraphDocument, GraphNode } from '../../src/model/graph-document.ts';
import { activationPath as at, nodeId, variantId, type ExecutionId, type WorkflowId } from '../../src/model/ids.ts';
import type { EngineHost } from '../../src/host/engine-host.ts';
import { createTestHost } from './test-host.ts';

const code = (id: string, source: string): GraphNode => ({
  id,
  kind: 'code',
  variants: ['v', 'w'].map((variant) => ({ id: variant, config: { source: `export default ${source}`, params: {} } })),
});

/** `map` over two items, in each `loop` twice around `score`; then `last`. */
const document: GraphDocument = {
  format: 'wtb/1',
  id: 'w',
  name: 'W',
  context: { initial: { items: [10, 20], n: 0 } },
  limits: { maxConcurrency: 1 },
  nodes: [
    { id: 'map', kind: 'map', variants: [{ id: 'v', config: { graph: 'each', over: 'items', exports: [] } }] },
    code('last', '() => ({ last: true })'),
  ],
  edges: [{ id: 'e', source: 'map', target: 'last' }],
  graphs: {
    each: {
      nodes: [{ id: 'loop', kind: 'loop', variants: [{ id: 'v', config: { graph: 'round', while: 'n < 2' } }] }],
      edges: [],
    },
    round: { nodes: [code('score', '({ context }) => ({ n: context.n + 1, s: context.item })')], edges: [] },
  },
};

let host: EngineHost;
let workflow: WorkflowId;
beforeEach(async () => {
  host = createTestHost();
  workflow = (await host.workflows.create(document)).id;
});

async function ran(): Promise<ExecutionId> {
  const { id } = await host.executions.start({ workflow });
  expect(await host.executions.whenIdle(id)).toMatchObject({ status: 'completed' });
  return id;
}
const pathOf = async (id: ExecutionId): Promise<string | undefined> => {
  const { head } = await host.executions.get(id);
  const made = (await host.executions.events(id)).find((event) => 'hash' in event && event.checkpoint === head);
  if (made?.type === 'frame-opened') return made.frame;
  return made?.type === 'step-committed' ? made.path : undefined;
};

describe('a point named by a path', () => {
  it('is gone back to, and lets the other items stand', async () => {
    const id = await ran();
    await host.executions.rollback(id, at('map[1]/loop[1]/score'));
    expect(await pathOf(id)).toBe('map[1]/loop[1]/score');
    expect(await host.executions.whenIdle(id)).toMatchObject({ status: 'paused', steps: 4 });
    await host.executions.rollback(id, at('map[0]/loop[2]'));
    expect(await pathOf(id)).toBe('map[0]/loop[2]');
    await expect(host.executions.rollback(id, at('map[1]/loop[1]/score'))).rejects.toMatchObject({
      info: { code: 'execution/unknown-checkpoint' },
    });
  });

  it('is forked from', async () => {
    const id = await ran();
    const forked = await host.executions.fork(id, at('map[0]/loop[2]/score'));
    await host.executions.resume(forked.id);
    expect(await host.executions.whenIdle(forked.id)).toMatchObject({ status: 'completed' });
    await expect(host.executions.fork(id, at('map[7]/loop[1]/score'))).rejects.toMatchObject({
      info: { code: 'execution/unknown-checkpoint' },
    });
  });

  it('is looked at and compared: in a scope what its frame sees, outside what the execution does', async () => {
    const id = await ran();
    const view = await host.executions.context(id, at('map[1]/loop[1]/score'));
    expect(view.scopes?.map(({ scope }) => scope)).toEqual(['map[1]', 'map[1]/loop[1]']);
    const between = await host.executions.diff(id, at('map[0]/loop[1]/score'), at('map[1]/loop[2]/score'));
    expect(between.map(({ key, before, after }) => [key, before?.summary.text, after?.summary.text])).toEqual([
      ['index', '0', '1'],
      ['item', '10', '20'],
      ['iteration', '1', '2'],
      ['n', '1', '2'],
      ['s', '10', '20'],
    ]);
    const outside = await host.executions.diff(id, at('map'), at('last'));
    expect(outside.map(({ key, change }) => [key, change])).toEqual([['last', 'added']]);
  });
});

describe('an activation named by a path', () => {
  it('is stepped, or refused where nothing stands there', async () => {
    const { id } = await host.executions.start({ workflow, options: { startPaused: true } });
    await host.executions.step(id, undefined, 'into');
    await host.executions.whenIdle(id);
    await host.executions.step(id, at('map[0]/loop'), 'into');
    await host.executions.whenIdle(id);
    expect(await pathOf(id)).toBe('map[0]/loop[1]');
    await host.executions.step(id, at('map[0]/loop[1]/score'));
    await host.executions.whenIdle(id);
    expect(await pathOf(id)).toBe('map[0]/loop[1]/score');
    await expect(host.executions.step(id, at('map[0]/loop[1]/score'))).rejects.toMatchObject({
      info: { code: 'execution/unknown-activation' },
    });
  });

  it('names the node whose variant is swapped, everywhere', async () => {
    const id = await ran();
    await host.executions.rollback(id, at('map[1]/loop[1]/score'));
    await host.executions.swap(id, at('map[1]/loop[2]/score'), { variant: variantId('w') }, 'from-here');
    const swapped = (await host.executions.events(id)).find(({ type }) => type === 'variant-swapped');
    expect(swapped).toMatchObject({ node: 'round/score', to: { variant: 'w' } });
    await expect(
      host.executions.swap(id, at('map[1]/none'), { variant: variantId('w') }, 'from-here'),
    ).rejects.toMatchObject({ info: { code: 'execution/unknown-variant' } });
  });
});

describe('a breakpoint with a path', () => {
  const point = (path: string, node = 'round/score'): Breakpoint => ({
    id: path,
    type: 'node',
    node: nodeId(node),
    path: at(path),
    when: 'before',
    enabled: true,
  });

  it('holds there alone', async () => {
    await host.executions.setBreakpoints(workflow, [point('map[1]/loop[2]/score')]);
    const { id } = await host.executions.start({ workflow });
    expect(await host.executions.whenIdle(id)).toMatchObject({
      status: 'paused',
      pause: { type: 'breakpoint', path: 'map[1]/loop[2]/score' },
    });
    await host.executions.resume(id);
    expect(await host.executions.whenIdle(id)).toMatchObject({ status: 'completed' });
  });

  it.each([
    ['map[1]/none', 'round/score', 'No node of this workflow is at map[1]/none'],
    ['map[1]/loop', 'round/score', 'is the node each/loop, and not round/score'],
    ['map[1]/loop[2]', 'round/score', 'No node'],
    ['map[1', 'round/score', 'No node'],
  ])('is refused at %s of %s', async (path, node, message) => {
    await expect(host.executions.setBreakpoints(workflow, [point(path, node)])).rejects.toMatchObject({
      info: { code: 'execution/unknown-activation', message: expect.stringContaining(message) as string },
    });
    expect((await host.workflows.get(workflow)).breakpoints).toEqual([]);
  });

  it('may name what only an execution still has; one that was kept bars no other', async () => {
    await ran();
    const { version } = await host.workflows.get(workflow);
    const { graphs: _, ...rest } = document;
    await host.workflows.save(workflow, { ...rest, nodes: [code('last', '() => 1')], edges: [] }, version);
    await host.executions.setBreakpoints(workflow, [point('map[*]/loop[1]/score')]);
    await host.executions.setBreakpoints(workflow, [point('map[*]/loop[1]/score'), point('last', 'last')]);
    expect((await host.workflows.get(workflow)).breakpoints).toHaveLength(2);
  });
});
