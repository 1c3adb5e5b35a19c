import { describe, expect, test } from 'vitest';
import { WtbError } from '../../src/model/errors.ts';
import { checkpointId } from '../../src/model/ids.ts';
import { createBench, createGate, settle } from './engine-bench.ts';
import type { Behaviours, Bench } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';

const locked = { lock: 'printer' };
const plan = (text: string, more = {}) =>
  planFromText(text, { nodes: { a: { ...locked, ...more }, b: locked, c: locked } });
const started = async (text: string, behaviours: Behaviours, more = {}): Promise<Bench> => {
  const bench = createBench(plan(text, more), behaviours);
  await bench.runtime.start();
  await settle();
  return bench;
};
const live = (bench: Bench) => bench.runtime.summary.live.map(({ path, state }) => `${path} ${state}`);
const gates = <K extends string>(...names: readonly K[]) => {
  const made = Object.fromEntries(names.map((name) => [name, createGate()])) as Record<
    K,
    ReturnType<typeof createGate>
  >;
  const behaviours = Object.fromEntries(names.map((name) => [name, () => made[name].promise]));
  return { made, behaviours };
};

describe('named locks', () => {
  test('[E106] one at a time holds a lock; who waits for it is passed over', async () => {
    const { made, behaviours } = gates('a', 'b', 'd');
    const bench = await started('s -> a; s -> b; s -> d', behaviours);
    expect(live(bench)).toEqual(['a running', 'b blocked', 'd running']);
    made.a.open({});
    await settle();
    expect(live(bench)).toEqual(['b running', 'd running']);
    made.b.open({});
    made.d.open({});
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary.status).toBe('completed');
  });
  test('[E106] it is held over waits and between attempts', async () => {
    let runs = 0;
    const retry = { maxAttempts: 2, initialDelayMs: 10, jitter: false };
    const bench = await started(
      's -> a; s -> b',
      {
        a: async (_, tools) => {
          await tools.wait({ type: 'timer', until: tools.now() + 10 });
          if (++runs === 1) throw new Error('no');
          return {};
        },
      },
      { retry },
    );
    expect(live(bench)).toEqual(['a waiting', 'b blocked']);
    bench.clock.advance(10);
    await settle();
    expect(bench.runtime.summary.live).toMatchObject([
      { state: 'waiting', wait: { type: 'backoff' } },
      { state: 'blocked' },
    ]);
    bench.clock.advance(10);
    await settle();
    bench.clock.advance(10);
    await bench.runtime.whenIdle();
    expect(bench.steps()).toEqual(['s', 'a', 'b']);
  });
  test('[E106] who fails or is cancelled gives it back', async () => {
    const failing = await started('s -> a; s -> b', {
      a: () => {
        throw new Error('no');
      },
    });
    await failing.runtime.whenIdle();
    expect(live(failing)).toEqual(['a failed', 'b ready']);
    const { behaviours } = gates('a');
    const cancelled = await started('s -> a; s -> b', behaviours);
    await cancelled.runtime.dispatch({ type: 'pause', inFlight: 'cancel' });
    expect(live(cancelled)).toEqual(['a ready', 'b ready']);
  });
  test('[E106] a step of one that is blocked is refused', async () => {
    const { behaviours } = gates('a');
    const bench = await started('s -> a; s -> b', {
      ...behaviours,
      a: (_, tools) => tools.wait({ type: 'message', name: 'm' }),
    });
    await bench.runtime.dispatch({ type: 'pause', inFlight: 'finish' });
    const b = bench.runtime.summary.live[1]?.activation;
    if (b === undefined) throw new Error('b is not there.');
    await expect(bench.runtime.dispatch({ type: 'step', activation: b })).rejects.toThrow(WtbError);
    expect(live(bench)).toEqual(['a waiting', 'b blocked']);
  });
  test('[E106] going back and reloading keep it', async () => {
    const holds: Behaviours = { a: (_, tools) => tools.wait({ type: 'message', name: 'm' }) };
    const bench = await started('s -> a; s -> b; s -> d', holds);
    await bench.runtime.dispatch({ type: 'rollback', to: checkpointId(2) });
    expect(live(bench)).toEqual(['a waiting', 'b blocked']);
    const again = await bench.reload();
    expect(live(again)).toEqual(['a waiting', 'b blocked']);
    await again.runtime.dispatch({ type: 'resume' });
    await again.dispatch({ type: 'send', message: { name: 'm', value: {} } });
    expect(again.steps()).toEqual(['s', 'd', 'a', 'b']);
  });
});
