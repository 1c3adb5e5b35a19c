import { describe, expect, test } from 'vitest';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import type { ActivationRequest } from '../../src/model/activation.ts';
import { checkpointId } from '../../src/model/ids.ts';
import { createBench as plainBench, createGate } from './engine-bench.ts';
import type { Behaviours, Bench, BenchSettings } from './engine-bench.ts';
import { planWithGraphs } from './scope-plan.ts';

const createBench = (plan: Parameters<typeof plainBench>[0], does: Behaviours = {}, settings: BenchSettings = {}) =>
  plainBench(plan, does, { ...settings, executors: nodeExecutors });

const map = (config: Record<string, unknown>, rest = {}) => ({
  kind: 'map',
  ...rest,
  config: { graph: 'item', over: 'items', ...config },
});
const item = ({ context }: ActivationRequest) => context.get('item') as number;
const noFrames = (bench: Bench) => {
  expect(bench.runtime.summary.live).toEqual([]);
  expect(bench.runtime.contextAt().scopes ?? []).toEqual([]);
};
const fails = (message: string) => () => {
  throw new Error(message);
};

describe('subflow', () => {
  test('[E80] runs a graph in its place; what was written inside flows out with its commit', async () => {
    const plan = planWithGraphs('a -> sub -> b', {
      graphs: { inner: 'x -> y' },
      nodes: { sub: { kind: 'subflow', config: { graph: 'inner' } } },
    });
    const does: Behaviours = {
      a: () => ({ n: 1 }),
      'inner/x': ({ context }) => ({ n: (context.get('n') as number) + 1 }),
      'inner/y': ({ context }) => ({ m: (context.get('n') as number) * 10 }),
    };
    const bench = await createBench(plan, does).run();
    expect(bench.runtime.summary).toMatchObject({ status: 'completed', steps: 5 });
    expect(bench.steps()).toEqual(['a', 'sub/x', 'sub/y', 'sub', 'b']);
    expect(await bench.context()).toEqual({ n: 2, m: 20 });
    noFrames(bench);
  });

  test('[E81] until then the context around it knows nothing of it, and contextAt shows both', async () => {
    const plan = planWithGraphs('a -> sub', {
      graphs: { inner: 'x -> y' },
      nodes: { sub: { kind: 'subflow', config: { graph: 'inner' } } },
    });
    const bench = await createBench(
      plan,
      { a: () => ({ n: 1 }), 'inner/x': () => ({ n: 2 }) },
      { options: { startPaused: true } },
    ).run();
    await bench.dispatch({ type: 'step' });
    await bench.dispatch({ type: 'step', depth: 'into' });
    expect(bench.runtime.summary.live).toMatchObject([
      { path: 'sub', state: 'open' },
      { path: 'sub/x', state: 'ready' },
    ]);
    await bench.dispatch({ type: 'step' });
    const view = bench.runtime.contextAt();
    expect(view.entries.map(({ value }) => value.summary.text)).toEqual(['1']);
    expect(view.scopes).toMatchObject([
      { scope: 'sub', own: ['n'], entries: [{ key: 'n', value: { summary: { text: '2' } } }] },
    ]);
  });
});

