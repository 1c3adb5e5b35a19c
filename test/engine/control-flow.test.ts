import { describe, expect, test } from 'vitest';
import { WtbError } from '../../src/model/errors.ts';
import type { NodeTools } from '../../src/model/activation.ts';
import type { Breakpoint } from '../../src/model/breakpoint.ts';
import { activationPath, checkpointId, nodeId, variantId } from '../../src/model/ids.ts';
import { createBench, createGate, settle } from './engine-bench.ts';
import type { Bench } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';

const types = (bench: Bench) => bench.events.map(({ type }) => type);
const refusal = async (promise: Promise<unknown>): Promise<WtbError> =>
  promise.then(
    () => Promise.reject(new Error('It was not refused.')),
    (error: unknown) => (error instanceof WtbError ? error : Promise.reject(error as Error)),
  );
const fails = () => {
  throw new Error('broken');
};

describe('the last step', () => {
  test('[E41] completes the execution: there is nothing to hold before', async () => {
    const bench = await createBench(planFromText('a -> b'), {}, { options: { startPaused: true } }).run();
    await bench.dispatch({ type: 'step' });
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', steps: 1 });
    await bench.dispatch({ type: 'step' });
    expect(bench.runtime.summary).toMatchObject({ status: 'completed', steps: 2 });
  });
});

describe('pause and stop', () => {
  test('[E42] pause lets what is in flight finish and starts nothing more', async () => {
    const gate = createGate();
    const bench = createBench(planFromText('a -> b'), { a: () => gate.promise });
    await bench.runtime.start();
    await bench.runtime.dispatch({ type: 'pause', inFlight: 'finish' });
    expect(bench.runtime.summary.status).toBe('pausing');
    gate.open({ x: 1 });
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'user' }, steps: 1 });
    await bench.dispatch({ type: 'resume' });
    expect(bench.steps()).toEqual(['a', 'b']);
  });
  test('[E43] pause can cancel instead: the signal is aborted, and the activation is ready again', async () => {
    let signal: AbortSignal | undefined;
    let runs = 0;
    const a = (activation: { signal: AbortSignal }) => {
      signal = activation.signal;
      return ++runs === 1 ? createGate().promise : {};
    };
    const bench = createBench(planFromText('a -> b'), { a });
    await bench.runtime.start();
    await bench.runtime.dispatch({ type: 'pause', inFlight: 'cancel' });
    expect(signal?.aborted).toBe(true);
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', live: [{ path: 'a', state: 'ready' }] });
    await bench.dispatch({ type: 'resume' });
    expect(bench.steps()).toEqual(['a', 'b']);
  });
  test('[E43] what was cancelled starts anew from the context of then', async () => {
    let runs = 0;
    const a = ({ context }: { context: { get(key: string): unknown } }) =>
      ++runs === 1 ? createGate().promise : { seen: context.get('x') };
    const bench = createBench(planFromText('a', { context: { initial: { x: 1 } } }), { a });
    await bench.runtime.start();
    await bench.runtime.dispatch({ type: 'pause', inFlight: 'cancel' });
    await bench.dispatch({ type: 'edit-context', changes: [{ key: 'x', value: 5 }] });
    await bench.dispatch({ type: 'resume' });
    expect(await bench.context()).toEqual({ x: 5, seen: 5 });
  });
  test('[E44] what comes after a stop is not committed', async () => {
    const gate = createGate();
    const bench = createBench(planFromText('a -> b'), { a: () => gate.promise });
    await bench.runtime.start();
    await bench.runtime.dispatch({ type: 'stop' });
    gate.open({ x: 1 });
    await settle();
    expect(bench.runtime.summary).toMatchObject({ status: 'stopped', steps: 0 });
    expect(types(bench)).toContain('activation-cancelled');
  });
  test('[E2] a command that does not fit the status is refused and names both', async () => {
    const bench = await createBench(planFromText('a')).run();
    const error = await refusal(bench.runtime.dispatch({ type: 'resume' }));
    expect(error.code).toBe('execution/invalid-transition');
    expect(error.message).toBe('The execution is completed; to resume, it must be paused or interrupted.');
  });
  test('[E41] a step may pick one of several ready activations', async () => {
    const bench = await createBench(planFromText('a -> b; a -> c'), {}, { options: { startPaused: true } }).run();
    await bench.dispatch({ type: 'step' });
    const c = bench.runtime.summary.live.find(({ path }) => path === 'c');
    await bench.dispatch({ type: 'step', activation: c?.activation ?? (0 as never) });
    expect(bench.steps()).toEqual(['a', 'c']);
    await bench.dispatch({ type: 'step-back' });
    expect(bench.runtime.summary.live.map(({ path }) => path)).toEqual(['b', 'c']);
  });
  test('[E51] rollback while running cancels what is in flight and lands in paused', async () => {
    const gates = [createGate(), createGate()];
    let runs = 0;
    const bench = createBench(planFromText('a -> b'), { b: () => gates[runs++]?.promise });
    await bench.runtime.start();
    await bench.runtime.dispatch({ type: 'rollback', to: checkpointId(0) });
    gates[0]?.open({ late: true });
    await settle();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'rollback', to: 'c0' }, steps: 0 });
    gates[1]?.open({ y: 1 });
    await bench.dispatch({ type: 'resume' });
    expect(await bench.context()).toEqual({ y: 1 });
  });
});

