import { describe, expect, test } from 'vitest';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import type { ActivationRequest } from '../../src/model/activation.ts';
import { activationNumber, checkpointId } from '../../src/model/ids.ts';
import { createBench as plainBench, createGate, settle } from './engine-bench.ts';
import type { Behaviours, Bench, BenchSettings } from './engine-bench.ts';
import { planWithGraphs } from './scope-plan.ts';

const createBench = (plan: Parameters<typeof plainBench>[0], does: Behaviours = {}, settings: BenchSettings = {}) =>
  plainBench(plan, does, { ...settings, executors: nodeExecutors });
const sub = (graph: string, rest = {}, config = {}) => ({ kind: 'subflow', ...rest, config: { graph, ...config } });
const map = (graph: string, config = {}, rest = {}) => ({
  kind: 'map',
  ...rest,
  config: { graph, over: 'items', ...config },
});
const loop = (graph: string, config = {}, rest = {}) => ({ kind: 'loop', ...rest, config: { graph, ...config } });
const caught = { onError: 'continue' } as const;
const fails = () => {
  throw new Error('no');
};
const item = ({ context }: ActivationRequest) => context.get('item') as number;
const undoneIn = (bench: Bench) => bench.steps().filter((path) => /(?:^|\/)u\w*$/.test(path));
const nothingKept = (bench: Bench) => {
  expect(bench.runtime.summary.live).toEqual([]);
  expect(bench.runtime.contextAt().scopes ?? []).toEqual([]);
};
/** The same from every checkpoint, after a reload, and in a fork. */
async function holdsFromEverywhere(bench: Bench, again: () => Bench): Promise<void> {
  const straight = bench.runtime.path().map(({ hash }) => hash);
  const { status } = bench.runtime.summary;
  const context = await bench.context();
  for (let index = 0; index < straight.length; index++) {
    const back = await bench.reload();
    await back.dispatch({ type: 'rollback', to: checkpointId(index) });
    const restored = await back.reload();
    await restored.dispatch({ type: 'resume' });
    const chain = restored.runtime.path().map(({ hash }) => hash);
    expect({ index, chain, status: restored.runtime.summary.status }).toEqual({ index, chain: straight, status });
    const fork = again();
    await fork.run({ from: await bench.runtime.exportState(checkpointId(index)) });
    expect({ index, context: await fork.context() }).toEqual({ index, context });
  }
}