describe('map', () => {
  test('[E82] runs every item, collects results in order, keeps at most so many open', async () => {
    const plan = planWithGraphs('map', {
      graphs: { item: 'score' },
      context: { initial: { items: [5, 6, 7, 8, 9] } },
      nodes: { map: map({ maxConcurrency: 2, result: 'score' }, { output: 'scores' }) },
    });
    let most = 0;
    const bench = createBench(plan, {
      'item/score': async (activation) => {
        most = Math.max(most, bench.runtime.summary.live.filter(({ state }) => state === 'running').length);
        return { score: item(activation) * 2 };
      },
    });
    await bench.run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(most).toBe(2);
    expect(await bench.context()).toMatchObject({ scores: [10, 12, 14, 16, 18] });
    expect(bench.steps()).toContain('map[3]/score');
    const opened = bench.events.flatMap((event) => (event.type === 'frame-opened' ? [[event.index, event.of]] : []));
    expect(opened).toEqual([0, 1, 2, 3, 4].map((index) => [index, 5]));
    noFrames(bench);
  });

  test('[E82] over an object gives an object, and each item its key', async () => {
    const plan = planWithGraphs('map', {
      graphs: { item: 'score' },
      context: { initial: { items: { a: 1, b: 2 } } },
      nodes: { map: map({ result: 'score', exports: ['none'] }, { output: 'scores' }) },
    });
    const bench = await createBench(plan, {
      'item/score': ({ context }) => ({
        score: `${String(context.get('key'))}${String(context.get('item'))}${String(context.get('index'))}`,
      }),
    }).run();
    expect(await bench.context()).toEqual({ items: { a: 1, b: 2 }, scores: { a: 'a10', b: 'b21' } });
  });

  test('[E84] writes of items merge by the rules in order of index; locals stay inside; concurrent ones are conflicts', async () => {
    const plan = planWithGraphs('map', {
      graphs: { item: 'w -> w2' },
      context: { initial: { items: [1, 2, 3], total: 0, last: 0 }, merge: { total: 'sum', log: 'append' } },
      nodes: { map: map({}) },
    });
    const bench = await createBench(plan, {
      'item/w': (a) => ({ total: item(a), log: `a${item(a)}`, last: item(a) }),
      'item/w2': (a) => ({ log: `b${item(a)}` }),
    }).run();
    expect(await bench.context()).toEqual({
      items: [1, 2, 3],
      total: 6,
      last: 3,
      log: ['a1', 'b1', 'a2', 'b2', 'a3', 'b3'],
    });
    const conflicts = bench.events.filter(({ type }) => type === 'context-conflict');
    expect(new Set(conflicts.map((event) => (event.type === 'context-conflict' ? event.key : '')))).toEqual(
      new Set(['total', 'last', 'log']),
    );
  });

  test('[E90] tolerates so many failures, and tells of them', async () => {
    const plan = planWithGraphs('map', {
      graphs: { item: 'score' },
      context: { initial: { items: [1, 2, 3, 4] } },
      nodes: { map: map({ result: 'item', onFailure: 'collect', failuresAs: 'failures' }, { output: 'done' }) },
    });
    const bench = await createBench(plan, { 'item/score': (a) => (item(a) % 2 === 0 ? fails('even')() : {}) }).run();
    expect(await bench.context()).toMatchObject({
      done: [1, 3],
      failures: [{ index: 1, error: { message: 'even' } }, { index: 3 }],
    });
    expect(bench.runtime.summary.status).toBe('completed');
  });

  test('[E90] what nobody catches pauses at the innermost step, and resume tries it again in place', async () => {
    let broken = true;
    const plan = planWithGraphs('map', {
      graphs: { item: 'score' },
      context: { initial: { items: [1, 2] } },
      nodes: { map: map({}) },
    });
    const bench = await createBench(plan, {
      'item/score': (a) => (broken && item(a) === 2 ? fails('no')() : {}),
    }).run();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'error', node: 'item/score' } });
    broken = false;
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary.status).toBe('completed');
  });

  test('[E90] a scope with onError: edge catches, and cancels what else runs', async () => {
    const plan = planWithGraphs('map -:error-> c', {
      graphs: { item: 'score -> next' },
      context: { initial: { items: [1, 2, 3], n: 0 } },
      nodes: { map: map({}, { onError: 'edge' }) },
    });
    const bench = await createBench(plan, {
      'item/score': (a) => (item(a) === 2 ? fails('two')() : { n: item(a) }),
      'item/next': () => createGate().promise,
      c: ({ input }) => ({ caught: (input as Error).message }),
    }).run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(await bench.context()).toEqual({ items: [1, 2, 3], n: 0, caught: 'two' });
    expect(bench.events.some((event) => event.type === 'frame-closed' && event.outcome === 'cancelled')).toBe(true);
    noFrames(bench);
  });

  test('[E83] is done as soon as enough items are', async () => {
    const plan = planWithGraphs('map', {
      graphs: { item: 'score' },
      context: { initial: { items: [1, 2, 3, 4] } },
      nodes: {
        map: map({ maxConcurrency: 1, complete: { after: 2, cancelRest: true }, result: 'item' }, { output: 'done' }),
      },
    });
    const bench = await createBench(plan).run();
    expect(await bench.context()).toMatchObject({ done: [1, 2] });
  });

  test('[E95] spawned items are run as well', async () => {
    const plan = planWithGraphs('map', {
      graphs: { item: 'score' },
      context: { initial: { items: [3] } },
      nodes: { map: map({ maxConcurrency: 1, result: 'item' }, { output: 'done' }) },
    });
    const bench = await createBench(plan, {
      'item/score': (a) => ({
        type: 'returned',
        value: {},
        acts:
          item(a) > 0
            ? [{ type: 'spawn', value: item(a) - 1 }, ...(item(a) > 2 ? [{ type: 'spawn', value: 0 }] : [])]
            : [],
      }),
    }).run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(await bench.context()).toMatchObject({ done: [3, 2, 0, 1, 0] });
  });

  test('[E82] an empty list is done at once', async () => {
    const plan = planWithGraphs('map -> b', {
      graphs: { item: 'score' },
      context: { initial: { items: [] } },
      nodes: { map: map({}) },
    });
    expect((await createBench(plan).run()).steps()).toEqual(['map', 'b']);
  });
});

