import { describe, expect, it } from 'vitest';
import type { EngineHost } from '../../src/host/engine-host.ts';
import { nodeId, variantId, type ExecutionId, type WorkflowId } from '../../src/model/ids.ts';
import { createLocalLocks } from '../../src/host/driver-locks.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import type { Value } from '../../src/model/value.ts';
import { chain, createTestHost } from './test-host.ts';

const counting = chain([
  { id: 'one', source: 'export default () => ({ count: 1 })' },
  {
    id: 'two',
    source: 'export default ({ context }) => ({ count: context.count + 1 })',
    other: 'export default ({ context }) => ({ count: context.count + 10 })',
  },
  { id: 'three', source: 'export default ({ context }) => ({ total: context.count * 2 })' },
]);

async function start(host: EngineHost, document = counting, startPaused = false) {
  const workflow = await host.workflows.create(document);
  const { id } = await host.executions.start({ workflow: workflow.id, options: { startPaused, seed: 's' } });
  await host.executions.whenIdle(id);
  return id;
}

async function contextOf(host: EngineHost, id: ExecutionId): Promise<Record<string, Value>> {
  const { entries } = await host.executions.context(id);
  return Object.fromEntries(
    await Promise.all(entries.map(async ({ key, value }) => [key, await host.executions.value(id, value.hash)])),
  );
}

describe('an engine host', () => {
  it('runs a workflow to its end and answers with its context', async () => {
    const host = createTestHost();
    const id = await start(host);
    expect((await host.executions.get(id)).status).toBe('completed');
    expect(await contextOf(host, id)).toEqual({ count: 2, total: 4 });
  });

  it('rolls back, swaps and goes on in a branch of its own; the left branch stays', async () => {
    const host = createTestHost();
    const id = await start(host);
    const one = (await host.executions.events(id)).find(
      (event) => event.type === 'step-committed' && event.node === 'one',
    );
    if (one?.type !== 'step-committed') throw new Error('the first step is missing');
    await host.executions.rollback(id, one.checkpoint);
    expect(await contextOf(host, id)).toEqual({ count: 1 });
    await host.executions.swap(id, nodeId('two'), { variant: variantId('b') }, 'from-here');
    await host.executions.resume(id);
    const summary = await host.executions.whenIdle(id);
    expect(summary).toMatchObject({ status: 'completed', branches: 2 });
    expect(await contextOf(host, id)).toEqual({ count: 11, total: 22 });
    const steps = (await host.executions.events(id)).filter(({ type }) => type === 'step-committed');
    expect(steps).toHaveLength(5);
  });

  it('finds an execution where another host left it', async () => {
    const [store, locks] = [createMemoryStore(), createLocalLocks()];
    const first = createTestHost({ store, locks });
    const id = await start(first, counting, true);
    await first.executions.step(id);
    await first.executions.whenIdle(id);
    await first.executions.close();
    const second = createTestHost({ store, locks });
    expect(await second.executions.get(id)).toMatchObject({ status: 'paused', steps: 1, driver: 'none' });
    await second.executions.resume(id);
    await second.executions.whenIdle(id);
    expect(await contextOf(second, id)).toEqual({ count: 2, total: 4 });
  });

  it('refuses to drive what another host drives, and names the way out', async () => {
    const [store, locks] = [createMemoryStore(), createLocalLocks()];
    const id = await start(createTestHost({ store, locks }), counting, true);
    const second = createTestHost({ store, locks });
    expect((await second.executions.get(id)).driver).toBe('elsewhere');
    await expect(second.executions.resume(id)).rejects.toMatchObject({ code: 'execution/driven-elsewhere' });
  });

  it('forks: the original stays as it is', async () => {
    const host = createTestHost();
    const id = await start(host);
    const two = (await host.executions.events(id)).find(
      (event) => event.type === 'step-committed' && event.node === 'two',
    );
    if (two?.type !== 'step-committed') throw new Error('the second step is missing');
    const forked = await host.executions.fork(id, two.checkpoint);
    expect(forked).toMatchObject({ status: 'paused', forkedFrom: { execution: id, checkpoint: two.checkpoint } });
    await host.executions.resume(forked.id);
    await host.executions.whenIdle(forked.id);
    expect(await contextOf(host, forked.id)).toEqual({ count: 2, total: 4 });
    expect((await host.executions.get(id)).branches).toBe(1);
  });

  it('carries an execution over as a bundle, and refuses a bundle that was changed', async () => {
    const host = createTestHost();
    const id = await start(host);
    const text = await host.executions.exportBundle(id);
    const copy = await host.executions.importBundle(text);
    expect(await contextOf(host, copy.id)).toEqual({ count: 2, total: 4 });
    expect(await host.executions.verify(copy.id)).toMatchObject({ ok: true, steps: 3 });
    const hash = /"hash":"([0-9a-f]{64})"/.exec(text)?.[1] ?? '';
    const forged = text.replaceAll(
      hash,
      hash.replace(/^./, (first) => (first === '0' ? '1' : '0')),
    );
    await expect(host.executions.importBundle(forged)).rejects.toMatchObject({ code: 'storage/corrupt' });
    await expect(host.executions.importBundle('{')).rejects.toMatchObject({ code: 'import/unsupported' });
  });

  it('deletes and restores executions and workflows', async () => {
    const host = createTestHost();
    const id = await start(host);
    await host.executions.remove(id);
    expect(await host.executions.list()).toEqual([]);
    await host.executions.restore(id);
    expect(await host.executions.list()).toHaveLength(1);
    const [workflow] = await host.workflows.list();
    await host.workflows.remove(workflow?.id as WorkflowId);
    expect(await host.workflows.list()).toEqual([]);
    await host.workflows.restore(workflow?.id as WorkflowId);
    expect(await host.workflows.list()).toHaveLength(1);
  });

  it('hands events on in order and without gaps', async () => {
    const host = createTestHost();
    const workflow = await host.workflows.create(counting);
    const { id } = await host.executions.start({ workflow: workflow.id, options: { startPaused: true } });
    const seen: number[] = (await host.executions.events(id)).map(({ seq }) => seq);
    host.executions.subscribe(id, (events) => seen.push(...events.map(({ seq }) => seq)));
    await host.executions.resume(id);
    await host.executions.whenIdle(id);
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => index));
    expect(seen.length).toBe((await host.executions.events(id)).length);
  });
});
