import { describe, expect, test } from 'vitest';
import { checkpointId } from '../../src/model/ids.ts';
import { createBench, createGate, settle } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';

const ordered = { options: { ordered: true } };
const live = (bench: ReturnType<typeof createBench>) =>
  bench.runtime.summary.live.map(({ path, state }) => `${path} ${state}`);

describe('commits in the order of starts', () => {
  test('[E37] who was done first waits for who started first', async () => {
    const gate = createGate();
    const bench = createBench(planFromText('s -> a; s -> b'), { a: () => gate.promise }, ordered);
    await bench.runtime.start();
    await settle();
    expect(bench.steps()).toEqual(['s']);
    gate.open({});
    await bench.runtime.whenIdle();
    expect(bench.steps()).toEqual(['s', 'a', 'b']);
  });
  test('[E37] nobody waits for one that has failed', async () => {
    const gates = { a: createGate(), b: createGate() };
    const does = { a: () => gates.a.promise, b: () => gates.b.promise };
    const bench = createBench(planFromText('s -> a; s -> b'), does, ordered);
    await bench.runtime.start();
    gates.a.fail(new Error('no'));
    await settle();
    gates.b.open({});
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'error', node: 'a' } });
    expect(bench.steps()).toEqual(['s', 'b']);
  });
  test('[E37] [E41] nor for one that is to start again, where a step lets another go first', async () => {
    const does = { b: () => createGate().promise };
    const bench = createBench(planFromText('s -> a; s -> b; s -> c'), does, ordered);
    await bench.runtime.start();
    await settle();
    expect(bench.steps()).toEqual(['s', 'a']);
    // Back to where both are in flight: they are ready again, in the order of their starts.
    await bench.runtime.dispatch({ type: 'rollback', to: checkpointId(2) });
    expect(live(bench)).toEqual(['b ready', 'c ready']);
    const c = bench.runtime.summary.live[1]?.activation;
    await bench.dispatch({ type: 'step', ...(c === undefined ? {} : { activation: c }) });
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'step' } });
    expect(bench.steps()).toEqual(['s', 'a', 'c']);
  });
  test('[E43] [E37] what was done and waited for its turn is forgotten when it is cancelled', async () => {
    let runs = 0;
    const does = { a: () => (++runs === 1 ? createGate().promise : {}) };
    const bench = createBench(planFromText('s -> a; s -> b'), does, ordered);
    await bench.runtime.start();
    await settle();
    await bench.dispatch({ type: 'pause', inFlight: 'cancel' });
    expect(live(bench)).toEqual(['a ready', 'b ready']);
    await bench.dispatch({ type: 'resume' });
    expect(bench.steps()).toEqual(['s', 'a', 'b']);
  });
  test('[E37] [E60] after a reload, too, in the order in which they started, which is not that of their numbers', async () => {
    const gates = { p: createGate(), q: createGate() };
    let reloaded = false;
    const later = () => (reloaded ? {} : createGate().promise);
    const does = { p: () => gates.p.promise, q: () => gates.q.promise, x: later, y: later };
    const bench = createBench(planFromText('p; q; y; x; p -> x; q -> y'), does, ordered);
    await bench.runtime.start();
    await bench.runtime.dispatch({ type: 'pause', inFlight: 'finish' });
    gates.p.open({});
    gates.q.open({});
    await bench.runtime.whenIdle();
    await bench.runtime.dispatch({ type: 'resume' });
    await settle();
    expect(live(bench)).toEqual(['x running', 'y running']);
    const again = await bench.reload();
    reloaded = true;
    await again.dispatch({ type: 'resume' });
    expect(again.steps()).toEqual(['p', 'q', 'y', 'x']);
  });
});
