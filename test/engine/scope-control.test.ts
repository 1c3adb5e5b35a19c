import { describe, expect, test } from 'vitest';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import type { ActivationRequest } from '../../src/model/activation.ts';
import { activationPath, checkpointId, nodeId, variantId } from '../../src/model/ids.ts';
import { createBench as plainBench, createGate, settle } from './engine-bench.ts';
import type { Behaviours, Bench, BenchSettings } from './engine-bench.ts';
import { planWithGraphs } from './scope-plan.ts';

const createBench = (plan: Parameters<typeof plainBench>[0], does: Behaviours = {}, settings: BenchSettings = {}) =>
  plainBench(plan, does, { ...settings, executors: nodeExecutors });
const paused = { options: { startPaused: true } };
const sub = (graph: string, rest = {}) => ({ kind: 'subflow', ...rest, config: { graph } });
const map = (graph: string, config = {}, rest = {}) => ({
  kind: 'map',
  ...rest,
  config: { graph, over: 'items', ...config },
});
const loop = (graph: string, config = {}, rest = {}) => ({ kind: 'loop', ...rest, config: { graph, ...config } });
const item = ({ context }: ActivationRequest) => context.get('item') as number;
const number = (activation: ActivationRequest, key: string) => (activation.context.get(key) as number | undefined) ?? 0;
const throws = (message: string) => {
  throw new Error(message);
};
const noFrames = (bench: Bench) => {
  expect(bench.runtime.summary.live).toEqual([]);
  expect(bench.runtime.contextAt().scopes ?? []).toEqual([]);
};
const liveOf = (bench: Bench) => bench.runtime.summary.live.map(({ path, state }) => `${path} ${state}`);
const closed = (bench: Bench) =>
  bench.events.flatMap((event) => (event.type === 'frame-closed' ? [`${event.frame} ${event.outcome}`] : []));

describe('nesting', () => {
  const nested = () =>
    planWithGraphs('loop', {
      graphs: { round: 'map -> r', each: 'sub', leaf: 'x' },
      context: { initial: { items: [1, 2], round: 0 }, merge: { log: 'append' } },
      nodes: {
        loop: loop('round', { while: 'round < 2' }),
        'round/map': map('each', { maxConcurrency: 2 }),
        'each/sub': sub('leaf'),
      },
    });
  const does: Behaviours = {
    'round/r': (a) => ({ round: number(a, 'round') + 1 }),
    'leaf/x': (a) => ({ log: `${String(a.context.get('iteration'))}.${item(a)} ${a.path}` }),
  };
  test('[E80] [E84] three deep: paths, locals of all levels, and merging outward level by level', async () => {
    const bench = await createBench(nested(), does).run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect((await bench.context())['log']).toEqual([
      '1.1 loop[1]/map[0]/sub/x',
      '1.2 loop[1]/map[1]/sub/x',
      '2.1 loop[2]/map[0]/sub/x',
      '2.2 loop[2]/map[1]/sub/x',
    ]);
    noFrames(bench);
  });
  test('[E60] [E62] going back to any checkpoint, after a reload too, gives the same chain', async () => {
    const bench = await createBench(nested(), does, { options: { ordered: true } }).run();
    const straight = bench.runtime.path().map(({ hash }) => hash);
    for (let index = 0; index < straight.length; index++) {
      let again = await bench.reload();
      await again.dispatch({ type: 'rollback', to: checkpointId(index) });
      again = await again.reload();
      await again.dispatch({ type: 'resume' });
      expect({ index, chain: again.runtime.path().map(({ hash }) => hash) }).toEqual({ index, chain: straight });
    }
  });
  test('[E98] a fork from any checkpoint comes to the same context', async () => {
    const plan = nested();
    const bench = await createBench(plan, does, { options: { ordered: true } }).run();
    const context = await bench.context();
    for (const { id } of bench.runtime.path()) {
      const from = await bench.runtime.exportState(id);
      const fork = await createBench(plan, does).run({ from });
      expect({ id, context: await fork.context() }).toEqual({ id, context });
      expect((await fork.reload()).runtime.summary.status).toBe('completed');
    }
  });
  test('[E81] recursion ends where its graph says so, or at limits.maxDepth', async () => {
    const down = (limits = {}) =>
      planWithGraphs('sub', {
        graphs: { rec: 'count -[n < 5]-> again' },
        context: { initial: { n: 0 } },
        limits,
        nodes: { sub: sub('rec'), 'rec/again': sub('rec') },
      });
    const counts: Behaviours = { 'rec/count': (a) => ({ n: number(a, 'n') + 1 }) };
    const bench = await createBench(down(), counts).run();
    expect(await bench.context()).toEqual({ n: 5 });
    expect(bench.steps()[4]).toBe('sub/again/again/again/again/count');
    const limited = await createBench(down({ maxDepth: 3 }), counts).run();
    expect(limited.runtime.summary.pause).toMatchObject({ type: 'error', error: { code: 'execution/depth-limit' } });
    const endless = await createBench(down(), { 'rec/count': () => ({ n: 0 }) }).run();
    expect(endless.runtime.summary.pause).toMatchObject({
      error: {
        message: '`sub/again/…(30)…/again` would be nested more than 32 scopes deep.',
        remedy: 'Let `rec` come to an end before it is run again in itself, or set a higher `limits.maxDepth`.',
      },
    });
  });
  test("[E80] a scope that is activated again has its number in its frames' paths", async () => {
    const plan = planWithGraphs('a -> sub -[n < 2]-> a', {
      graphs: { g: 'x' },
      context: { initial: { n: 0 } },
      nodes: { sub: sub('g') },
    });
    const bench = await createBench(plan, { 'g/x': (a) => ({ n: number(a, 'n') + 1 }) }).run();
    expect(bench.steps()).toEqual(['a', 'sub/x', 'sub', 'a', 'sub#2/x', 'sub']);
  });
});