describe('breakpoints', () => {
  const point = (node: string, when: Breakpoint['when']): Breakpoint => ({
    id: `${node}-${when}`,
    type: 'node',
    node: nodeId(node),
    when,
    enabled: true,
  });
  test('[E45] before a node it holds once, and resume steps off it; a rollback to further back holds again', async () => {
    const bench = createBench(planFromText('a -> b -> c'));
    await bench.runtime.dispatch({ type: 'set-breakpoints', breakpoints: [point('b', 'before')] });
    await bench.run();
    expect(bench.runtime.summary).toMatchObject({
      status: 'paused',
      pause: { type: 'breakpoint', node: 'b' },
      steps: 1,
    });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary.status).toBe('completed');
    await bench.dispatch({ type: 'rollback', to: checkpointId(0) });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary).toMatchObject({
      status: 'paused',
      pause: { type: 'breakpoint', node: 'b' },
      steps: 1,
    });
  });
  test.each(['rollback', 'step', 'start'] as const)(
    '[E45] resume steps off the node before which a %s left the execution',
    async (way) => {
      const held = way === 'start' ? 'a' : 'b';
      const bench = createBench(planFromText('a -> b -> c'), {}, { options: { startPaused: way !== 'rollback' } });
      await bench.runtime.dispatch({
        type: 'set-breakpoints',
        breakpoints: [point(held, 'before'), point('c', 'before')],
      });
      await bench.run();
      if (way === 'rollback') {
        await bench.dispatch({ type: 'resume' });
        await bench.dispatch({ type: 'rollback', to: checkpointId(1) });
      }
      if (way === 'step') await bench.dispatch({ type: 'step' });
      expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: way } });
      await bench.dispatch({ type: 'resume' });
      expect(bench.runtime.summary).toMatchObject({ pause: { type: 'breakpoint', node: 'c' }, steps: 2 });
    },
  );
  test.each(['user', 'start', 'step', 'error'] as const)(
    '[E45] a breakpoint set on the node before which a %s left the execution holds when that comes round again',
    async (way) => {
      let failed = way !== 'error';
      const gate = createGate();
      const plan = planFromText('a -> b -[n < 3]-> b');
      const bench = createBench(
        plan,
        {
          a: () => (way === 'user' ? gate.promise : {}),
          b: ({ iteration }) => {
            if (!failed && (failed = true)) throw new Error('broken');
            return { n: iteration };
          },
        },
        { options: { startPaused: way === 'start' || way === 'step' } },
      );
      if (way === 'user') {
        await bench.runtime.start();
        await bench.runtime.dispatch({ type: 'pause', inFlight: 'finish' });
        gate.open({});
        await bench.runtime.whenIdle();
      } else await bench.run();
      if (way === 'step') await bench.dispatch({ type: 'step' });
      const stood = way === 'start' ? 'a' : 'b';
      expect(bench.runtime.summary).toMatchObject({ pause: { type: way }, live: [{ path: stood }] });
      await bench.runtime.dispatch({ type: 'set-breakpoints', breakpoints: [point(stood, 'before')] });
      await bench.dispatch({ type: 'resume' });
      expect(bench.steps()).toEqual(way === 'start' ? ['a', 'b', 'b', 'b'] : ['a', 'b']);
      if (way !== 'start')
        expect(bench.runtime.summary).toMatchObject({ pause: { node: 'b' }, live: [{ iteration: 2 }] });
    },
  );
  test('[E134] a path with a number holds for that activation alone', async () => {
    const bench = createBench(planFromText('a -> b -[n < 4]-> b'), { b: ({ iteration }) => ({ n: iteration }) });
    const third = { ...point('b', 'before'), path: activationPath('b#3') };
    await bench.runtime.dispatch({ type: 'set-breakpoints', breakpoints: [third] });
    await bench.run();
    expect(bench.runtime.summary).toMatchObject({
      pause: { type: 'breakpoint', node: 'b', path: 'b' },
      live: [{ iteration: 3 }],
    });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary.status).toBe('completed');
  });
  test('[E45] others that are ready beside it are held by their breakpoints', async () => {
    const bench = createBench(planFromText('a -> b; a -> c'), {}, { options: { startPaused: true } });
    await bench.runtime.dispatch({
      type: 'set-breakpoints',
      breakpoints: [point('b', 'before'), point('c', 'before')],
    });
    await bench.run();
    await bench.dispatch({ type: 'step' });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary).toMatchObject({ pause: { type: 'breakpoint', node: 'c' }, steps: 2 });
  });
  test('[E45] after a node it holds once the node is committed', async () => {
    const bench = createBench(planFromText('a -> b -> c'));
    await bench.runtime.dispatch({ type: 'set-breakpoints', breakpoints: [point('b', 'after')] });
    await bench.run();
    expect(bench.runtime.summary).toMatchObject({
      status: 'paused',
      pause: { type: 'breakpoint', when: 'after' },
      steps: 2,
    });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary.status).toBe('completed');
  });
});

