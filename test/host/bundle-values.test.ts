import { expect, it } from 'vitest';
import { chain, createTestHost } from './test-host.ts';

it('a bundle carries keys such as __proto__ inside values', async () => {
  const host = createTestHost();
  const source = `export default () => ({ odd: JSON.parse('{"__proto__": {"x": 1}, "constructor": {"y": [-0]}}') });`;
  const workflow = await host.workflows.create(chain([{ id: 'one', source }]));
  const { id } = await host.executions.start({ workflow: workflow.id });
  expect(await host.executions.whenIdle(id)).toMatchObject({ status: 'completed' });
  const copy = await host.executions.importBundle(await host.executions.exportBundle(id));
  const hashes = async (execution: typeof id) =>
    (await host.executions.context(execution)).entries.map(({ key, value }) => [key, value.hash]);
  expect(await hashes(copy.id)).toEqual(await hashes(id));
  expect(await host.executions.verify(copy.id)).toMatchObject({ ok: true });
  await host.close();
});
