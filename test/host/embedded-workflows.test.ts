import { afterEach, describe, expect, it } from 'vitest';
import type { EngineHost } from '../../src/host/engine-host.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { chain, createTestHost } from './test-host.ts';

const inner: GraphDocument = {
  ...chain([{ id: 'x', source: 'export default () => ({ seen: 1 });' }], { initial: { seen: 0 } }),
  id: 'inner',
  name: 'Inner',
};
const outer = (workflow: string, version?: string): GraphDocument => ({
  ...chain([]),
  id: 'outer',
  nodes: [
    {
      id: 's',
      kind: 'subflow',
      variants: [{ id: 'main', config: { workflow, ...(version === undefined ? {} : { version }) } }],
    },
  ],
});

let host: EngineHost;
afterEach(() => host.executions.close());

describe('an execution of a workflow that refers to another', () => {
  it('is pinned to what the other was when it started', async () => {
    host = createTestHost();
    const stored = await host.workflows.create(inner);
    const { id } = await host.workflows.create(outer('inner'));
    const started = await host.executions.start({ workflow: id, options: { startPaused: true } });
    await host.workflows.save(stored.id, { ...inner, name: 'Other', nodes: [] }, stored.version);
    const pinned = await host.executions.document(started.id);
    expect(pinned.nodes[0]?.variants?.[0]?.config).toEqual({ graph: 'inner' });
    expect(pinned.graphs).toEqual({
      inner: {
        label: 'Inner',
        origin: { workflow: 'inner', version: 1 },
        context: inner.context,
        nodes: inner.nodes,
        edges: [],
      },
    });
    expect((await host.workflows.get(id)).document.graphs).toBeUndefined();
  });

  it('takes the version that it is pinned to, whatever becomes of the other', async () => {
    host = createTestHost();
    const stored = await host.workflows.create(inner);
    const { id } = await host.workflows.create(outer('inner', '1'));
    await host.workflows.save(stored.id, { ...inner, name: 'Edited', nodes: [] }, 1);
    const { id: execution } = await host.executions.start({ workflow: id, options: { startPaused: true } });
    expect((await host.executions.document(execution)).graphs).toEqual({
      'inner-v1': {
        label: 'Inner',
        origin: { workflow: 'inner', version: 1 },
        context: inner.context,
        nodes: inner.nodes,
        edges: [],
      },
    });
    expect((await host.workflows.versions(stored.id)).map(({ version }) => version)).toEqual([2, 1]);
  });

  it('does not start where the version is not there, or the other was deleted', async () => {
    host = createTestHost();
    const stored = await host.workflows.create(inner);
    const { id } = await host.workflows.create(outer('inner', '9'));
    await expect(host.executions.start({ workflow: id })).rejects.toMatchObject({
      info: { code: 'document/unknown-graph', message: expect.stringContaining('version 1 is the one') as string },
    });
    await host.workflows.remove(stored.id);
    const latest = { workflow: id, document: outer('inner') };
    await expect(host.executions.start(latest)).rejects.toMatchObject({
      info: { message: expect.stringContaining('which was deleted') as string },
    });
    await host.workflows.restore(stored.id);
    expect(await host.executions.start(latest)).toBeDefined();
  });

  it('does not start where the other is not there', async () => {
    host = createTestHost();
    const { id } = await host.workflows.create(outer('gone'));
    await expect(host.executions.start({ workflow: id })).rejects.toMatchObject({
      info: { code: 'document/unknown-graph', place: { path: 'nodes[0].variants[0].config.workflow', node: 's' } },
    });
  });
});

describe('a workflow that is made', () => {
  it('takes no id of one that was deleted: that can be restored', async () => {
    host = createTestHost();
    const first = await host.workflows.create(inner);
    await host.workflows.remove(first.id);
    const second = await host.workflows.create(inner);
    expect(second.id).not.toBe(first.id);
    await host.workflows.restore(first.id);
    expect(await host.workflows.list()).toHaveLength(2);
  });
});
