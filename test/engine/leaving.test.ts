import { describe, expect, test } from 'vitest';
import { checkpointId } from '../../src/model/ids.ts';
import type { ActivationRequest } from '../../src/model/activation.ts';
import type { Plan } from '../../src/model/plan.ts';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import { foldChecked } from './checked-fold.ts';
import { createBench as plainBench, createGate, settle } from './engine-bench.ts';
import type { Behaviours, Bench } from './engine-bench.ts';
import { planWithGraphs } from './scope-plan.ts';

const createBench = (plan: Plan, does: Behaviours = {}) => plainBench(plan, does, { executors: nodeExecutors });
const sub = (graph: string) => ({ kind: 'subflow', config: { graph } });
const closed = (bench: Bench) =>
  bench.events.flatMap((event) => (event.type === 'frame-closed' ? [`${event.frame} ${event.outcome}`] : []));
const noFrames = (bench: Bench) => {
  expect(bench.runtime.summary.live).toEqual([]);
  expect(bench.runtime.contextAt().scopes ?? []).toEqual([]);
};

describe('leaving and cancelling', () => {
  test('[E94] end of the execution from within scopes completes it and cancels the rest', async () => {
    const plan = planWithGraphs('sub -> never; w', {
      graphs: { g: 'x -> stop; y' },
      nodes: { sub: sub('g'), 'g/stop': { kind: 'end', config: { what: 'execution' } } },
    });
    const bench = await createBench(plan, { w: () => createGate().promise, 'g/y': () => createGate().promise }).run();
    expect(bench.runtime.summary.status).toBe('completed');
    noFrames(bench);
    await bench.dispatch({ type: 'rollback', to: checkpointId(3) });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary.status).toBe('completed');
  });
  test('[E84] [E94] from however deep it comes, nothing is undone, and nothing is left of any scope', async () => {
    const plan = planWithGraphs('sub', {
      graphs: { g: 'a -> inner; ua', h: 'b -> stop; ub' },
      nodes: {
        sub: sub('g'),
        'g/a': { compensate: 'ua' },
        'g/inner': sub('h'),
        'h/b': { compensate: 'ub' },
        'h/stop': { kind: 'end', config: { what: 'execution' } },
      },
    });
    const bench = await createBench(plan).run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(bench.steps()).toEqual(['sub/a', 'sub/inner/b', 'sub/inner/stop']);
    expect(closed(bench)).toEqual(['sub/inner ended', 'sub ended']);
    expect(foldChecked(1, plan, bench.journal.appended).scopes.size).toBe(0);
  });
  test('[E93] cancel takes a waiting node and the tokens before it away; its path is dead', async () => {
    const plan = planWithGraphs('a -> slow -> j; b -> stop -> j; j -> z', {
      graphs: { g: 'x' },
      nodes: { slow: sub('g'), stop: { kind: 'cancel', config: { nodes: ['slow'] } } },
    });
    const bench = await createBench(plan, { 'g/x': () => createGate().promise, b: settle }).run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(bench.steps()).toEqual(['a', 'b', 'stop', 'j', 'z']);
    expect(closed(bench)).toEqual(['slow cancelled']);
    noFrames(bench);
  });
  test('[E93] a join that cancels the losers lets nothing of them come after', async () => {
    const plan = planWithGraphs('s -> fast -> j; s -> slow -> more -> j; j -> z', {
      graphs: { g: 'x' },
      nodes: { slow: sub('g'), j: { join: { first: 1, cancel: true } } },
    });
    const bench = await createBench(plan, { 'g/x': () => createGate().promise }).run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(bench.steps()).toEqual(['s', 'fast', 'j', 'z']);
    expect(bench.events).toContainEqual(
      expect.objectContaining({ type: 'activation-cancelled', reason: 'join', path: 'slow' }),
    );
  });
  test('[E94] an end of the scope cancels what else is open in it, and opens no more', async () => {
    const plan = planWithGraphs('map -> z', {
      graphs: { each: 'x -> stop' },
      context: { initial: { items: [1, 2, 3, 4] } },
      nodes: {
        map: { kind: 'map', config: { graph: 'each', over: 'items', maxConcurrency: 2 } },
        'each/stop': { kind: 'end', config: { what: 'scope' } },
      },
    });
    const x = ({ context }: ActivationRequest) => (context.get('item') === 1 ? createGate().promise : {});
    const bench = await createBench(plan, { 'each/x': x }).run();
    expect(bench.steps()).toEqual(['map[1]/x', 'map[1]/stop', 'map', 'z']);
    expect(closed(bench).sort()).toEqual(['map[0] cancelled', 'map[1] ended']);
  });
});

