import { describe, expect, test } from 'vitest';
import type { ActivationRequest, NodeTools } from '../../src/model/activation.ts';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import { createBench as plainBench, createGate, settle } from './engine-bench.ts';
import type { Behaviours, Bench } from './engine-bench.ts';
import { planWithGraphs } from './scope-plan.ts';
import type { ScopeSettings } from './scope-plan.ts';

const createBench = (text: string, settings: ScopeSettings, does: Behaviours): Bench =>
  plainBench(planWithGraphs(text, settings), does, { executors: nodeExecutors });
const started = async (...of: Parameters<typeof createBench>): Promise<Bench> => {
  const bench = createBench(...of);
  await bench.runtime.start();
  await settle();
  return bench;
};
const live = (bench: Bench) => bench.runtime.summary.live.map(({ path, state }) => `${path} ${state}`);
const send = (name: string, value: unknown, persistent = false) => ({
  type: 'returned',
  value: {},
  acts: [{ type: 'send', name, value, persistent }],
});
const receive = async (_: ActivationRequest, tools: NodeTools) => ({
  got: await tools.wait({ type: 'message', name: 'm' }),
});

const twoItems: ScopeSettings = {
  graphs: { item: 'get' },
  context: { initial: { items: [1, 2] } },
  nodes: { map: { kind: 'map', output: 'results', config: { graph: 'item', over: 'items', result: 'got' } } },
};
const sub = (rest = {}): ScopeSettings => ({
  graphs: { inner: 'x -> y' },
  nodes: { sub: { kind: 'subflow', config: { graph: 'inner' }, ...rest } },
});

describe('messages and scopes', () => {
  test('[E101] a message goes into frames, to the item that has waited longest', async () => {
    const gate = createGate();
    const bench = await started('s -> map; s -> g -> a -> b', twoItems, {
      'item/get': receive,
      g: () => gate.promise,
      a: () => send('m', 'first'),
      b: () => send('m', 'second'),
    });
    gate.open({});
    await bench.runtime.whenIdle();
    expect(await bench.context()).toMatchObject({ results: ['first', 'second'] });
    const to = bench.events.flatMap((event) => (event.type === 'message-sent' ? [event.to] : []));
    expect(to).toEqual(['map[0]/get', 'map[1]/get']);
  });
  test('[E101] and out of them', async () => {
    const bench = await started('s -> sub; s -> a', sub(), { 'inner/x': () => send('m', 7), a: receive });
    await bench.runtime.whenIdle();
    expect(await bench.context()).toEqual({ got: 7 });
  });
  test('[E105] who waits in a frame is there again after going back and after a reload', async () => {
    const gate = createGate();
    const first = await started('s -> map; s -> g', twoItems, { 'item/get': receive, g: () => gate.promise });
    gate.open({});
    await first.runtime.whenIdle();
    const { head } = first.runtime.summary;
    await first.runtime.dispatch({ type: 'send', message: { name: 'm', value: 0 } });
    await first.runtime.whenIdle();
    await first.runtime.dispatch({ type: 'rollback', to: head });
    const second = await first.reload();
    expect(live(second)).toEqual(['map open', 'map[0]/get waiting', 'map[1]/get waiting']);
    await second.runtime.dispatch({ type: 'resume' });
    await second.runtime.dispatch({ type: 'send', message: { name: 'm', value: 1 } });
    await second.dispatch({ type: 'send', message: { name: 'm', value: 2 } });
    expect(await second.context()).toMatchObject({ results: [1, 2] });
  });
  test('[E102] who is taken away with its frame waits no more', async () => {
    const settings: ScopeSettings = {
      graphs: { inner: 's -> get; s -> leave' },
      nodes: {
        sub: { kind: 'subflow', config: { graph: 'inner' } },
        'inner/leave': { kind: 'end', config: { what: 'scope' } },
      },
    };
    const bench = await started('sub -> a', settings, { 'inner/get': receive, a: receive });
    expect(live(bench)).toEqual(['a waiting']);
    await bench.dispatch({ type: 'send', message: { name: 'm', value: 3 } });
    expect(await bench.context()).toEqual({ got: 3 });
  });
});