describe('failures', () => {
  const variants = [{ id: 'bad' }, { id: 'good' }];
  test('[E46] an uncaught error pauses; a swap repairs it, and resume tries it again', async () => {
    const plan = planFromText('a -> b -> c', { nodes: { b: { variants } } });
    const bench = await createBench(plan, { 'b/bad': fails, 'b/good': () => ({ y: 1 }) }).run();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', steps: 1, live: [{ path: 'b', state: 'failed' }] });
    expect(bench.runtime.summary.pause).toMatchObject({
      type: 'error',
      error: { code: 'node/threw', message: 'broken' },
    });
    await bench.dispatch({ type: 'swap', node: nodeId('b'), to: { variant: variantId('good') }, policy: 'from-here' });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary).toMatchObject({ status: 'completed', steps: 3 });
    expect(bench.events.find((event) => event.type === 'step-committed' && event.node === 'b')).toMatchObject({
      attempt: 2,
    });
  });
  test('[E46] under onUncaught: fail it fails the execution', async () => {
    const bench = await createBench(planFromText('a -> b'), { a: fails }, { options: { onUncaught: 'fail' } }).run();
    expect(bench.runtime.summary).toMatchObject({ status: 'failed', error: { message: 'broken' } });
  });
  test('[E47] it is retried with growing delays, each attempt seeing the same context', async () => {
    let runs = 0;
    const seeds: string[] = [];
    const retry = { maxAttempts: 3, initialDelayMs: 100, jitter: false };
    const bench = createBench(planFromText('a -> b', { nodes: { a: { retry } } }), {
      a: ({ seed, attempt }) => {
        seeds.push(seed);
        return ++runs < 3 ? fails() : { attempt };
      },
    });
    await bench.runtime.start();
    expect(bench.runtime.summary.live).toMatchObject([{ state: 'waiting', wait: { type: 'backoff', attempt: 2 } }]);
    bench.clock.advance(100);
    bench.clock.advance(199);
    expect(runs).toBe(2);
    bench.clock.advance(1);
    await bench.runtime.whenIdle();
    expect(await bench.context()).toEqual({ attempt: 3 });
    expect(new Set(seeds).size).toBe(3);
  });
  test('[E48] a timeout ends the attempt, and what comes later is dropped', async () => {
    const gate = createGate();
    const bench = createBench(planFromText('a', { nodes: { a: { timeoutMs: 50 } } }), { a: () => gate.promise });
    await bench.runtime.start();
    bench.clock.advance(50);
    gate.open({ late: true });
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary).toMatchObject({
      status: 'paused',
      steps: 0,
      pause: { error: { code: 'node/timeout' } },
    });
    expect(types(bench)).toContain('activation-timed-out');
  });
  test('[E49] onError: continue commits nothing and goes on; edge gives the error to the targets of port error', async () => {
    const nodes = { a: { onError: 'continue' as const, writes: ['x'] } };
    const going = await createBench(planFromText('a -> b', { nodes }), { a: fails }).run();
    expect(going.steps()).toEqual(['a', 'b']);
    const edge = planFromText('a -> b; a -:error-> c', { nodes: { a: { onError: 'edge' } } });
    const bench = await createBench(edge, { a: fails, c: ({ input }) => ({ seen: input }) }).run();
    expect(bench.steps()).toEqual(['a', 'c']);
    expect(await bench.context()).toMatchObject({ seen: { code: 'node/threw', message: 'broken' } });
  });
  test('[E35] results and contracts are checked: a list, an unlisted key, a missing one, a function', async () => {
    const code = async (result: () => unknown, settings = {}) =>
      (await createBench(planFromText('a', { nodes: { a: settings } }), { a: result }).run()).runtime.summary.pause;
    expect(await code(() => [1])).toMatchObject({ error: { code: 'node/result' } });
    expect(await code(() => ({ y: 1 }), { writes: ['x'] })).toMatchObject({ error: { code: 'node/contract' } });
    expect(await code(() => ({}), { writes: ['x'] })).toMatchObject({ error: { code: 'node/contract' } });
    expect(await code(() => ({ f: () => 1 }))).toMatchObject({ error: { code: 'context/unsupported-value' } });
  });
  test('[E32] a condition that is not true or false fails with its edge, and nothing is committed', async () => {
    const plan = planFromText('a -[later(x)]-> b', {
      context: { initial: { x: 1 } },
      nodes: { a: { onError: 'continue' } },
    });
    const bench = await createBench(plan, { a: () => ({ y: 1 }) }).run();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', steps: 0 });
    expect(bench.runtime.summary.pause).toMatchObject({
      error: { code: 'execution/condition', place: { edge: 'e1' } },
    });
  });
  test('[E36] concurrent writes of one key: the later wins and the conflict is recorded', async () => {
    const gates = { b: createGate(), c: createGate() };
    const does = { b: () => gates.b.promise, c: () => gates.c.promise };
    const bench = createBench(planFromText('a -> b; a -> c'), does);
    await bench.runtime.start();
    gates.c.open({ x: 'c' });
    await settle();
    gates.b.open({ x: 'b' });
    await bench.runtime.whenIdle();
    expect(await bench.context()).toEqual({ x: 'b' });
    expect(bench.events.find(({ type }) => type === 'context-conflict')).toMatchObject({
      key: 'x',
      writers: ['c', 'b'],
      resolved: true,
    });
  });
  test('[E72] a journal that fails pauses the execution with the reason', async () => {
    const gate = createGate();
    const bench = createBench(planFromText('a -> b'), { a: () => gate.promise });
    await bench.runtime.start();
    bench.journal.failure = { code: 'storage/full', message: 'The disk is full.' };
    gate.open({ x: 1 });
    await settle();
    expect(bench.runtime.summary).toMatchObject({
      status: 'paused',
      pause: { type: 'storage', error: { code: 'storage/full' } },
    });
  });
});