describe('what undoes', () => {
  const plan = planWithGraphs('sub', {
    graphs: { g: 'a -> b -> c; ua' },
    nodes: { sub: { ...sub('g'), onError: 'continue' }, 'g/a': { compensate: 'ua', onError: 'continue' } },
  });
  const fails = () => {
    throw new Error('no');
  };
  test('[E92] has nothing to do where the step itself failed and was caught', async () => {
    const good = await createBench(plan, { 'g/c': fails }).run();
    expect(good.steps()).toEqual(['sub/a', 'sub/b', 'sub/ua', 'sub']);
    const bad = await createBench(plan, { 'g/a': fails, 'g/c': fails }).run();
    expect(bad.steps()).toEqual(['sub/a', 'sub/b', 'sub']);
  });
  test('[E80] is not called skipped where it is not needed', async () => {
    const bench = await createBench(plan).run();
    expect(bench.steps()).toEqual(['sub/a', 'sub/b', 'sub/c', 'sub']);
    expect(bench.events.filter(({ type }) => type === 'activation-skipped')).toEqual([]);
  });
  test('[E92] [E94] is not cut short where its frame, which failed, is left as well', async () => {
    const gates = { undo: createGate(), second: createGate() };
    const each = planWithGraphs('map', {
      graphs: { each: 'a -> b -> stop; ua' },
      context: { initial: { items: [1, 2] } },
      nodes: {
        map: { kind: 'map', config: { graph: 'each', over: 'items', maxConcurrency: 2, onFailure: 'collect' } },
        'each/a': { compensate: 'ua' },
        'each/stop': { kind: 'end', config: { what: 'scope' } },
      },
    });
    const bench = createBench(each, {
      'each/b': ({ context }) => (context.get('item') === 1 ? fails() : gates.second.promise),
      'each/ua': () => gates.undo.promise,
    });
    await bench.runtime.start();
    for (let turn = 0; turn < 3; turn++) await settle();
    gates.second.open({});
    for (let turn = 0; turn < 3; turn++) await settle();
    gates.undo.open({});
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(bench.steps().filter((path) => path.endsWith('/ua'))).toEqual(['map[0]/ua']);
    expect(closed(bench).sort()).toEqual(['map[0] failed', 'map[1] ended']);
  });
  test('[E84] [E91] nothing is left of the frames of an attempt that failed', async () => {
    let runs = 0;
    const each = planWithGraphs('map', {
      graphs: { each: 'x' },
      context: { initial: { items: [1, 2] } },
      nodes: {
        map: {
          kind: 'map',
          config: { graph: 'each', over: 'items', maxConcurrency: 1 },
          retry: { maxAttempts: 2, initialDelayMs: 0 },
        },
      },
    });
    const bench = createBench(each, { 'each/x': () => (++runs === 2 ? fails() : {}) });
    await bench.runtime.start();
    for (let turn = 0; turn < 5; turn++) await settle();
    bench.clock.advance(1);
    await bench.runtime.whenIdle();
    expect(runs).toBe(4);
    expect(foldChecked(1, each, bench.journal.appended).status).toBe('completed');
  });
});
