import { describe, expect, test } from 'vitest';
import type { ActivationRequest, NodeTools } from '../../src/model/activation.ts';
import { activationPath, checkpointId } from '../../src/model/ids.ts';
import type { Plan } from '../../src/model/plan.ts';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import { createBench as plainBench, createGate, settle } from './engine-bench.ts';
import type { Behaviours, BenchSettings } from './engine-bench.ts';
import { planWithGraphs } from './scope-plan.ts';

const createBench = (plan: Plan, does: Behaviours = {}, settings: BenchSettings = {}) =>
  plainBench(plan, does, { ...settings, executors: nodeExecutors });
const map = (graph: string, config = {}) => ({ kind: 'map', config: { graph, over: 'items', ...config } });
const sub = (graph: string, config = {}) => ({ kind: 'subflow', config: { graph, ...config } });
const item = ({ context }: ActivationRequest) => context.get('item') as number;
const patching = (...patches: readonly { key: string; path: readonly (string | number)[]; value: unknown }[]) => ({
  type: 'returned',
  patches,
});

describe('what flows out of a scope', () => {
  test('[E84] is no local, also where a step writes one', async () => {
    const plan = planWithGraphs('map', {
      graphs: { each: 'x -> y' },
      context: { initial: { items: [1, 2] }, merge: { sum: 'sum' } },
      nodes: { map: map('each') },
    });
    const bench = await createBench(plan, {
      'each/x': (a) => ({ item: item(a) * 10 }),
      'each/y': (a) => ({ sum: item(a) }),
    }).run();
    expect(await bench.context()).toEqual({ items: [1, 2], sum: 30 });
  });
  test('[E84] [E131] is no place in a local, nor in a key that is not exported', async () => {
    const plan = planWithGraphs('sub', {
      graphs: { g: 'x' },
      context: { initial: { kept: {}, left: {} } },
      nodes: { sub: sub('g', { exports: ['kept'] }) },
    });
    const bench = await createBench(plan, {
      'g/x': () => patching({ key: 'kept', path: ['a'], value: 1 }, { key: 'left', path: ['a'], value: 1 }),
    }).run();
    expect(await bench.context()).toEqual({ kept: { a: 1 }, left: {} });
  });
  test('[E84] is what the scope within lets out, whatever the one around would', async () => {
    const plan = planWithGraphs('outer', {
      graphs: { g: 'inner -> y', h: 'x' },
      nodes: { outer: sub('g'), 'g/inner': sub('h', { exports: ['kept'] }) },
    });
    const bench = await createBench(plan, { 'h/x': () => ({ kept: 1, left: 2 }), 'g/y': () => ({ y: 3 }) }).run();
    expect(await bench.context()).toEqual({ kept: 1, y: 3 });
  });
  test('[E84] of one frame is no conflict with itself, of two is one', async () => {
    const plan = planWithGraphs('map', {
      graphs: { each: 'x -> y' },
      context: { initial: { items: [1, 2] } },
      nodes: { map: map('each') },
    });
    const bench = await createBench(plan, { 'each/x': () => ({ n: 1 }), 'each/y': (a) => ({ n: item(a) * 10 }) }).run();
    expect(await bench.context()).toEqual({ items: [1, 2], n: 20 });
    // The second frame writes over what the first made of it, once by each of its steps.
    const conflicts = bench.events.filter(({ type, ...event }) => type === 'context-conflict' && 'key' in event);
    expect(conflicts).toHaveLength(1);
  });
  test('[E86] of frames within an isolated graph goes by its rules', async () => {
    const plan = planWithGraphs('sub', {
      graphs: { g: 'inner', h: 'x -> y' },
      contexts: { g: { initial: { n: 1 }, merge: { n: 'sum' } } },
      context: { initial: { n: 100 } },
      nodes: { sub: { ...sub('g', { result: 'seen' }), output: 'result' }, 'g/inner': sub('h') },
    });
    const y = ({ context }: ActivationRequest) => ({ seen: context.get('n') });
    const bench = await createBench(plan, { 'h/x': () => ({ n: 5 }), 'h/y': y }).run();
    expect(await bench.context()).toEqual({ n: 100, result: 6 });
  });
});

