import { describe, expect, test } from 'vitest';
import type { ActivationRequest, ExpressionEvaluator, NodeTools } from '../../src/model/activation.ts';
import type { SimpleWait } from '../../src/model/execution.ts';
import { activationPath, checkpointId } from '../../src/model/ids.ts';
import { createBench, createGate, settle } from './engine-bench.ts';
import type { Behaviours, Bench } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';

const until =
  (expression: string) =>
  async (activation: ActivationRequest, tools: NodeTools): Promise<unknown> => ({
    [activation.path]: await tools.wait({ type: 'condition', expression }),
  });
const firstOf =
  (...of: readonly SimpleWait[]) =>
  async (activation: ActivationRequest, tools: NodeTools): Promise<unknown> => ({
    [activation.path]: await tools.wait({ type: 'first', of }),
  });
const timer = (at: number): SimpleWait => ({ type: 'timer', until: at });
const question: SimpleWait = { type: 'human', title: '?', instructions: '', schema: { type: 'object' } };

const started = async (text: string, behaviours: Behaviours, initial = {}): Promise<Bench> => {
  const bench = createBench(planFromText(text, { context: { initial } }), behaviours);
  await bench.runtime.start();
  await settle();
  return bench;
};
const live = (bench: Bench) => bench.runtime.summary.live.map(({ path, state }) => `${path} ${state}`);
const effects = (bench: Bench) =>
  bench.events.flatMap((event) => (event.type === 'effect-recorded' ? [event.effect] : []));

describe('waits in a fork', () => {
  test('[E58] who waits sees the context that the fork begins with, whatever is written before its wait is over', async () => {
    const does: Behaviours = {
      a: async ({ context }, tools) => {
        await tools.wait({ type: 'message', name: 'm' });
        return { seen: context.get('x') };
      },
      b: () => ({ x: 1 }),
      c: () => ({ x: 2 }),
    };
    const bench = await started('s -> a; s -> b -> c', does, { x: 0 });
    const fork = createBench(bench.runtime.plan, does);
    await fork.run({ from: await bench.runtime.exportState(checkpointId(2)) });
    expect(fork.steps()).toEqual(['c']);
    await fork.dispatch({ type: 'send', message: { name: 'm', value: {} } });
    expect(await fork.context()).toEqual({ x: 2, seen: 1 });
  });
});

/** `a` has 100 ms; 60 of them had passed when `b` was committed, and it is started again from there. */
async function deadlineAfterRollback(): Promise<{ readonly bench: Bench }> {
  const gate = createGate();
  const plan = planFromText('a; b', { nodes: { a: { deadlineMs: 100 } } });
  const bench = createBench(plan, { a: () => createGate().promise, b: () => gate.promise });
  await bench.runtime.start();
  bench.clock.advance(60);
  gate.open({});
  await settle();
  await bench.runtime.dispatch({ type: 'rollback', to: checkpointId(1) });
  await bench.runtime.dispatch({ type: 'resume' });
  await settle();
  return { bench };
}

describe('attempts that wait', () => {
  test.each(['stop', 'rollback'] as const)('[E44] a %s cancels them: their signal is aborted', async (type) => {
    let signal: AbortSignal | undefined;
    const bench = await started('s -> a', {
      a: (activation, tools) => {
        signal ??= activation.signal;
        return tools.wait({ type: 'message', name: 'm' });
      },
    });
    expect(live(bench)).toEqual(['a waiting']);
    expect(signal?.aborted).toBe(false);
    await bench.dispatch(type === 'stop' ? { type } : { type, to: checkpointId(1) });
    expect(signal?.aborted).toBe(true);
  });
});

