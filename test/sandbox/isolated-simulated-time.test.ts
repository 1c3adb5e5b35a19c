import { afterEach, describe, expect, test } from 'vitest';
import { bundleSandboxModule, bundleSandboxProcess } from '../../scripts/sandbox-bundles.ts';
import type { CodeRunner } from '../../src/model/activation.ts';
import type { CodeTime } from '../../src/sandbox/code-time.ts';
import { createIsolatedCodeRunner } from '../../src/sandbox/node/isolated-code-runner.ts';
import { activationOf } from './code-activation.ts';

/** A time that passes when it is told to. */
class HandTime implements CodeTime {
  at = 1000;
  /** Who waits, until when. */
  readonly waiting: { readonly until: number; readonly wake: () => void }[] = [];
  private readonly arrivals: (() => void)[] = [];

  begin() {
    return {
      now: () => this.at,
      waitUntil: (until: number, wake: () => void) => {
        this.waiting.push({ until, wake });
        this.arrivals.shift()?.();
      },
      end: () => undefined,
    };
  }
  /** Resolves when somebody waits. */
  arrival(): Promise<void> {
    return new Promise((resolve) => this.arrivals.push(resolve));
  }
  pass(): void {
    const [next] = this.waiting.splice(0, 1);
    this.at = next?.until ?? this.at;
    next?.wake();
  }
}

describe('isolated code in simulated time', () => {
  let runner: CodeRunner | undefined;
  afterEach(() => runner?.dispose());
  const create = (time: CodeTime) => {
    runner = createIsolatedCodeRunner({
      process: bundleSandboxProcess,
      modules: bundleSandboxModule,
      maxConcurrency: 1,
      time,
    });
    return runner;
  };
  const sleeper = 'export default async ({ sleep, now }) => { await sleep(500); return now() }';

  test('waits for the time that it is told, and goes on then', async () => {
    const time = new HandTime();
    const arrival = time.arrival();
    const result = create(time).run(activationOf(), sleeper, {});
    await arrival;
    expect(time.waiting.map(({ until }) => until)).toEqual([1500]);
    time.pass();
    expect(await result).toMatchObject({ value: 1500, effects: [{ type: 'sleep' }, { type: 'now', result: 1500 }] });
  });

  test('gives up its place while it waits', async () => {
    const time = new HandTime();
    const both = Promise.all([time.arrival(), time.arrival()]);
    const isolated = create(time);
    const results = [isolated.run(activationOf(), sleeper, {}), isolated.run(activationOf(), sleeper, {})];
    await both;
    time.pass();
    time.pass();
    expect(await Promise.all(results)).toMatchObject([{ value: 1500 }, { value: 1500 }]);
  });

  test('can be stopped while it waits', async () => {
    const time = new HandTime();
    const arrival = time.arrival();
    const abort = new AbortController();
    const isolated = create(time);
    const result = isolated.run(activationOf({ request: { signal: abort.signal } }), sleeper, {});
    await arrival;
    abort.abort();
    expect(await result).toMatchObject({ type: 'failed', error: { code: 'node/terminated' } });
    const next = time.arrival();
    const after = isolated.run(activationOf(), sleeper, {});
    await next;
    time.waiting.shift();
    time.pass();
    expect(await after).toMatchObject({ value: 1500 });
  });

  test('may compute for its timeoutMs of real time, however long it waited', async () => {
    const time = new HandTime();
    const arrival = time.arrival();
    const source = 'export default async ({ sleep }) => { await sleep(1e9); for (;;); }';
    const result = create(time).run(activationOf({ request: { timeoutMs: 200 } }), source, {});
    await arrival;
    time.pass();
    expect(await result).toMatchObject({ type: 'failed', error: { code: 'node/timeout' } });
  });
});