describe('isolated graphs', () => {
  test('[E86] see nothing of the outside but what they are handed; only the result flows out', async () => {
    const plan = planWithGraphs('sub', {
      graphs: { own: 'x' },
      contexts: { own: { initial: { base: 10 }, merge: { base: 'sum' } } },
      context: { initial: { n: 1, base: 0 } },
      nodes: { sub: { kind: 'subflow', output: 'got', input: 'n', config: { graph: 'own', result: 'base' } } },
    });
    const seen: string[][] = [];
    const bench = await createBench(plan, {
      'own/x': (a) => (seen.push([...a.context.keys()]), { base: number(a, 'input') }),
    }).run();
    expect(seen).toEqual([['base', 'input']]);
    expect(await bench.context()).toEqual({ n: 1, base: 0, got: 11 });
  });
});

describe('failures', () => {
  test('[E91] a retry of a scope begins again from the context that it saw', async () => {
    let runs = 0;
    const plan = planWithGraphs('sub', {
      graphs: { g: 'x -> y' },
      context: { initial: { n: 0 } },
      nodes: { sub: sub('g', { retry: { maxAttempts: 3, initialDelayMs: 10, jitter: false } }) },
    });
    const bench = createBench(plan, {
      'g/x': (a) => ({ n: number(a, 'n') + 1 }),
      'g/y': () => (++runs < 3 ? throws('again') : {}),
    });
    await bench.runtime.start();
    for (let turn = 0; turn < 3; turn++) {
      await settle();
      bench.clock.advance(1000);
    }
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(await bench.context()).toEqual({ n: 1 });
    expect(runs).toBe(3);
  });
  test('[E87] a deadlock fails the frame, and its scope', async () => {
    const plan = planWithGraphs('sub', {
      graphs: { g: 'a -> j; b -[no]-> j' },
      context: { initial: { no: false } },
      nodes: { sub: sub('g', { onError: 'continue' }), 'g/j': { join: 'all' } },
    });
    const bench = await createBench(plan).run();
    expect(closed(bench)).toEqual(['sub failed']);
    expect(bench.events.find(({ type }) => type === 'step-committed' && 'error' in {})).toBeUndefined();
    const step = bench.events.findLast((event) => event.type === 'step-committed');
    expect(step).toMatchObject({ node: 'sub', error: { code: 'execution/deadlock' } });
    const said =
      '`sub/j` (join all) has a token from `a` (edge `g/e1`) and waits in vain for a token from `b` (edge `g/e2`)';
    expect(step).toMatchObject({ error: { message: expect.stringContaining(said) as unknown } });
    expect(bench.runtime.summary.status).toBe('completed');
  });
  test('[E92] handlers run in reverse order, with what the steps gave, before the frame is closed', async () => {
    const undone: unknown[] = [];
    const undo = (a: ActivationRequest) => void undone.push([a.path, a.input]);
    const plan = planWithGraphs('sub -> after', {
      graphs: { g: 'a -> b -> c; ua; ub' },
      nodes: {
        sub: sub('g', { onError: 'continue' }),
        'g/a': { compensate: 'ua', output: 'ka' },
        'g/b': { compensate: 'ub' },
      },
    });
    const does: Behaviours = {
      'g/a': () => 7,
      'g/b': () => ({ kb: 8 }),
      'g/c': () => throws('no'),
      'g/ua': undo,
      'g/ub': undo,
    };
    const bench = await createBench(plan, does).run();
    expect(undone).toEqual([
      ['sub/ub', { kb: 8 }],
      ['sub/ua', 7],
    ]);
    expect(bench.steps()).toEqual(['sub/a', 'sub/b', 'sub/ub', 'sub/ua', 'sub', 'after']);
    expect(await bench.context()).toEqual({});
    noFrames(bench);
    undone.length = 0;
    await bench.dispatch({ type: 'rollback', to: checkpointId(4) });
    const again = await bench.reload();
    await again.dispatch({ type: 'resume' });
    expect(undone).toEqual([['sub/ua', 7]]);
    const fork = await createBench(plan, does).run({ from: await bench.runtime.exportState(checkpointId(4)) });
    expect(fork.runtime.summary.status).toBe('completed');
    expect(undone).toEqual([
      ['sub/ua', 7],
      ['sub/ua', 7],
    ]);
  });
  test('[E92] what completed items did is undone when their map fails, and when an outer scope does', async () => {
    const undone: unknown[] = [];
    const plan = planWithGraphs('sub', {
      graphs: { g: 'map', each: 'do -> check; undo' },
      context: { initial: { items: [1, 2, 3] } },
      nodes: {
        sub: sub('g', { onError: 'continue' }),
        'g/map': map('each', { maxConcurrency: 1 }),
        'each/do': { compensate: 'undo', output: 'd' },
      },
    });
    const bench = await createBench(plan, {
      'each/do': (a) => item(a),
      'each/check': (a) => (item(a) === 3 ? throws('three') : {}),
      'each/undo': (a) => void undone.push(a.input),
    }).run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(undone).toEqual([3, 2, 1]);
    expect(closed(bench)).toEqual([
      'sub/map[0] completed',
      'sub/map[1] completed',
      'sub/map[2] failed',
      'sub/map[1] cancelled',
      'sub/map[0] cancelled',
      'sub failed',
    ]);
    noFrames(bench);
  });
  test('[E92] with onUncaught: fail everything is undone before the execution has failed', async () => {
    const undone: string[] = [];
    const plan = planWithGraphs('a -> sub; ua', {
      graphs: { g: 'x -> y; ux' },
      nodes: { a: { compensate: 'ua' }, sub: sub('g'), 'g/x': { compensate: 'ux' } },
    });
    const note = (a: ActivationRequest) => void undone.push(a.path);
    const bench = await createBench(
      plan,
      { ua: note, 'g/ux': note, 'g/y': () => throws('bad') },
      { options: { onUncaught: 'fail' } },
    ).run();
    expect(undone).toEqual(['sub/ux', 'ua']);
    expect(bench.runtime.summary).toMatchObject({ status: 'failed', error: { message: 'bad' } });
    expect((await bench.reload()).runtime.summary).toMatchObject({ status: 'failed', error: { message: 'bad' } });
  });
});