describe('what a committed scope did', () => {
  const plan = (rest = {}) =>
    planWithGraphs('sub -> z', {
      graphs: { g: 'a -> map -> c; ua', each: 'do -> note; undo' },
      context: { initial: { items: [1, 2, 3] } },
      nodes: {
        sub: sub('g', caught),
        'g/a': { compensate: 'ua' },
        'g/map': map('each', { maxConcurrency: 1 }, rest),
        'each/do': { compensate: 'undo', output: 'did' },
      },
    });
  const undone: unknown[] = [];
  const does: Behaviours = {
    'each/do': item,
    'each/undo': (a) => void undone.push([item(a), a.input, a.context.get('did')]),
    'g/c': fails,
  };

  test('[E92] [E136] a committed scope without a handler is undone by those within it, the last frame first', async () => {
    const settings = { options: { ordered: true } };
    const bench = await createBench(plan(), does, settings).run();
    expect(undone).toEqual([
      [3, 3, 3],
      [2, 2, 2],
      [1, 1, 1],
    ]);
    expect((undone.length = 0)).toBe(0);
    expect(bench.steps().slice(-6)).toEqual([
      'sub/map[2]/undo',
      'sub/map[1]/undo',
      'sub/map[0]/undo',
      'sub/ua',
      'sub',
      'z',
    ]);
    nothingKept(bench);
    await holdsFromEverywhere(bench, () => createBench(plan(), does, settings));
  });
  test('[E92] [E136] a handler of its own stands for all of them', async () => {
    const own = planWithGraphs('sub', {
      graphs: { g: 'map -> c; umap', each: 'do; undo' },
      context: { initial: { items: [1, 2] } },
      nodes: {
        sub: sub('g', caught),
        'g/map': map('each', { result: 'did' }, { compensate: 'umap', output: 'all' }),
        'each/do': { compensate: 'undo', output: 'did' },
      },
    });
    const inputs: unknown[] = [];
    const bench = await createBench(own, { ...does, 'g/umap': (a) => void inputs.push(a.input) }).run();
    expect(inputs).toEqual([[1, 2]]);
    expect(bench.steps().filter((path) => path.includes('undo'))).toEqual([]);
    nothingKept(bench);
  });
  test('[E92] [E136] a loop that is committed is undone from its last iteration back, and what is within it too', async () => {
    const nested = planWithGraphs('a -> loop -> c; ua', {
      graphs: { round: 'x -> sub; ux', deep: 'y; uy' },
      nodes: {
        a: { compensate: 'ua' },
        loop: loop('round', { until: 'iteration > 2' }),
        'round/x': { compensate: 'ux' },
        'round/sub': sub('deep'),
        'deep/y': { compensate: 'uy' },
      },
    });
    const settings = { options: { ordered: true, onUncaught: 'fail' as const } };
    const bench = await createBench(nested, { c: fails }, settings).run();
    expect(bench.runtime.summary.status).toBe('failed');
    expect(undoneIn(bench)).toEqual([
      'loop[3]/sub/uy',
      'loop[3]/ux',
      'loop[2]/sub/uy',
      'loop[3]/ux',
      'loop[1]/sub/uy',
      'loop[3]/ux',
      'ua',
    ]);
    await holdsFromEverywhere(bench, () => createBench(nested, { c: fails }, settings));
  });
  test('[E92] [E136] nothing is kept where the execution completes, ends or is forked', async () => {
    for (const last of [{}, { kind: 'end', config: { what: 'execution' } }]) {
      const whole = planWithGraphs('sub -> c', {
        graphs: { g: 'map', each: 'do; undo' },
        context: { initial: { items: [1, 2] } },
        nodes: { sub: sub('g'), c: last, 'g/map': map('each'), 'each/do': { compensate: 'undo' } },
      });
      const settings = { options: { ordered: true } };
      const bench = await createBench(whole, {}, settings).run();
      expect(bench.runtime.summary.status).toBe('completed');
      expect(undoneIn(bench)).toEqual([]);
      nothingKept(bench);
      await holdsFromEverywhere(bench, () => createBench(whole, {}, settings));
    }
  });
  test('[E92] a scope that undoes is not undone', async () => {
    const by = planWithGraphs('sub', {
      graphs: { g: 'a -> c; ua', undoing: 'y; uy' },
      nodes: {
        sub: sub('g', caught),
        'g/a': { compensate: 'ua' },
        'g/ua': sub('undoing'),
        'undoing/y': { compensate: 'uy' },
      },
    });
    const bench = await createBench(by, { 'g/c': fails }).run();
    expect(bench.steps()).toEqual(['sub/a', 'sub/ua/y', 'sub/ua', 'sub']);
    nothingKept(bench);
  });
});