describe('the journal', () => {
  const full = { code: 'storage/full' as const, message: 'The disk is full.' };
  const isFlushed = ({ journal }: Bench) => journal.flushed === journal.appended.length;

  test('[E73] a pause, a breakpoint and the end are flushed without being asked', async () => {
    const point: Breakpoint = { id: 'p', type: 'node', node: nodeId('b'), when: 'before', enabled: true };
    const bench = createBench(planFromText('a -> b -> c'), {}, { options: { startPaused: true } });
    await bench.runtime.start();
    await settle();
    expect([bench.runtime.summary.status, isFlushed(bench)]).toEqual(['paused', true]);
    await bench.runtime.dispatch({ type: 'set-breakpoints', breakpoints: [point] });
    await bench.runtime.dispatch({ type: 'resume' });
    await settle();
    expect(bench.runtime.summary.pause?.type).toBe('breakpoint');
    expect(isFlushed(bench)).toBe(true);
    await bench.runtime.dispatch({ type: 'resume' });
    await settle();
    expect([bench.runtime.summary.status, isFlushed(bench)]).toEqual(['completed', true]);
    expect(bench.journal.flushes).toBe(3);
  });

  test('[E73] stop and failure are flushed without being asked', async () => {
    const stopped = createBench(planFromText('a'), { a: () => createGate().promise });
    await stopped.runtime.start();
    await stopped.runtime.dispatch({ type: 'stop' });
    const failed = createBench(planFromText('a'), { a: fails }, { options: { onUncaught: 'fail' } });
    await failed.runtime.start();
    await settle();
    expect([stopped.runtime.summary.status, isFlushed(stopped)]).toEqual(['stopped', true]);
    expect([failed.runtime.summary.status, isFlushed(failed)]).toEqual(['failed', true]);
  });

  test('[E72] what completed but could not be saved is paused, and completes when it is', async () => {
    const gate = createGate();
    const bench = createBench(planFromText('a'), { a: () => gate.promise });
    await bench.runtime.start();
    bench.journal.failure = full;
    gate.open({ x: 1 });
    await settle();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'storage' }, steps: 1 });
    bench.journal.failure = undefined;
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary).toMatchObject({ status: 'completed', steps: 1 });
    expect(isFlushed(bench)).toBe(true);
  });

  test('[E72] after a failed write resume saves first, and goes on only when that worked', async () => {
    const gate = createGate();
    const bench = createBench(planFromText('a -> b -> c'), { a: () => gate.promise });
    await bench.runtime.start();
    bench.journal.failure = full;
    gate.open({ x: 1 });
    await settle();
    expect((await refusal(bench.runtime.dispatch({ type: 'resume' }))).code).toBe('storage/full');
    expect((await refusal(bench.runtime.dispatch({ type: 'step' }))).code).toBe('storage/full');
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'storage' }, steps: 2 });
    bench.journal.failure = undefined;
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary).toMatchObject({ status: 'completed', steps: 3 });
  });

  test('[E72] a node whose effects happen once does not run while what led to it is not saved', async () => {
    let runs = 0;
    const plan = planFromText('a -> b', { nodes: { b: { effects: 'once' } } });
    const bench = createBench(plan, { b: () => ({ runs: ++runs }) }, { options: { startPaused: true } });
    await bench.run();
    let failing = true;
    const { journal } = bench;
    const flush = journal.flush.bind(journal);
    journal.flush = () => (failing ? Promise.reject(new WtbError(full)) : flush());
    await bench.runtime.dispatch({ type: 'resume' });
    await settle();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'storage' }, steps: 1 });
    expect(runs).toBe(0);
    failing = false;
    await bench.dispatch({ type: 'resume' });
    expect([bench.runtime.summary.status, runs]).toEqual(['completed', 1]);
  });
});

