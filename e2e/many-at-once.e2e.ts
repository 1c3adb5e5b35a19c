import type { GraphDocument } from '../src/model/graph-document.ts';
import type { ActivationPath, ExecutionId, WorkflowId } from '../src/model/ids.ts';
import { expect, test } from './workbench.ts';

const count = 100;

/** Each takes its number, works on it in code, stands before a person until all of them do, and goes on. */
const document: GraphDocument = {
  format: 'wtb/1',
  id: 'many-at-once',
  name: 'Many at once',
  nodes: [
    {
      id: 'given',
      kind: 'input',
      output: 'n',
      position: { x: 0, y: 80 },
      variants: [{ id: 'a', config: { schema: { type: 'integer' } } }],
    },
    {
      id: 'square',
      kind: 'code',
      position: { x: 240, y: 80 },
      variants: [
        {
          id: 'a',
          config: {
            source: 'export default ({ context }) => ({ square: context.n ** 2 });',
            params: {},
          },
        },
      ],
    },
    {
      id: 'gate',
      kind: 'human',
      output: 'answer',
      position: { x: 480, y: 80 },
      variants: [{ id: 'a', config: { title: 'Go on?', schema: { type: 'integer' } } }],
    },
    {
      id: 'sum',
      kind: 'code',
      position: { x: 720, y: 80 },
      variants: [
        {
          id: 'a',
          config: {
            source: 'export default ({ context }) => ({ sum: context.n + context.square + context.answer });',
            params: {},
          },
        },
      ],
    },
  ],
  edges: [
    { id: 'e0', source: 'given', target: 'square' },
    { id: 'e1', source: 'square', target: 'gate' },
    { id: 'e2', source: 'gate', target: 'sum' },
  ],
};

test('a hundred executions at once finish, and none sees anything of another', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(document);
  const workflow = await page.evaluate(() => decodeURIComponent(location.hash.split('/')[2]?.split('?')[0] ?? ''));

  const waiting = await page.evaluate(
    async ({ workflow, count }) => {
      const wtb = window.wtb!;
      const numbers = Array.from({ length: count }, (_, n) => n);
      const started = await Promise.all(numbers.map((input) => wtb.start({ workflow: workflow as WorkflowId, input })));
      return Promise.all(started.map(async ({ id }) => ({ id, status: (await wtb.whenIdle(id))?.status })));
    },
    { workflow, count },
  );
  expect(new Set(waiting.map(({ id }) => id)).size).toBe(count);
  // Nobody has been answered: all of them are there at the same time.
  expect(waiting.filter(({ status }) => status !== 'running')).toEqual([]);

  const contexts = await page.evaluate(
    async (ids) => {
      const wtb = window.wtb!;
      await Promise.all(ids.map((id, n) => wtb.answer(id as ExecutionId, 'gate' as ActivationPath, n * 1000)));
      return Promise.all(
        ids.map(async (name) => {
          const id = name as ExecutionId;
          const summary = await wtb.whenIdle(id);
          const { entries } = await wtb.context(id);
          const values = entries.map(async ({ key, value }) => [key, await wtb.value(id, value.hash)] as const);
          return { status: summary?.status, context: Object.fromEntries(await Promise.all(values)) };
        }),
      );
    },
    waiting.map(({ id }) => id),
  );
  expect(contexts).toEqual(
    waiting.map((_, n) => ({
      status: 'completed',
      context: { n, square: n ** 2, answer: n * 1000, sum: n + n ** 2 + n * 1000 },
    })),
  );
});