describe('completed frames of a scope that is not committed', () => {
  const items = (config: Record<string, unknown>, text = 'do -> check; undo') =>
    planWithGraphs('map -> z', {
      graphs: { each: text },
      context: { initial: { items: [1, 2, 3, 4] } },
      nodes: {
        map: map('each', { maxConcurrency: 1, ...config }, caught),
        'each/do': { compensate: 'undo' },
        'each/leave': { kind: 'end', config: { what: 'scope' } },
      },
    });
  test('[E92] are undone one after the other, the last one first, when it fails', async () => {
    const does: Behaviours = { 'each/check': (a) => (item(a) === 3 ? fails() : {}) };
    const bench = await createBench(items({}), does).run();
    expect(undoneIn(bench)).toEqual(['map[2]/undo', 'map[1]/undo', 'map[0]/undo']);
    nothingKept(bench);
  });
  test('[E83] [E94] stay as they are when it has enough, or is left', async () => {
    const enough = await createBench(items({ complete: { after: 2 } }), {
      'each/check': (a) => ({ [`k${item(a)}`]: 1 }),
    }).run();
    expect(undoneIn(enough)).toEqual([]);
    expect(await enough.context()).toMatchObject({ k1: 1, k2: 1 });
    const left = await createBench(items({}, 'do -> check -[item = 2]-> leave; undo'), {
      'each/check': (a) => ({ [`k${item(a)}`]: 1 }),
    }).run();
    expect(undoneIn(left)).toEqual([]);
    expect(Object.keys(await left.context())).toEqual(['items', 'k1', 'k2']);
    nothingKept(left);
  });
  test('[E92] [E93] are undone when a node cancels it, while what is around goes on', async () => {
    const plan = planWithGraphs('map; b -> stop -> z', {
      graphs: { each: 'do -> check; undo' },
      context: { initial: { items: [1, 2, 3] } },
      nodes: {
        map: map('each', { maxConcurrency: 1 }),
        stop: { kind: 'cancel', config: { nodes: ['map'] } },
        'each/do': { compensate: 'undo' },
      },
    });
    const gate = createGate<void>();
    const does: Behaviours = {
      b: () => gate.promise,
      'each/check': async (a) => {
        if (item(a) === 3) gate.open();
        if (item(a) === 3) await createGate().promise;
      },
    };
    const bench = await createBench(plan, does).run();
    await settle();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(undoneIn(bench).slice(0, 1)).toEqual(['map[2]/undo']);
    expect(undoneIn(bench).toSorted()).toEqual(['map[0]/undo', 'map[1]/undo', 'map[2]/undo']);
    expect(undoneIn(bench).indexOf('map[1]/undo')).toBeLessThan(undoneIn(bench).indexOf('map[0]/undo'));
    expect(bench.runtime.summary.live).toEqual([]);
  });
});

test('[E91] [E136] an attempt that failed is undone, inward too, before the next one begins in the same places', async () => {
  let runs = 0;
  const plan = planWithGraphs('sub', {
    graphs: { g: 'map -> c', each: 'do; undo' },
    context: { initial: { items: [1, 2] } },
    nodes: {
      sub: sub('g', { retry: { maxAttempts: 2, initialDelayMs: 0 } }),
      'g/map': map('each', { maxConcurrency: 1 }),
      'each/do': { compensate: 'undo' },
    },
  });
  const bench = createBench(plan, { 'g/c': () => (++runs < 2 ? fails() : {}) });
  await bench.runtime.start();
  await settle();
  bench.clock.advance(1000);
  await bench.runtime.whenIdle();
  expect(bench.runtime.summary.status).toBe('completed');
  expect(bench.steps()).toEqual([
    'sub/map[0]/do',
    'sub/map[1]/do',
    'sub/map',
    'sub/map[1]/undo',
    'sub/map[0]/undo',
    'sub/map[0]/do',
    'sub/map[1]/do',
    'sub/map',
    'sub/c',
    'sub',
  ]);
  nothingKept(bench);
});

