import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBrowserCodeRunner, type BrowserCodeRunner } from '../../src/sandbox/browser/code-runner.ts';
import type { RealmHandle } from '../../src/sandbox/browser/realm-messages.ts';
import { executionId } from '../../src/model/ids.ts';
import { activationOf, type ActivationParts } from './code-activation.ts';
import { createTestRealms } from './browser-realms.ts';

describe('ending user code', () => {
  let realms: ReturnType<typeof createTestRealms>;
  let runner: BrowserCodeRunner;
  let sent: unknown[];
  let opened: RealmHandle[];

  beforeEach(() => {
    realms = createTestRealms();
    sent = [];
    opened = [];
    const requestRealm = async (): Promise<RealmHandle> => {
      const realm = spyOn(await realms.options.requestRealm(), sent);
      opened.push(realm);
      return realm;
    };
    runner = createBrowserCodeRunner({ ...realms.options, requestRealm, maxConcurrency: 3 });
  });
  afterEach(() => {
    runner.dispose();
    realms.dispose();
  });

  const run = (source: string, parts: ActivationParts = {}) => runner.run(activationOf(parts), source, {});
  const loop = 'export default () => { for (;;) {} }';

  test('an endless loop ends with its time, and the next activation runs', async () => {
    await run('export default () => 1');
    const before = performance.now();
    expect(await run(loop, { request: { timeoutMs: 300 } })).toMatchObject({
      type: 'failed',
      error: { code: 'node/timeout', place: { node: 'train', variant: 'forest' } },
    });
    expect(performance.now() - before).toBeLessThan(1300);
    expect(await run('export default () => 2')).toMatchObject({ value: 2 });
  });

  test('an endless loop ends within a second of being stopped, its worker with it', async () => {
    const abort = new AbortController();
    await run('export default () => 1');
    const pending = run(loop, { request: { signal: abort.signal } });
    await expect.poll(() => sent.filter((message) => isRun(message)).length).toBe(2);
    const before = performance.now();
    abort.abort();
    expect(await pending).toMatchObject({ error: { code: 'node/terminated' } });
    expect(performance.now() - before).toBeLessThan(1000);
    await expect.poll(() => realms.ended()).toBe(1);
  });

  test('a loop of promises that starves the timers ends too', async () => {
    const source = 'export default async () => { for (;;) await null }';
    expect(await run(source, { request: { timeoutMs: 200 } })).toMatchObject({ error: { code: 'node/timeout' } });
  });

  test('an activation that is aborted before it starts does not run', async () => {
    const result = await run(loop, { request: { signal: AbortSignal.abort() } });
    expect(result).toMatchObject({ error: { code: 'node/terminated' } });
  });

  test('a table is sent into a realm once, not at every step', async () => {
    const rows = Array.from({ length: 600 }, (_, index) => ({ index, name: `row ${index}` }));
    const context = { rows };
    const source = 'export default ({ context: { rows } }) => [rows.length, Object.isFrozen(rows[3])]';
    for (const _ of [1, 2, 3]) expect(await run(source, { context })).toMatchObject({ value: [600, true] });
    const entries = sent.filter(isRun).map((message) => message.context.entries[0]);
    expect(entries.map((entry) => entry !== undefined && 'value' in entry)).toEqual([true, false, false]);
  });

  test('executions never share a realm', async () => {
    const mark = (id: string) => run('export default () => 1', { request: { executionId: executionId(id) } });
    await mark('a');
    await mark('b');
    expect(opened).toHaveLength(2);
  });

  test('realms share one frame; after the process of one died, others get a new frame', async () => {
    const mark = (id: string) => run('export default () => 1', { request: { executionId: executionId(id) } });
    await mark('a');
    await mark('b');
    const [frame] = realms.frames();
    expect(realms.frames()).toEqual([frame]);
    // What the pulse finds of a process that died.
    opened[0]?.kill(true);
    expect(await mark('c')).toMatchObject({ value: 1 });
    expect(realms.frames()).toHaveLength(2);
    opened[1]?.kill(false);
    await expect.poll(() => realms.frames().includes(frame!)).toBe(false);
    expect(realms.frames()).toHaveLength(1);
  });

  test('a frame that does not answer gets no more realms', async () => {
    await run('export default () => 1');
    const [frame] = realms.frames();
    frame!.src = 'about:blank';
    await new Promise((resolve) => frame!.addEventListener('load', resolve, { once: true }));
    const other = { request: { executionId: executionId('other') } };
    expect(await run('export default () => 2', other)).toMatchObject({ value: 2 });
    expect(realms.frames()).toHaveLength(2);
  });

  test('more activations than realms wait for their turn', async () => {
    const source = 'export default async ({ sleep, input }) => { await sleep(20); return input }';
    const results = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((input) => run(source, { request: { input } })));
    expect(results.map((result) => result.type === 'returned' && result.value)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(opened.length).toBeLessThanOrEqual(3);
  });

  test('endless allocation ends the realm alone; what ran beside it still finishes', async () => {
    const hog = 'export default () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)) }';
    const beside = run('export default async ({ sleep }) => { await sleep(500); return "fine" }');
    const result = await run(hog, { request: { timeoutMs: 4000, executionId: executionId('hog') } });
    expect(result).toMatchObject({ type: 'failed' });
    expect(result.type === 'failed' && result.error.code).toMatch(/^node\/(out-of-memory|timeout)$/);
    expect(await beside).toMatchObject({ value: 'fine' });
    expect(await run('export default () => "after"')).toMatchObject({ value: 'after' });
  });

  test('a sandbox that cannot start is said', async () => {
    const broken = createBrowserCodeRunner({
      ...realms.options,
      requestRealm: () => Promise.reject(new Error('no frame')),
    });
    expect(await broken.probe()).toBeDefined();
    expect(await broken.run(activationOf(), 'export default () => 1', {})).toMatchObject({ type: 'failed' });
    expect(await runner.probe()).toBeUndefined();
  });
});

interface Run {
  readonly type: 'run';
  readonly context: { readonly entries: readonly object[] };
}
const isRun = (message: unknown): message is Run => (message as { type?: unknown }).type === 'run';

function spyOn(realm: RealmHandle, sent: unknown[]): RealmHandle {
  const post = realm.port.postMessage.bind(realm.port);
  realm.port.postMessage = (message: unknown) => {
    sent.push(message);
    post(message);
  };
  return realm;
}