describe('an edit by hand in a scope', () => {
  test('[E96] flows out with it, also where no step wrote the key', async () => {
    const plan = planWithGraphs('sub', { graphs: { g: 'x' }, nodes: { sub: sub('g') } });
    const bench = await createBench(plan, {}, { options: { startPaused: true } }).run();
    await bench.dispatch({ type: 'step', depth: 'into' });
    await bench.dispatch({
      type: 'edit-context',
      changes: [{ key: 'n', value: 5 }],
      scope: activationPath('sub'),
    });
    expect(await bench.context()).toEqual({});
    await bench.dispatch({ type: 'resume' });
    expect(await bench.context()).toEqual({ n: 5 });
  });
});

describe('a step of what is in a scope', () => {
  test.each([true, false])('[E89] is over when the scope takes it away (named: %s)', async (named) => {
    const plan = planWithGraphs('sub -> z', {
      graphs: { g: 'x' },
      nodes: { sub: { ...sub('g'), deadlineMs: 100, onError: 'continue' } },
    });
    const does = { 'g/x': () => createGate().promise };
    const bench = await createBench(plan, does, { options: { startPaused: true } }).run();
    await bench.dispatch({ type: 'step', depth: 'into' });
    const x = bench.runtime.summary.live.find(({ path }) => path === 'sub/x')?.activation;
    await bench.runtime.dispatch({ type: 'step', ...(named && x !== undefined ? { activation: x } : {}) });
    bench.clock.advance(100);
    for (let turn = 0; turn < 5; turn++) await settle();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'step' } });
    await bench.dispatch({ type: 'resume' });
    expect(bench.steps()).toEqual(['sub', 'z']);
  });
});

describe('maps', () => {
  const failing = (tolerate: number, bad: readonly number[]) => {
    const plan = planWithGraphs('map', {
      graphs: { each: 'x' },
      context: { initial: { items: [1, 2, 3] } },
      nodes: { map: map('each', { onFailure: { tolerate } }) },
    });
    const x = (a: ActivationRequest) => {
      if (bad.includes(item(a))) throw new Error(`${item(a)} is bad`);
      return {};
    };
    return createBench(plan, { 'each/x': x }).run();
  };
  test('[E90] tolerate as many failures as they say, and no more', async () => {
    expect((await failing(1, [2])).runtime.summary.status).toBe('completed');
    const bench = await failing(1, [1, 3]);
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { error: { message: '3 is bad' } } });
    expect((await failing(2, [1, 3])).runtime.summary.status).toBe('completed');
    expect((await failing(0, [2])).runtime.summary.status).toBe('paused');
  });
  test('[E83] that are done early cancel the rest, unless they say otherwise', async () => {
    const early = (complete: Record<string, unknown>) => {
      const plan = planWithGraphs('map', {
        graphs: { each: 'x -> y' },
        context: { initial: { items: [1, 2, 3] }, merge: { log: 'append' } },
        nodes: { map: map('each', { maxConcurrency: 2, complete }) },
      });
      const y = (a: ActivationRequest, tools: { now(): number; wait(request: unknown): Promise<unknown> }) =>
        item(a) === 1 ? { log: [1] } : tools.wait({ type: 'message', name: 'm' }).then(() => ({ log: [item(a)] }));
      return createBench(plan, { 'each/y': y as never }).run();
    };
    expect(await (await early({ after: 1 })).context()).toMatchObject({ log: [1] });
    const rest = await early({ after: 1, cancelRest: false });
    expect(rest.runtime.summary.status).toBe('running');
    await rest.dispatch({ type: 'send', message: { name: 'm', value: 1 } });
    expect(await rest.context()).toMatchObject({ log: [1, 2] });
  });
});

describe('spawning', () => {
  test('[E95] adds to the innermost map around, also from within scopes of other kinds; in the order in which it is asked', async () => {
    const plan = planWithGraphs('outer', {
      graphs: { each: 'inner', item: 'sub', leaf: 'x' },
      context: { initial: { items: [1], inside: [10] }, merge: { log: 'append' } },
      nodes: {
        outer: map('each'),
        'each/inner': { kind: 'map', config: { graph: 'item', over: 'inside', as: 'n', maxConcurrency: 1 } },
        'item/sub': sub('leaf'),
      },
    });
    const x = ({ context }: ActivationRequest) => ({
      type: 'returned',
      value: { log: context.get('n') },
      acts: context.get('n') === 10 ? [11, 12].map((value) => ({ type: 'spawn', value })) : [],
    });
    const bench = await createBench(plan, { 'leaf/x': x }).run();
    expect(await bench.context()).toMatchObject({ log: [10, 11, 12] });
    expect(bench.steps().filter((path) => path.startsWith('outer[1]'))).toEqual([]);
  });
  test('[E95] two in one step, one of which is opened at a time, are both run', async () => {
    const plan = planWithGraphs('map', {
      graphs: { each: 'x' },
      context: { initial: { items: [0] }, merge: { log: 'append' } },
      nodes: { map: map('each', { maxConcurrency: 1 }) },
    });
    const x = (a: ActivationRequest) => ({
      type: 'returned',
      value: { log: item(a) },
      acts: item(a) === 0 ? [1, 2, 3].map((value) => ({ type: 'spawn', value })) : [],
    });
    const bench = await createBench(plan, { 'each/x': x }).run();
    expect(await bench.context()).toMatchObject({ log: [0, 1, 2, 3] });
  });
});