describe('what handlers write', () => {
  const settings = { options: { ordered: true } };
  test('[E137] is written around what failed, and the way on of an error reads it', async () => {
    const plan = planWithGraphs('sub -:error-> tell', {
      graphs: { g: 'pay -> ship; refund' },
      context: { initial: { refunds: [], refunded: false }, merge: { refunds: 'append' } },
      nodes: { sub: sub('g', { onError: 'edge' }), 'g/pay': { compensate: 'refund' } },
    });
    const does: Behaviours = {
      'g/pay': () => ({ paid: 12 }),
      'g/ship': fails,
      'g/refund': (a) => ({ refunded: true, refunds: a.context.get('paid') }),
      tell: (a) => ({ told: a.context.get('refunded') === true }),
    };
    const bench = await createBench(plan, does, settings).run();
    expect(await bench.context()).toEqual({ refunds: [12], refunded: true, told: true });
    expect(
      bench.events.find((event) => event.type === 'step-committed' && event.path === 'sub/refund'),
    ).not.toHaveProperty('scope');
    await holdsFromEverywhere(bench, () => createBench(plan, does, settings));
  });
  test('[E137] comes as far as the first frame that goes on, and flows out of it like what else is written there', async () => {
    const plan = planWithGraphs('map', {
      graphs: { each: 'outer -> after', outer: 'x -> inner -> c; ux', inner: 'y; uy' },
      context: { initial: { items: [1, 2] }, merge: { log: 'append' } },
      nodes: {
        map: map('each', { maxConcurrency: 1 }),
        'each/outer': sub('outer', { ...caught, input: 'item' }),
        'outer/inner': sub('inner'),
        'outer/x': { compensate: 'ux' },
        'inner/y': { compensate: 'uy' },
      },
    });
    const seen: unknown[] = [];
    const does: Behaviours = {
      'outer/c': fails,
      'inner/uy': (a) => ({ log: `uy ${item(a)}`, input: 7, left: 1 }),
      'outer/ux': (a) => (seen.push(a.context.get('left'), a.context.get('input')), { log: `ux ${item(a)}`, left: 2 }),
      'each/after': (a) => ({ log: [...((a.context.get('log') ?? []) as string[])].length }),
    };
    const bench = await createBench(plan, does, settings).run();
    expect(await bench.context()).toEqual({
      items: [1, 2],
      left: 2,
      log: ['uy 1', 'ux 1', 2, 'uy 2', 'ux 2', 2],
    });
    expect(seen).toEqual([1, 1, 1, 2]);
    const scopes = bench.events.flatMap((event) =>
      event.type === 'step-committed' && /u[xy]$/.test(event.path) ? [`${event.path} ${event.scope}`] : [],
    );
    expect(scopes.slice(0, 2)).toEqual(['map[0]/outer/inner/uy map[0]', 'map[0]/outer/ux map[0]']);
    await holdsFromEverywhere(bench, () => createBench(plan, does, settings));
  });
  test('[E137] stays within a graph that has a context of its own', async () => {
    const plan = planWithGraphs('sub', {
      graphs: { own: 'x -> inner -> c; ux', inner: 'y; uy' },
      contexts: { own: { initial: { n: 0 } } },
      nodes: {
        sub: sub('own', caught),
        'own/inner': sub('inner'),
        'own/x': { compensate: 'ux' },
        'inner/y': { compensate: 'uy' },
      },
    });
    const seen: unknown[] = [];
    const does: Behaviours = {
      'own/c': fails,
      'inner/uy': () => ({ n: 1 }),
      'own/ux': (a) => (seen.push(a.context.get('n')), { n: 2 }),
    };
    const bench = await createBench(plan, does, settings).run();
    expect(await bench.context()).toEqual({});
    expect(seen).toEqual([1]);
  });
  test('[E137] of a handler that is a scope comes from its frames', async () => {
    const plan = planWithGraphs('map', {
      graphs: { each: 'do -> c; undo', undoing: 'y' },
      context: { initial: { items: [1] } },
      nodes: {
        map: map('each', {}, caught),
        'each/do': { compensate: 'undo' },
        'each/undo': sub('undoing', {}, { result: '"all"' }),
      },
    });
    const does: Behaviours = { 'each/c': fails, 'undoing/y': () => ({ undone: true, item: 5 }) };
    const bench = await createBench(plan, does, settings).run();
    expect(await bench.context()).toMatchObject({ items: [1], undone: true });
    expect(await bench.context()).not.toHaveProperty('item');
    await holdsFromEverywhere(bench, () => createBench(plan, does, settings));
  });
});