describe('loop', () => {
  const loop = (config: Record<string, unknown>, rest = {}) => ({
    kind: 'loop',
    ...rest,
    config: { graph: 'item', ...config },
  });
  const count: Behaviours = {
    'item/add': ({ context }) => ({ n: ((context.get('n') as number | undefined) ?? 0) + 1 }),
  };

  test('[E85] each iteration goes on from the one before; conditions see what it wrote', async () => {
    const plan = planWithGraphs('loop', {
      graphs: { item: 'add' },
      context: { initial: { n: 0 } },
      nodes: { loop: loop({ while: 'n < 4' }) },
    });
    const bench = await createBench(plan, count).run();
    expect(bench.steps()).toEqual(['loop[1]/add', 'loop[2]/add', 'loop[3]/add', 'loop[4]/add', 'loop']);
    expect(await bench.context()).toEqual({ n: 4 });
    noFrames(bench);
  });

  test('[E85] until is asked after, for each has its item, and there is a limit', async () => {
    const until = planWithGraphs('loop', {
      graphs: { item: 'add' },
      context: { initial: { n: 9 } },
      nodes: { loop: loop({ until: 'n > 9' }) },
    });
    expect((await createBench(until, count).run()).steps()).toEqual(['loop[1]/add', 'loop']);
    const each = planWithGraphs('loop', {
      graphs: { item: 'add' },
      context: { initial: { items: ['a', 'b'] }, merge: { seen: 'append' } },
      nodes: { loop: loop({ over: 'items' }) },
    });
    const bench = await createBench(each, {
      'item/add': ({ context }) => ({ seen: `${String(context.get('item'))}${String(context.get('iteration'))}` }),
    }).run();
    expect(await bench.context()).toEqual({ items: ['a', 'b'], seen: ['a1', 'b2'] });
    const endless = planWithGraphs('loop', { graphs: { item: 'add' }, nodes: { loop: loop({ maxIterations: 3 }) } });
    expect((await createBench(endless, count).run()).runtime.summary.pause).toMatchObject({
      type: 'error',
      error: { code: 'execution/iteration-limit' },
    });
  });

  test('[E94] an end of the iteration goes on with the next, an end of the scope leaves the loop', async () => {
    const plan = planWithGraphs('loop', {
      graphs: { item: 'add -[n = 2]-> skip; add -[n = 4]-> stop; add -[n = 3]-> tell; add -[n = 1]-> tell' },
      context: { initial: { n: 0 }, merge: { told: 'append' } },
      nodes: {
        loop: loop({}),
        'item/skip': { kind: 'end', config: { what: 'iteration' } },
        'item/stop': { kind: 'end', config: { what: 'scope' } },
      },
    });
    const bench = await createBench(plan, {
      ...count,
      'item/tell': ({ context }) => ({ told: context.get('n') }),
    }).run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(await bench.context()).toEqual({ n: 4, told: [1, 3] });
  });

  test('[E62] rolling back into an iteration and into an item goes on as the straight run did', async () => {
    const plan = planWithGraphs('a -> loop -> map -> b', {
      graphs: { item: 'add -> m', each: 'w -> v' },
      context: { initial: { n: 0, items: [1, 2, 3] }, merge: { log: 'append' } },
      nodes: {
        loop: loop({ while: 'n < 3' }),
        map: { kind: 'map', config: { graph: 'each', over: 'items', maxConcurrency: 2 } },
      },
    });
    const does: Behaviours = {
      ...count,
      'each/w': (a) => ({ log: item(a) }),
      'each/v': (a) => ({ log: item(a) * 10 }),
    };
    const bench = await createBench(plan, does, { options: { ordered: true } }).run();
    const straight = bench.runtime.path().map(({ hash }) => hash);
    const context = await bench.context();
    let again = bench;
    for (let index = straight.length - 1; index >= 0; index--) {
      await again.dispatch({ type: 'rollback', to: checkpointId(index) });
      if (index % 3 === 0) again = await again.reload();
      await again.dispatch({ type: 'resume' });
      expect({ index, status: again.runtime.summary.status }).toEqual({ index, status: 'completed' });
      expect({ index, chain: again.runtime.path().map(({ hash }) => hash) }).toEqual({ index, chain: straight });
      expect(await again.context()).toEqual(context);
    }
  });
});