describe('conditions and scopes', () => {
  test('[E107] a condition is asked over the context of its frame', async () => {
    const settings: ScopeSettings = {
      graphs: { inner: 's -> w; s -> x' },
      context: { initial: { done: false } },
      nodes: { sub: { kind: 'subflow', config: { graph: 'inner' } } },
    };
    const gate = createGate();
    const bench = await started('s -> sub; s -> o', settings, {
      'inner/w': async (_, tools) => void (await tools.wait({ type: 'condition', expression: 'done' })),
      'inner/x': () => gate.promise,
      o: () => ({ done: true }),
    });
    expect(live(bench)).toEqual(['sub open', 'sub/w waiting', 'sub/x running']);
    gate.open({ done: true });
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary.status).toBe('completed');
  });
});

describe('locks and scopes', () => {
  test('[E106] a scope holds its lock while it is open', async () => {
    const settings = sub({ lock: 'l' });
    const gate = createGate();
    const bench = await started(
      's -> sub; s -> z',
      { ...settings, nodes: { ...settings.nodes, z: { lock: 'l' } } },
      { 'inner/x': () => gate.promise },
    );
    expect(live(bench)).toEqual(['sub open', 'z blocked', 'sub/x running']);
    gate.open({});
    await bench.runtime.whenIdle();
    expect(bench.steps()).toEqual(['s', 'sub/x', 'sub/y', 'sub', 'z']);
  });
  test('[E106] what asks for it inside can never have it: that is said', async () => {
    const settings = sub({ lock: 'l' });
    const bench = await started('sub', { ...settings, nodes: { ...settings.nodes, 'inner/y': { lock: 'l' } } }, {});
    expect(bench.runtime.summary).toMatchObject({ status: 'failed', error: { code: 'execution/deadlock' } });
    expect(bench.runtime.summary.error?.message).toContain('`inner/y` (lock `l`)');
  });
  test('[E106] items of a map take turns', async () => {
    const nodes = { ...twoItems.nodes, 'item/get': { lock: 'l' } };
    let most = 0;
    const bench = createBench(
      'map',
      { ...twoItems, nodes },
      {
        'item/get': async () => {
          most = Math.max(most, live(bench).filter((one) => one.endsWith('/get running')).length);
          await settle();
          return { got: 1 };
        },
      },
    );
    await bench.run();
    expect(most).toBe(1);
    expect(await bench.context()).toMatchObject({ results: [1, 1] });
  });
});

describe('deadlines and scopes', () => {
  const hangs = () => createGate().promise;

  test('[E109] a scope that is open too long fails, and what is in it is taken away', async () => {
    const bench = await started('sub -:error-> late', sub({ deadlineMs: 100, onError: 'edge' }), { 'inner/x': hangs });
    bench.clock.advance(100);
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(bench.steps()).toEqual(['sub', 'late']);
    const step = bench.events.find((event) => event.type === 'step-committed');
    expect(step).toMatchObject({ path: 'sub', error: { code: 'node/deadline' } });
    expect(bench.events).toContainEqual(expect.objectContaining({ type: 'frame-closed', outcome: 'cancelled' }));
  });
  test('[E109] where nobody catches it, the execution pauses; resume gives the scope the whole time again', async () => {
    let runs = 0;
    const bench = await started('sub', sub({ deadlineMs: 100 }), { 'inner/x': () => (++runs === 1 ? hangs() : {}) });
    bench.clock.advance(100);
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { error: { code: 'node/deadline' } } });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary.status).toBe('completed');
  });
  test('[E109] one inside a frame is an error like any other there', async () => {
    const settings: ScopeSettings = {
      ...twoItems,
      nodes: {
        map: {
          kind: 'map',
          output: 'results',
          config: { graph: 'item', over: 'items', result: 'got', onFailure: 'collect' },
        },
        'item/get': { deadlineMs: 50 },
      },
    };
    const bench = await started('map', settings, {
      'item/get': ({ context }) => (context.get('item') === 1 ? hangs() : { got: 'ok' }),
    });
    bench.clock.advance(50);
    await bench.runtime.whenIdle();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(JSON.stringify(await bench.context())).toContain('ok');
  });
});