describe('the execution as the outermost scope', () => {
  const settings = { options: { ordered: true } };
  test('[E138] a deadlock at the root undoes what was done, inward too, before the execution has failed', async () => {
    const plan = planWithGraphs('book -> sub -> both; other -[no]-> both; ubook', {
      graphs: { g: 'x -> y; ux' },
      context: { initial: { no: false } },
      nodes: { book: { compensate: 'ubook' }, sub: sub('g'), both: { join: 'all' }, 'g/x': { compensate: 'ux' } },
    });
    const bench = await createBench(plan, { ubook: () => ({ free: true }) }, settings).run();
    expect(undoneIn(bench)).toEqual(['sub/ux', 'ubook']);
    expect(bench.runtime.summary).toMatchObject({ status: 'failed', error: { code: 'execution/deadlock' } });
    expect(bench.runtime.summary.error?.message).toContain('`both` (join all) has a token from `sub`');
    expect(await bench.context()).toEqual({ no: false, free: true });
    expect(bench.runtime.summary.live).toEqual([]);
    await holdsFromEverywhere(bench, () => createBench(plan, { ubook: () => ({ free: true }) }, settings));
  });
  test('[E138] where locks keep everybody out for good, likewise', async () => {
    const plan = planWithGraphs('book -> sub; ubook', {
      graphs: { g: 'x' },
      nodes: {
        book: { compensate: 'ubook' },
        sub: sub('g', { lock: 'l' }),
        'g/x': { lock: 'l' },
        ubook: { lock: 'l' },
      },
    });
    const bench = await createBench(plan, {}, settings).run();
    expect(undoneIn(bench)).toEqual(['ubook']);
    expect(bench.runtime.summary).toMatchObject({ status: 'failed', error: { code: 'execution/deadlock' } });
    await holdsFromEverywhere(bench, () => createBench(plan, {}, settings));
  });
  test('[E106] [E89] a step into a place that nobody can leave fails, and one of somebody who waits for others holds', async () => {
    const plan = planWithGraphs('one; two', {
      graphs: { g: 'x' },
      nodes: { one: sub('g', { lock: 'l' }), two: sub('g', {}), 'g/x': { lock: 'l' } },
    });
    const bench = await createBench(plan, {}, { options: { startPaused: true } }).run();
    await bench.dispatch({ type: 'step', depth: 'into' });
    const [, two] = bench.runtime.summary.live;
    await bench.dispatch({ type: 'step', activation: two?.activation ?? activationNumber(0) });
    expect(bench.runtime.summary).toMatchObject({ status: 'failed', error: { code: 'execution/deadlock' } });
    const free = planWithGraphs('one; two; three', {
      graphs: { g: 'x', h: 'a -> x' },
      nodes: { one: sub('h', { lock: 'l' }), two: sub('g'), 'g/x': { lock: 'l' } },
    });
    const held = await createBench(free, {}, { options: { startPaused: true } }).run();
    await held.dispatch({ type: 'step', depth: 'into' });
    const second = held.runtime.summary.live.find(({ path }) => path === 'two');
    await held.dispatch({ type: 'step', activation: second?.activation ?? activationNumber(0) });
    expect(held.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'step' } });
    await held.dispatch({ type: 'resume' });
    expect(held.runtime.summary.status).toBe('completed');
  });
  test('[E138] a stop, a limit and an end of the execution undo nothing', async () => {
    const plan = (limits = {}, last = {}) =>
      planWithGraphs('book -> wait; ubook', {
        graphs: {},
        limits,
        nodes: { book: { compensate: 'ubook' }, wait: last },
      });
    const stopped = createBench(plan(), { wait: () => createGate().promise });
    await stopped.runtime.start();
    await settle();
    await stopped.dispatch({ type: 'stop' });
    expect(stopped.runtime.summary.status).toBe('stopped');
    const limited = await createBench(plan({ maxSteps: 1 })).run();
    expect(limited.runtime.summary).toMatchObject({ status: 'stopped', error: { code: 'execution/step-limit' } });
    expect(limited.runtime.summary.error?.message).toContain('nothing that was done is undone');
    const ended = await createBench(plan({}, { kind: 'end', config: { what: 'execution' } })).run();
    expect(ended.runtime.summary.status).toBe('completed');
    const paused = await createBench(plan(), { wait: fails }).run();
    expect(paused.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'error' } });
    for (const bench of [stopped, limited, ended, paused]) expect(undoneIn(bench)).toEqual([]);
  });
});