describe('depth and iterations', () => {
  test('[E81] `maxDepth` scopes may be within each other, one more may not', async () => {
    const nested = (maxDepth: number) =>
      createBench(
        planWithGraphs('a', {
          graphs: { g: 'b', h: 'c' },
          limits: { maxDepth },
          nodes: { a: sub('g'), 'g/b': sub('h') },
        }),
      ).run();
    expect((await nested(2)).runtime.summary.status).toBe('completed');
    expect((await nested(1)).runtime.summary.pause).toMatchObject({ error: { code: 'execution/depth-limit' } });
  });
  test('[E85] `maxIterations` may be gone through, one more may not', async () => {
    const rounds = (times: number) =>
      createBench(
        planWithGraphs('loop', {
          graphs: { g: 'x' },
          context: { initial: { n: 0 } },
          nodes: { loop: { kind: 'loop', config: { graph: 'g', while: `n < ${times}`, maxIterations: 3 } } },
        }),
        { 'g/x': ({ context }) => ({ n: Number(context.get('n')) + 1 }) },
      ).run();
    expect(await (await rounds(3)).context()).toEqual({ n: 3 });
    expect((await rounds(4)).runtime.summary.pause).toMatchObject({ error: { code: 'execution/iteration-limit' } });
  });
  test('[E85] what a loop goes on until is not asked before its first iteration', async () => {
    const plan = planWithGraphs('loop', {
      graphs: { g: 'x' },
      context: { initial: { n: 0 } },
      nodes: { loop: { kind: 'loop', config: { graph: 'g', until: 'n < 9' } } },
    });
    const bench = await createBench(plan, { 'g/x': () => ({ n: 1 }) }).run();
    expect(await bench.context()).toEqual({ n: 1 });
  });
});

describe('turns', () => {
  const opening = planWithGraphs('map', {
    graphs: { each: 'x' },
    context: { initial: { items: [1, 2, 3] } },
    nodes: { map: map('each', { maxConcurrency: 3 }) },
  });
  test('[E81] back in the midst of one, nobody else starts until its frames are open', async () => {
    const bench = await createBench(opening).run();
    await bench.dispatch({ type: 'rollback', to: checkpointId(1) });
    const before = bench.events.length;
    await bench.dispatch({ type: 'resume' });
    const begun = bench.events
      .slice(before)
      .flatMap((event) =>
        event.type === 'activation-started' ? [event.path] : event.type === 'frame-opened' ? [`+${event.frame}`] : [],
      );
    expect(begun.slice(0, 3)).toEqual(['map', '+map[1]', '+map[2]']);
    expect(bench.runtime.summary.status).toBe('completed');
  });
  test('[E81] [E93] nobody waits for the frames of one whose scope was taken away meanwhile', async () => {
    const plan = planWithGraphs('s -> w -> j; s -> map -> j; j -> z', {
      graphs: { each: 'x' },
      context: { initial: { items: [1, 2] } },
      nodes: {
        w: { deadlineMs: 100, onError: 'continue' },
        map: map('each'),
        j: { join: { first: 1, cancel: true } },
      },
    });
    const waits = (_: ActivationRequest, tools: NodeTools) => tools.wait({ type: 'message', name: 'm' });
    const bench = createBench(plan, { w: waits, 'each/x': waits });
    await bench.runtime.start();
    await settle();
    await bench.runtime.dispatch({ type: 'rollback', to: checkpointId(2) });
    expect(bench.runtime.path().at(-1)).toMatchObject({ source: 'scope', path: 'map[0]' });
    bench.clock.advance(200);
    await bench.runtime.dispatch({ type: 'resume' });
    bench.clock.advance(0);
    for (let turn = 0; turn < 3; turn++) await settle();
    expect(bench.runtime.summary).toMatchObject({ status: 'completed', live: [] });
    expect(bench.steps()).toEqual(['s', 'w', 'j', 'z']);
  });
});