describe('waits', () => {
  const ask = (_: unknown, tools: NodeTools) =>
    tools
      .wait({ type: 'human', title: 'Name?', instructions: '', schema: { type: 'string' } })
      .then((name) => ({ name }));
  test('[E55] a person is waited for without a slot; the answer is checked by its schema', async () => {
    const plan = planFromText('a -> b', { limits: { maxConcurrency: 1 } });
    const bench = await createBench(planFromText('a -> b; c', { limits: { maxConcurrency: 1 } }), { a: ask }).run();
    expect(plan.nodes).toHaveLength(2);
    expect(bench.steps()).toEqual(['c']);
    expect(bench.runtime.summary.live).toMatchObject([{ path: 'a', state: 'waiting', wait: { type: 'human' } }]);
    const answer = { type: 'answer' as const, path: activationPath('a') };
    expect((await refusal(bench.runtime.dispatch({ ...answer, value: 7 }))).code).toBe('execution/answer');
    await bench.dispatch({ ...answer, value: 'Ada' });
    expect(await bench.context()).toEqual({ name: 'Ada' });
  });
  test('[E55] a node can wait for one thing at a time', async () => {
    const twice = (_: unknown, tools: NodeTools) => {
      const timer = { type: 'timer', until: 2_000_000 } as const;
      return Promise.all([tools.wait(timer), tools.wait(timer)]).then(() => ({}));
    };
    const bench = createBench(planFromText('a'), { a: twice });
    await bench.runtime.start();
    await settle();
    expect(bench.runtime.summary).toMatchObject({
      status: 'paused',
      pause: { type: 'error', node: 'a', error: { message: expect.stringContaining('waits already') } },
    });
  });
  test('[E38] the time that an executor is told is recorded', async () => {
    const bench = await createBench(planFromText('a'), { a: (_, tools) => ({ at: tools.now() }) }).run();
    expect(bench.events.find(({ type }) => type === 'effect-recorded')).toMatchObject({
      node: 'a',
      effect: { type: 'now', result: 1_000_000 },
    });
    expect(await bench.context()).toEqual({ at: 1_000_000 });
  });
  test('[E56] a wait survives a reload, and its answer is given to the activation that starts again', async () => {
    const bench = await createBench(planFromText('a -> b'), { a: ask }).run();
    const again = await bench.reload();
    expect(again.runtime.summary).toMatchObject({ status: 'interrupted', live: [{ state: 'waiting' }] });
    await again.dispatch({ type: 'resume' });
    await again.dispatch({ type: 'answer', path: activationPath('a'), value: 'Ada' });
    expect(again.runtime.summary.status).toBe('completed');
    expect(await again.context()).toEqual({ name: 'Ada' });
  });
  test('[E57] a timer goes on to its recorded end after a reload', async () => {
    const plan = planFromText('a -> b');
    const a = (_: unknown, tools: NodeTools) =>
      tools.wait({ type: 'timer', until: tools.now() + 1000 }).then(() => ({ done: tools.now() }));
    const bench = createBench(plan, { a });
    await bench.runtime.start();
    const began = bench.clock.now();
    bench.clock.advance(400);
    const again = await bench.reload();
    await again.runtime.dispatch({ type: 'resume' });
    again.clock.advance(599);
    expect(again.runtime.summary.steps).toBe(0);
    again.clock.advance(1);
    await again.runtime.whenIdle();
    expect(await again.context()).toEqual({ done: began + 1000 });
  });
});

