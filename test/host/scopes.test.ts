import { expect, it } from 'vitest';
import type { GraphDocument, GraphNode } from '../../src/model/graph-document.ts';
import { activationPath } from '../../src/model/ids.ts';
import { createTestHost } from './test-host.ts';

const code = (id: string, source: string): GraphNode => ({
  id,
  kind: 'code',
  variants: [{ id: 'v', config: { source: `export default ${source}`, params: {} } }],
});

const document: GraphDocument = {
  format: 'wtb/1',
  id: 'w',
  name: 'W',
  context: { initial: { n: 1 } },
  nodes: [
    { id: 'sub', kind: 'subflow', variants: [{ id: 'v', config: { graph: 'inner' } }] },
    code('last', '({ context }) => ({ last: context.n })'),
  ],
  edges: [{ id: 'e', source: 'sub', target: 'last' }],
  graphs: {
    inner: {
      nodes: [
        code('x', '({ context }) => ({ n: context.n + 1 })'),
        code('y', '({ context }) => ({ n: context.n * 10 })'),
      ],
      edges: [{ id: 'i', source: 'x', target: 'y' }],
    },
  },
};

it('steps into a scope, edits what is seen in it, and steps out', async () => {
  const { executions, workflows } = createTestHost();
  const workflow = await workflows.create(document);
  const { id } = await executions.start({ workflow: workflow.id, options: { startPaused: true } });
  await executions.step(id, undefined, 'into');
  const entered = await executions.whenIdle(id);
  expect(entered).toMatchObject({ status: 'paused', live: [{ path: 'sub', state: 'open' }, { path: 'sub/x' }] });
  await executions.step(id);
  await executions.whenIdle(id);
  await executions.editContext(id, [{ key: 'n', value: 7 }], activationPath('sub'));
  await expect(executions.editContext(id, [{ key: 'n', value: 7 }], activationPath('elsewhere'))).rejects.toMatchObject(
    { info: { code: 'execution/unknown-scope' } },
  );
  await executions.step(id, undefined, 'out');
  expect(await executions.whenIdle(id)).toMatchObject({ status: 'paused', live: [{ path: 'last', state: 'ready' }] });
  const { entries } = await executions.context(id);
  expect(entries.map(({ key, value }) => [key, value.summary.text])).toEqual([['n', '70']]);
});