describe('steps and timeouts around waits', () => {
  test('[E41] who waits lets another be stepped', async () => {
    const does: Behaviours = { a: (_, tools) => tools.wait({ type: 'message', name: 'm' }) };
    const bench = await createBench(planFromText('a; b; c'), does, { options: { startPaused: true } }).run();
    await bench.dispatch({ type: 'step' });
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'step' } });
    expect(bench.steps()).toEqual(['b']);
    expect(live(bench)).toEqual(['a waiting', 'c ready']);
  });
  test('[E48] waiting does not count for a timeout; what came before it does', async () => {
    const gates = [createGate(), createGate()] as const;
    const plan = planFromText('a', { nodes: { a: { timeoutMs: 100 } } });
    const bench = createBench(plan, {
      a: async (_, tools) => {
        await gates[0].promise;
        await tools.wait({ type: 'message', name: 'm' });
        await gates[1].promise;
        return {};
      },
    });
    await bench.runtime.start();
    bench.clock.advance(60);
    gates[0].open({});
    await settle();
    bench.clock.advance(1000);
    expect(live(bench)).toEqual(['a waiting']);
    await bench.runtime.dispatch({ type: 'send', message: { name: 'm', value: 1 } });
    bench.clock.advance(39);
    expect(live(bench)).toEqual(['a running']);
    bench.clock.advance(1);
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary.pause).toMatchObject({ type: 'error', error: { code: 'node/timeout' } });
  });
});

describe('conditions', () => {
  test('[E100] [E107] one that holds already is not waited for; what it gave is recorded', async () => {
    const bench = await started('a', { a: until('x < 3') }, { x: 1 });
    expect(await bench.context()).toEqual({ x: 1, a: true });
    expect(effects(bench)).toEqual([
      { type: 'condition', request: { type: 'condition', expression: 'x < 3' }, result: true },
    ]);
  });
  test('[E107] is asked again after commits that change what it read, until it holds', async () => {
    const bench = await started(
      's -> a; s -> b -> c -> d',
      {
        a: until('later(x < 3)'),
        b: () => ({ x: 5 }),
        c: () => ({ x: 2 }),
        d: () => ({ x: 9 }),
      },
      { x: 9 },
    );
    await bench.runtime.whenIdle();
    expect(bench.steps()).toEqual(['s', 'b', 'c', 'd', 'a']);
    expect(await bench.context()).toEqual({ a: true, x: 9 });
  });
  test('[E107] none of the states between is overlooked, and what it did not read is none of its business', async () => {
    const asked: unknown[] = [];
    const expressions: ExpressionEvaluator = {
      evaluate(_, context) {
        const x = context.get('x');
        asked.push(x);
        return Promise.resolve().then(() => x === 2);
      },
      dispose() {},
    };
    const plan = planFromText('s -> a; s -> b -> c -> d', { context: { initial: { x: 0 } } });
    const behaviours = { a: until('x is 2'), b: () => ({ y: 1 }), c: () => ({ x: 2 }), d: () => ({ x: 3 }) };
    const bench = createBench(plan, behaviours, { expressions });
    await bench.run();
    expect(asked).toEqual([0, 2]);
    expect(bench.runtime.summary.status).toBe('completed');
  });
  test('[E107] who asked for all keys is asked again when one comes or goes', async () => {
    const asked: number[] = [];
    const expressions: ExpressionEvaluator = {
      evaluate(_, context) {
        asked.push(context.keys().length);
        return context.keys().length > 2;
      },
      dispose() {},
    };
    const does: Behaviours = {
      a: until('$count($keys($)) > 2'),
      b: () => ({ x: 2 }),
      c: () => ({ y: 1 }),
      d: () => ({ z: 1 }),
    };
    const plan = planFromText('a; b -> c -> d', { context: { initial: { x: 1 } } });
    const bench = await createBench(plan, does, { expressions }).run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(asked).toEqual([1, 2, 3]);
  });
  test('[E107] a key that nobody has written yet is one to wait for', async () => {
    const bench = await started('s -> a; s -> b', { a: until('done'), b: () => ({ done: true }) });
    await bench.runtime.whenIdle();
    expect(await bench.context()).toEqual({ a: true, done: true });
  });
  test('[E107] an edit by hand counts, also while it is paused', async () => {
    const bench = await started('a', { a: until('x = 3') }, { x: 1 });
    await bench.runtime.dispatch({ type: 'pause', inFlight: 'finish' });
    await bench.runtime.dispatch({ type: 'edit-context', changes: [{ key: 'x', value: 3 }] });
    await settle();
    expect(live(bench)).toEqual(['a ready']);
    await bench.dispatch({ type: 'resume' });
    expect(bench.steps()).toEqual(['a']);
  });
  test('[E107] what changes while it is asked is looked at as soon as that is answered', async () => {
    const asked: unknown[] = [];
    const expressions: ExpressionEvaluator = {
      evaluate: async (_, context) => {
        const x = context.get('x');
        asked.push(x);
        await settle();
        return x === 3;
      },
      dispose() {},
    };
    const plan = planFromText('a', { context: { initial: { x: 1 } } });
    const bench = createBench(plan, { a: until('x = 3') }, { expressions });
    await bench.run();
    await bench.dispatch({ type: 'pause', inFlight: 'finish' });
    const edit = (value: number) => bench.runtime.dispatch({ type: 'edit-context', changes: [{ key: 'x', value }] });
    await Promise.all([edit(2), edit(3)]);
    await bench.runtime.whenIdle();
    await bench.dispatch({ type: 'resume' });
    expect(asked).toEqual([1, 2, 3]);
    expect(bench.runtime.summary.status).toBe('completed');
  });
  test('[E107] what is neither true nor false is the failure of the node', async () => {
    const bench = await started('s -> a; s -> b', { a: until('x'), b: () => ({ x: 'soon' }) }, { x: false });
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { error: { code: 'node/expression' } } });
  });
  test('[E107] [E111] after a reload it is asked on resume', async () => {
    const first = await started(
      's -> a; s -> b -> c',
      {
        a: until('x = 3'),
        b: until('go'),
        c: () => ({ x: 3 }),
      },
      { x: 1 },
    );
    const second = await first.reload();
    await second.runtime.dispatch({ type: 'resume' });
    await second.runtime.dispatch({ type: 'pause', inFlight: 'finish' });
    await second.dispatch({ type: 'edit-context', changes: [{ key: 'go', value: true }] });
    await second.dispatch({ type: 'resume' });
    await second.runtime.whenIdle();
    expect(second.steps()).toEqual(['s', 'b', 'c', 'a']);
  });
});

