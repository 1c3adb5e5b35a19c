import { afterEach, describe, expect, it } from 'vitest';
import type { EngineHost } from '../../src/host/engine-host.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { chain, createTestHost } from './test-host.ts';

const inner: GraphDocument = {
  ...chain([{ id: 'x', source: 'export default () => ({ seen: 1 });' }], { initial: { seen: 0 } }),
  id: 'inner',
  name: 'Inner',
};
const outer = (workflow: string): GraphDocument => ({
  ...chain([]),
  id: 'outer',
  nodes: [{ id: 's', kind: 'subflow', variants: [{ id: 'main', config: { workflow } }] }],
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
      inner: { label: 'Inner', context: inner.context, nodes: inner.nodes, edges: [] },
    });
    expect((await host.workflows.get(id)).document.graphs).toBeUndefined();
  });

  it('does not start where the other is not there', async () => {
    host = createTestHost();
    const { id } = await host.workflows.create(outer('gone'));
    await expect(host.executions.start({ workflow: id })).rejects.toMatchObject({
      info: { code: 'document/unknown-graph', place: { path: 'nodes[0].variants[0].config.workflow', node: 's' } },
    });
  });
});
