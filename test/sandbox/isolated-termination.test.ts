import { afterAll, describe, expect, test } from 'vitest';
import { bundleSandboxModule, bundleSandboxProcess } from '../../scripts/sandbox-bundles.ts';
import { executionId } from '../../src/model/ids.ts';
import { createIsolatedCodeRunner } from '../../src/sandbox/node/isolated-code-runner.ts';
import { activationOf, type ActivationParts, snapshotOf } from './code-activation.ts';

describe('ending isolated code', () => {
  const runner = createIsolatedCodeRunner({
    process: bundleSandboxProcess,
    modules: bundleSandboxModule,
    maxConcurrency: 2,
    memoryMb: 96,
  });
  afterAll(() => runner.dispose());
  const run = (source: string, parts: ActivationParts = {}) => runner.run(activationOf(parts), source, {});
  const beside = 'export default async ({ sleep }) => { await sleep(600); return "fine" }';
  /** Runs beside something harmless, which has to finish; gives the code of the failure and how long it took. */
  const runBeside = async (source: string, request: Partial<ActivationParts['request']> = {}) => {
    await run('export default () => 1');
    const other = run(beside, { request: { executionId: executionId('other') } });
    const before = performance.now();
    const result = await run(source, { request });
    const took = performance.now() - before;
    expect(await other).toMatchObject({ value: 'fine' });
    expect(await run('export default () => "after"')).toMatchObject({ value: 'after' });
    return { took, code: result.type === 'failed' ? result.error.code : 'returned' };
  };

  test.each([
    ['an endless loop', '() => { for (;;) {} }'],
    ['a loop of promises that starves the timers', 'async () => { for (;;) await null }'],
    ['a wait for a lock that nobody holds', '() => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) }'],
    ['a regular expression that backtracks', '() => /^(a+)+$/.test("a".repeat(60) + "!")'],
    ['a promise that is never settled', '() => new Promise(() => {})'],
    ['timers that start each other', '() => new Promise(() => { const again = () => setTimeout(again, 0); again(); })'],
  ])('%s ends within a second of its time', async (_name, main) => {
    const { code, took } = await runBeside(`export default ${main}`, { timeoutMs: 200 });
    expect(code).toBe('node/timeout');
    expect(took).toBeLessThan(1200);
  });

  test('an endless loop ends within a second of being stopped', async () => {
    const abort = new AbortController();
    const snapshot = snapshotOf({ key: 1 });
    // The last that is asked for before the code is sent to its process.
    const context = { ...snapshot, peek: (key: string) => (queueMicrotask(() => abort.abort()), snapshot.peek(key)) };
    await run('export default () => 1');
    const before = performance.now();
    expect(
      await run('export default () => { for (;;) {} }', { request: { signal: abort.signal, context } }),
    ).toMatchObject({
      error: { code: 'node/terminated' },
    });
    expect(await run('export default () => 2')).toMatchObject({ value: 2 });
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test.each([
    ['objects', '() => { const all = []; for (;;) all.push({ some: [all.length] }) }'],
    ['long lists', '() => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)) }'],
    [
      'text',
      '() => { let text = "x"; const all = []; for (;;) { text += text.slice(0, 1e6) + all.length; all.push(text.split("")) } }',
    ],
    ['buffers outside the heap', '() => { const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1)) }'],
  ])('a hog of %s runs out of memory, and only it', async (_name, main) => {
    const { code } = await runBeside(`export default ${main}`, { timeoutMs: 10_000, executionId: executionId('hog') });
    expect(code).toBe('node/out-of-memory');
  });

  test('one allocation beyond all memory is an error that code can catch', async () => {
    expect(
      await run('export default () => { try { new Uint8Array(1e15) } catch (thrown) { return thrown.name } }'),
    ).toMatchObject({ value: 'RangeError' });
  });

  test('an end of the call stack is an error like any other', async () => {
    expect(await run('export default () => { const f = () => f() + 1; return f() }')).toMatchObject({
      error: { code: 'node/threw', thrown: 'RangeError' },
    });
  });

  test('a rejection nobody awaits and a throwing timer fail their activation', async () => {
    const rejected = 'export default async ({ sleep }) => { Promise.reject(new Error("lost")); await sleep(2000); }';
    expect(await run(rejected)).toMatchObject({ error: { code: 'node/threw', message: 'lost' } });
    const timer =
      'export default async ({ sleep }) => {\n setTimeout(() => { throw new Error("late") }, 1);\n await sleep(2000); }';
    expect(await run(timer)).toMatchObject({ error: { message: 'late', place: { line: 2 } } });
  });

  test('more activations than processes wait for their turn', async () => {
    const source = 'export default async ({ sleep, input }) => { await sleep(5); return input }';
    const results = await Promise.all([1, 2, 3, 4, 5].map((input) => run(source, { request: { input } })));
    expect(results.map((result) => result.type === 'returned' && result.value)).toEqual([1, 2, 3, 4, 5]);
  });

  test('a process that does not start is said', async () => {
    const broken = createIsolatedCodeRunner({
      process: () => 'throw new Error("broken")',
      modules: bundleSandboxModule,
    });
    expect(await broken.run(activationOf(), 'export default () => 1', {})).toMatchObject({
      error: { code: 'sandbox/unavailable', remedy: expect.stringContaining('--trust') as string },
    });
    broken.dispose();
  });
});
