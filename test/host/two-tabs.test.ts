import { describe, expect, it } from 'vitest';
import { createEmitter } from '../../src/base/emitter.ts';
import { createLocalLocks } from '../../src/host/driver-locks.ts';
import type { TabChannel, TabMessage } from '../../src/host/tab-channel.ts';
import type { ExecutionSummary } from '../../src/model/execution.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { chain, createTestHost } from './test-host.ts';

/** Two hosts over one store, as two tabs are. */
function twoTabs() {
  const [store, locks] = [createMemoryStore(), createLocalLocks()];
  const [toFirst, toSecond] = [createEmitter<TabMessage>(), createEmitter<TabMessage>()];
  const end = (hears: typeof toFirst, says: typeof toFirst): TabChannel => ({
    send: (message) => says.emit(message),
    subscribe: (listener) => hears.subscribe(listener),
    close: () => undefined,
  });
  return {
    first: createTestHost({ store, locks, tabs: end(toFirst, toSecond) }),
    second: createTestHost({ store, locks, tabs: end(toSecond, toFirst) }),
  };
}

const document = chain([
  { id: 'one', source: 'export default () => ({ one: 1 });' },
  { id: 'two', source: 'export default () => ({ two: 2 });' },
]);

describe('two tabs', () => {
  it('the watching one hears of every saved step, and when the driver lets go', async () => {
    const { first, second } = twoTabs();
    const workflow = await first.workflows.create(document);
    const { id } = await first.executions.start({ workflow: workflow.id, options: { startPaused: true } });
    await first.executions.whenIdle(id);
    expect(await second.executions.get(id)).toMatchObject({ status: 'paused', driver: 'elsewhere' });
    await expect(second.executions.resume(id)).rejects.toMatchObject({ code: 'execution/driven-elsewhere' });

    const heard: ExecutionSummary[] = [];
    let wake = () => {};
    second.executions.subscribe(id, (_, summary) => {
      heard.push(summary);
      wake();
    });
    const until = async (is: (summary: ExecutionSummary) => boolean) => {
      while (!heard.some(is)) await new Promise<void>((resolve) => (wake = resolve));
    };
    await first.executions.step(id);
    await until(({ steps, driver }) => steps === 1 && driver === 'elsewhere');
    await first.close();
    await until(({ status, driver }) => status === 'paused' && driver === 'none');

    await second.executions.resume(id);
    expect(await second.executions.whenIdle(id)).toMatchObject({ status: 'completed', driver: 'here', steps: 2 });
    await second.close();
  });

  it('a command that is still being taken up counts for whoever waits for rest', async () => {
    const { first, second } = twoTabs();
    const workflow = await first.workflows.create(document);
    const { id } = await first.executions.start({ workflow: workflow.id, options: { startPaused: true } });
    await first.close();
    const resumed = second.executions.resume(id);
    expect(await second.executions.whenIdle(id)).toMatchObject({ status: 'completed', steps: 2 });
    await resumed;
    await second.close();
  });
});