describe('the first of several', () => {
  test('[E108] a timer ends it; what comes later is not for it', async () => {
    const bench = await started('a -> b', {
      a: firstOf({ type: 'message', name: 'm' }, timer(1_000_100), timer(1_000_050)),
    });
    bench.clock.advance(60);
    await bench.runtime.whenIdle();
    expect(await bench.context()).toEqual({ a: { index: 2, value: undefined } });
    bench.clock.advance(1000);
    expect(bench.steps()).toEqual(['a', 'b']);
  });
  test('[E108] an answer ends it', async () => {
    const bench = await started('a', { a: firstOf(timer(1_000_100), question) });
    expect(bench.runtime.summary.live).toMatchObject([{ state: 'waiting', wait: { type: 'first' } }]);
    await bench.dispatch({ type: 'answer', path: activationPath('a'), value: { yes: 1 } });
    expect(await bench.context()).toEqual({ a: { index: 1, value: { yes: 1 } } });
  });
  test('[E108] a condition ends it', async () => {
    const bench = await started('s -> a; s -> b', {
      a: firstOf({ type: 'message', name: 'm' }, { type: 'condition', expression: 'x = 1' }),
      b: () => ({ x: 1 }),
    });
    await bench.runtime.whenIdle();
    expect(await bench.context()).toEqual({ a: { index: 1, value: true }, x: 1 });
  });
  test('[E57] its timers keep their ends over a reload', async () => {
    const first = await started('a', { a: firstOf({ type: 'message', name: 'm' }, timer(1_000_500)) });
    const second = await first.reload();
    second.clock.advance(400);
    await second.runtime.dispatch({ type: 'resume' });
    second.clock.advance(99);
    await settle();
    expect(live(second)).toEqual(['a waiting']);
    second.clock.advance(1);
    await second.runtime.whenIdle();
    expect(await second.context()).toEqual({ a: { index: 1, value: undefined } });
  });
  test('[E50] goes on after going back', async () => {
    const bench = await started('s -> a', { a: firstOf({ type: 'message', name: 'm' }, timer(1_000_500)) });
    bench.clock.advance(500);
    await bench.runtime.whenIdle();
    await bench.dispatch({ type: 'rollback', to: checkpointId(1) });
    await bench.runtime.dispatch({ type: 'resume' });
    await settle();
    await bench.dispatch({ type: 'send', message: { name: 'm', value: 7 } });
    expect(await bench.context()).toEqual({ a: { index: 0, value: 7 } });
  });
});