describe('control within scopes', () => {
  const plan = () =>
    planWithGraphs('a -> loop -> z', {
      graphs: { g: 'x -> sub', h: 'y' },
      context: { initial: { n: 0 } },
      nodes: { loop: loop('g', { while: 'n < 3' }), 'g/sub': sub('h') },
    });
  const does: Behaviours = { 'h/y': (a) => ({ n: number(a, 'n') + 1 }) };
  const stepped = async (depths: ('over' | 'into' | 'out')[]): Promise<Bench> => {
    const bench = await createBench(plan(), does, paused).run();
    for (const depth of depths) await bench.dispatch({ type: 'step', depth });
    return bench;
  };
  test('[E89] over runs a scope with everything in it', async () => {
    expect(liveOf(await stepped(['over', 'over']))).toEqual(['z ready']);
  });
  test('[E89] into stops where the frame begins, and over inside of it goes from step to step', async () => {
    expect(liveOf(await stepped(['over', 'into']))).toEqual(['loop open', 'loop[1]/x ready']);
    const bench = await stepped(['over', 'into', 'over']);
    expect(liveOf(bench)).toEqual(['loop open', 'loop[1]/sub ready']);
    await bench.dispatch({ type: 'step' });
    expect(bench.steps().at(-1)).toBe('loop[1]/sub');
    await bench.dispatch({ type: 'step' });
    expect(bench.steps().at(-1)).toBe('loop[1]/sub');
    expect(liveOf(bench)).toEqual(['loop open', 'loop[2]/x ready']);
    await bench.dispatch({ type: 'step' });
    expect(bench.steps().at(-1)).toBe('loop[2]/x');
  });
  test('[E89] over at the end of an item stops before the next one, and after the last one behind the scope', async () => {
    const items = planWithGraphs('map -> z', {
      graphs: { g: 'x -> y' },
      context: { initial: { items: [1, 2, 3] } },
      nodes: { map: map('g', { maxConcurrency: 2 }) },
    });
    const bench = await createBench(items, {}, paused).run();
    await bench.dispatch({ type: 'step', depth: 'into' });
    const stands: string[] = [];
    while (bench.runtime.summary.status === 'paused') {
      await bench.dispatch({ type: 'step' });
      stands.push(`${bench.steps().at(-1) ?? ''} | ${liveOf(bench).join(', ')}`);
    }
    expect(stands).toEqual([
      'map[0]/x | map open, map[1]/x ready, map[0]/y ready',
      'map[1]/x | map open, map[0]/y ready, map[1]/y ready',
      'map[0]/y | map open, map[1]/y ready',
      'map[0]/y | map open, map[1]/y ready, map[2]/x ready',
      'map[2]/x | map open, map[1]/y ready, map[2]/y ready',
      'map[1]/y | map open, map[2]/y ready',
      'map[2]/y | map open',
      'map | z ready',
      'z | ',
    ]);
  });
  test('[E89] out runs to the end of the scope around, and at the root to the end', async () => {
    const bench = await stepped(['over', 'into', 'over', 'into', 'out']);
    expect(bench.steps().at(-1)).toBe('loop[1]/sub');
    await bench.dispatch({ type: 'step', depth: 'out' });
    expect(bench.steps().at(-1)).toBe('loop');
    expect(bench.runtime.summary.status).toBe('paused');
    await bench.dispatch({ type: 'step', depth: 'out' });
    expect(bench.runtime.summary.status).toBe('completed');
  });
  test('[E97] a breakpoint before a scope that is open already holds nobody', async () => {
    const bench = await createBench(plan(), does, paused).run();
    await bench.dispatch({ type: 'step' });
    await bench.dispatch({ type: 'step', depth: 'into' });
    await bench.dispatch({
      type: 'set-breakpoints',
      breakpoints: [{ id: 'b', type: 'node', node: nodeId('loop'), when: 'before', enabled: true }],
    });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary.status).toBe('completed');
  });
  test('[E97] a breakpoint in a graph holds in every instance', async () => {
    const bench = await createBench(plan(), does, paused).run();
    await bench.dispatch({
      type: 'set-breakpoints',
      breakpoints: [{ id: 'b', type: 'node', node: nodeId('h/y'), when: 'before', enabled: true }],
    });
    for (const iteration of [1, 2, 3]) {
      await bench.dispatch({ type: 'resume' });
      expect(liveOf(bench).at(-1)).toBe(`loop[${iteration}]/sub/y ready`);
    }
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary.status).toBe('completed');
  });
  describe('a breakpoint with a path', () => {
    const twoLevels = () =>
      planWithGraphs('map', {
        graphs: { each: 'loop', round: 'x' },
        context: { initial: { items: [1, 2, 3], n: 0 } },
        nodes: { map: map('each', { maxConcurrency: 1 }), 'each/loop': loop('round', { while: 'n < 2' }) },
      });
    /** Where it holds, one resume after the other. */
    async function holds(path: string, when: 'before' | 'after' = 'before'): Promise<string[]> {
      const bench = createBench(twoLevels(), { 'round/x': (a) => ({ n: number(a, 'n') + 1 }) });
      const node = nodeId('round/x');
      const breakpoint = { id: 'b', type: 'node', node, path: activationPath(path), when, enabled: true } as const;
      await bench.runtime.dispatch({ type: 'set-breakpoints', breakpoints: [breakpoint] });
      await bench.run();
      const found: string[] = [];
      while (bench.runtime.summary.status === 'paused') {
        const { pause } = bench.runtime.summary;
        found.push((pause?.type === 'breakpoint' && pause.path) || 'elsewhere');
        await bench.dispatch({ type: 'resume' });
      }
      expect(bench.runtime.summary.status).toBe('completed');
      expect(bench.events.flatMap((event) => (event.type === 'breakpoint-hit' ? [event.path] : []))).toEqual(found);
      return found;
    }
    test('[E134] holds in that item and that iteration alone, before or after', async () => {
      expect(await holds('map[1]/loop[2]/x')).toEqual(['map[1]/loop[2]/x']);
      expect(await holds('map[2]/loop[1]/x', 'after')).toEqual(['map[2]/loop[1]/x']);
      expect(await holds('map[9]/loop[1]/x')).toEqual([]);
      expect(await holds('map[1]/loop[2]/x#2')).toEqual([]);
    });
    test('[E134] holds for any index that a star stands for', async () => {
      expect(await holds('map[*]/loop[2]/x')).toEqual([0, 1, 2].map((at) => `map[${at}]/loop[2]/x`));
      expect(await holds('map[0]/loop[*]/x#*')).toEqual(['map[0]/loop[1]/x', 'map[0]/loop[2]/x']);
      expect(await holds('map#*[*]/loop[*]/x')).toHaveLength(6);
      expect(await holds('map#2[*]/loop[*]/x')).toEqual([]);
    });
  });
  test('[E96] an edit in a scope is seen there alone and flows out', async () => {
    const bench = await stepped(['over', 'into']);
    await bench.dispatch({ type: 'edit-context', scope: activationPath('loop[1]'), changes: [{ key: 'n', value: 2 }] });
    expect(await bench.context()).toEqual({ n: 0 });
    await bench.dispatch({ type: 'resume' });
    expect(await bench.context()).toEqual({ n: 3 });
    expect(bench.steps().filter((path) => path.endsWith('/y'))).toEqual(['loop[1]/sub/y']);
    await expect(
      bench.runtime
        .dispatch({ type: 'rollback', to: checkpointId(0) })
        .then(() => bench.runtime.dispatch({ type: 'edit-context', scope: activationPath('loop[1]'), changes: [] })),
    ).rejects.toMatchObject({ code: 'execution/unknown-scope' });
  });
  test('[E97] a swap in a graph re-runs from its first instance, and spares what it does not affect', async () => {
    const config = { over: 'items', graph: 'g' };
    const twice = planWithGraphs('map', {
      graphs: { g: 'x -> y' },
      context: { initial: { items: [1, 2] } },
      nodes: {
        map: { kind: 'map', output: 'all', config: { ...config, result: 'r', maxConcurrency: 1 } },
        'g/y': { variants: [{ id: 'v1' }, { id: 'v2', config: { other: true } }] },
      },
    });
    let runs = 0;
    const bench = await createBench(twice, {
      'g/x': (a) => (runs++, { k: item(a) * 2 }),
      'g/y/v1': (a) => ({ r: number(a, 'k') }),
      'g/y/v2': (a) => ({ r: number(a, 'k') + 1 }),
    }).run();
    expect(await bench.context()).toMatchObject({ all: [2, 4] });
    await bench.dispatch({ type: 'swap', node: nodeId('g/y'), to: { variant: variantId('v2') }, policy: 're-run' });
    await bench.dispatch({ type: 'resume' });
    expect(await bench.context()).toMatchObject({ all: [3, 5] });
    expect(runs).toBe(2);
  });
  test('[E50] [E43] hundreds in flight: pause, cancel, roll back, stop, reload, at any moment', async () => {
    const wide = planWithGraphs('map -> z', {
      graphs: { g: 'x -> inner', h: 'y' },
      context: { initial: { items: Array.from({ length: 300 }, (_, at) => at) }, merge: { sum: 'sum' } },
      limits: { maxConcurrency: 1000 },
      nodes: { map: map('g', { maxConcurrency: 300 }), 'g/inner': sub('h') },
    });
    let gate = createGate<void>();
    const waits: Behaviours = { 'h/y': async (a) => (await gate.promise, { sum: item(a) }) };
    let bench = createBench(wide, waits);
    await bench.runtime.start();
    await settle();
    expect(bench.runtime.summary.live.filter(({ state }) => state === 'running').length).toBeGreaterThan(100);
    const head = bench.runtime.summary.head;
    await bench.runtime.dispatch({ type: 'pause', inFlight: 'cancel' });
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary.status).toBe('paused');
    await bench.dispatch({ type: 'rollback', to: head });
    bench = await bench.reload();
    await bench.runtime.dispatch({ type: 'resume' });
    await settle();
    await bench.runtime.dispatch({ type: 'rollback', to: checkpointId(150) });
    expect(bench.runtime.summary.status).toBe('paused');
    gate.open();
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary.status).toBe('completed');
    expect((await bench.context())['sum']).toBe((299 * 300) / 2);
    noFrames(bench);
    gate = createGate();
  });
});