describe('editing', () => {
  test('[E52] an edit while paused makes a checkpoint; its values must fit the schema', async () => {
    const context = { schema: { type: 'object', properties: { x: { type: 'number' } } } };
    const bench = await createBench(planFromText('a -> b', { context }), {}, { options: { startPaused: true } }).run();
    await bench.dispatch({ type: 'edit-context', changes: [{ key: 'x', value: 5 }] });
    expect(bench.runtime.path().map(({ source }) => source)).toEqual(['input', 'edit']);
    expect(await bench.context()).toEqual({ x: 5 });
    const bad = bench.runtime.dispatch({ type: 'edit-context', changes: [{ key: 'x', value: 'five' }] });
    expect((await refusal(bad)).code).toBe('context/schema');
  });
  const nodes = { b: { variants: [{ id: 'one' }, { id: 'two', config: { n: 2 } }] } };
  const does = {
    a: () => ({ x: 1 }),
    'b/one': () => ({ y: 1 }),
    'b/two': () => ({ y: 2 }),
    c: ({ context }: { context: { get(key: string): unknown } }) => ({ fromX: context.get('x') }),
    d: ({ context }: { context: { get(key: string): unknown } }) => ({ fromY: context.get('y') }),
  };
  test('[E53] re-run goes back before the node first ran, and uses again what read nothing that changed', async () => {
    const bench = await createBench(planFromText('a -> b -> c -> d', { nodes }), does).run();
    await bench.dispatch({ type: 'swap', node: nodeId('b'), to: { variant: variantId('two') }, policy: 're-run' });
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', steps: 1 });
    await bench.dispatch({ type: 'resume' });
    expect(await bench.context()).toEqual({ x: 1, y: 2, fromX: 1, fromY: 2 });
    const steps = bench.events.flatMap((event) => (event.type === 'step-committed' ? [event] : [])).slice(4);
    expect(steps.map(({ node, marks }) => [node, ...marks])).toEqual([['b'], ['c', 'reused'], ['d']]);
    expect(steps.map(({ reuse }) => reuse?.reason)).toEqual([
      'Its variant changed.',
      'Same implementation, same values read as at c3.',
      'It reads `y`, which changed.',
    ]);
  });
  test('[E54] edited config is bound by content and marked', async () => {
    const bench = await createBench(planFromText('a -> b'), {}, { options: { startPaused: true } }).run();
    const to = { variant: variantId('mine'), config: { n: 3 } };
    await bench.dispatch({ type: 'swap', node: nodeId('b'), to, policy: 'from-here' });
    await bench.dispatch({ type: 'resume' });
    expect(bench.events.at(-2)).toMatchObject({ type: 'step-committed', variant: 'mine', marks: ['edited'] });
    const unknown = {
      type: 'swap' as const,
      node: nodeId('b'),
      to: { variant: variantId('none') },
      policy: 're-run' as const,
    };
    expect((await refusal(bench.runtime.dispatch(unknown))).code).toBe('execution/unknown-variant');
  });
  test('[E135] a result that was made for a node marks its step', async () => {
    const made = () => ({ type: 'returned', value: undefined, forced: true });
    const bench = await createBench(planFromText('a -> b'), { a: made }).run();
    const steps = bench.events.flatMap((event) => (event.type === 'step-committed' ? [event] : []));
    expect(steps.map(({ node, marks }) => [node, ...marks])).toEqual([['a', 'forced'], ['b']]);
  });
  test('[E58] a fork starts another execution from the exported state', async () => {
    const plan = planFromText('a -> b -> c', { nodes });
    const bench = await createBench(plan, does).run();
    const fork = createBench(plan, does);
    await fork.run({ from: await bench.runtime.exportState(checkpointId(1)) });
    expect(fork.steps()).toEqual(['b', 'c']);
    expect(await fork.context()).toEqual({ x: 1, y: 1, fromX: 1 });
    const again = await fork.reload();
    expect(again.runtime.summary).toMatchObject({ status: 'completed', head: 'c2' });
  });
});