describe('deadlines', () => {
  const withDeadline = (text: string, a: object, behaviours: Behaviours) =>
    createBench(planFromText(text, { nodes: { a: { deadlineMs: 100, ...a } } }), behaviours);
  const hangs = () => createGate().promise;

  test('[E109] one attempt that takes longer fails with `node/deadline` and is not retried', async () => {
    let aborted = false;
    const bench = withDeadline(
      'a',
      { retry: { maxAttempts: 5 } },
      {
        a: ({ signal }) => {
          signal.addEventListener('abort', () => (aborted = true));
          return hangs();
        },
      },
    );
    await bench.runtime.start();
    bench.clock.advance(99);
    await settle();
    expect(live(bench)).toEqual(['a running']);
    bench.clock.advance(1);
    await bench.runtime.whenIdle();
    expect(aborted).toBe(true);
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { error: { code: 'node/deadline' } } });
  });
  test('[E109] attempts and the time between them count together', async () => {
    const retry = { maxAttempts: 9, backoff: 'fixed', initialDelayMs: 60, jitter: false } as const;
    let runs = 0;
    const bench = withDeadline(
      'a -:error-> b',
      { retry, onError: 'edge' },
      {
        a: () => {
          runs++;
          throw new Error('no');
        },
      },
    );
    await bench.runtime.start();
    bench.clock.advance(1000);
    await bench.runtime.whenIdle();
    expect(runs).toBe(2);
    expect(bench.steps()).toEqual(['a', 'b']);
    const step = bench.events.find(({ type }) => type === 'step-committed');
    expect(step).toMatchObject({ path: 'a', port: 'error', error: { code: 'node/deadline' } });
  });
  test('[E109] waits count, and `onError: continue` goes on', async () => {
    const bench = withDeadline(
      'a -> b',
      { onError: 'continue' },
      {
        a: (_, tools) => tools.wait({ type: 'message', name: 'm' }),
      },
    );
    await bench.runtime.start();
    await settle();
    bench.clock.advance(100);
    await bench.runtime.whenIdle();
    expect(bench.steps()).toEqual(['a', 'b']);
  });
  test('[E109] one that is met changes nothing', async () => {
    const bench = await withDeadline('a -> b', {}, {}).run();
    bench.clock.advance(1000);
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary.status).toBe('completed');
  });
  test('[E109] its end survives a reload', async () => {
    const first = withDeadline('a', {}, { a: (_, tools) => tools.wait({ type: 'message', name: 'm' }) });
    await first.runtime.start();
    await settle();
    const second = await first.reload();
    second.clock.advance(90);
    await second.runtime.dispatch({ type: 'resume' });
    second.clock.advance(9);
    await settle();
    expect(live(second)).toEqual(['a waiting']);
    second.clock.advance(1);
    await second.runtime.whenIdle();
    expect(second.runtime.summary).toMatchObject({ status: 'paused', pause: { error: { code: 'node/deadline' } } });
  });
  test('[E109] who is started again by a rollback gets the whole time again', async () => {
    const { bench } = await deadlineAfterRollback();
    bench.clock.advance(99);
    await settle();
    expect(live(bench)).toEqual(['a running']);
    bench.clock.advance(1);
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary.pause).toMatchObject({ type: 'error', error: { code: 'node/deadline' } });
  });
  test('[E109] after it failed, resume gives it the whole time again', async () => {
    let runs = 0;
    const bench = withDeadline('a', {}, { a: () => (++runs === 1 ? hangs() : {}) });
    await bench.runtime.start();
    bench.clock.advance(100);
    await bench.runtime.whenIdle();
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary.status).toBe('completed');
  });
});
