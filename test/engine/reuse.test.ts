import { describe, expect, test } from 'vitest';
import type { ActivationRequest } from '../../src/model/activation.ts';
import { nodeId, variantId } from '../../src/model/ids.ts';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import { createBench, createGate, settle } from './engine-bench.ts';
import type { Behaviours, Bench } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';
import { planWithGraphs } from './scope-plan.ts';

type Seen = Pick<ActivationRequest, 'context'>;

/** Runs, swaps `b` to its other variant, re-runs. */
async function rerun(text: string, does: Behaviours, nodes = {}): Promise<Bench> {
  const variants = [{ id: 'one' }, { id: 'two', config: { n: 2 } }];
  const bench = await createBench(planFromText(text, { nodes: { b: { variants }, ...nodes } }), does).run();
  await bench.dispatch({ type: 'swap', node: nodeId('b'), to: { variant: variantId('two') }, policy: 're-run' });
  return bench.dispatch({ type: 'resume' });
}

/** How the last step of a node came about. */
const last = (bench: Bench, node: string) =>
  bench.events.findLast((event) => event.type === 'step-committed' && event.node === node);

describe('results are used again', () => {
  test('[E53] but not of nodes whose effects are not pure', async () => {
    const bench = await rerun('a -> b -> c -> d', {}, { c: { effects: 'idempotent' } });
    expect(last(bench, 'c')).toMatchObject({
      marks: [],
      reuse: { reason: 'Its effects are `idempotent`, not `pure`.' },
    });
    expect(last(bench, 'd')).toMatchObject({ marks: ['reused'] });
  });
  test('[E53] but not where the node asked whether a key is there, and that has changed', async () => {
    const does = { 'b/two': () => ({ y: 1 }), c: ({ context }: Seen) => ({ knows: context.has('y') }) };
    const bench = await rerun('a -> b -> c', does);
    expect(last(bench, 'c')).toMatchObject({ marks: [], reuse: { reason: 'It reads `y`, which changed.' } });
    expect(await bench.context()).toMatchObject({ knows: true });
  });
  test('[E53] but not where the node listed the keys, and one came', async () => {
    const does = { 'b/two': () => ({ y: 1 }), c: ({ context }: Seen) => ({ count: context.keys().length }) };
    const bench = await rerun('a -> b -> c', does);
    expect(last(bench, 'c')).toMatchObject({
      marks: [],
      reuse: { reason: 'It lists the keys of the context, and `y` was added.' },
    });
    expect(await bench.context()).toMatchObject({ count: 1 });
  });
  test('[E53] but keys that the node may not see are no business of its', async () => {
    const does = {
      a: () => ({ z: 0 }),
      'b/two': () => ({ y: 1 }),
      c: ({ context }: Seen) => ({ keys: context.keys() }),
    };
    const bench = await rerun('a -> b -> c', does, { c: { reads: ['x'] } });
    expect(last(bench, 'c')).toMatchObject({ marks: ['reused'] });
    expect(await bench.context()).toMatchObject({ keys: [] });
  });
  test('[E53] but not of what failed before, nor of what got an error as its input', async () => {
    const failing = () => {
      throw new Error('no');
    };
    let c = failing as () => unknown;
    const variants = [{ id: 'one' }, { id: 'two', config: { n: 2 } }];
    const nodes = { b: { variants }, c: { onError: 'edge' as const } };
    const bench = await createBench(planFromText('a -> b -> c -:error-> d', { nodes }), { c: () => c() }).run();
    expect(bench.steps()).toEqual(['a', 'b', 'c', 'd']);
    const swap = { type: 'swap', node: nodeId('b'), to: { variant: variantId('two') }, policy: 're-run' } as const;
    await bench.dispatch(swap);
    await bench.dispatch({ type: 'resume' });
    expect(last(bench, 'd')).toMatchObject({ marks: [], reuse: { reason: 'Its input is an error.' } });
    c = () => ({ c: 'well' });
    await bench.dispatch({ ...swap, to: { variant: variantId('one') } });
    await bench.dispatch({ type: 'resume' });
    expect(last(bench, 'c')).toMatchObject({ marks: [], reuse: { reason: 'It failed before.' } });
    expect(await bench.context()).toEqual({ c: 'well' });
  });
  test('[E97] scopes run again; what is in them is spared', async () => {
    const variants = [{ id: 'one' }, { id: 'two', config: { n: 2 } }];
    const plan = planWithGraphs('a -> b -> sub', {
      graphs: { g: 'x' },
      nodes: { b: { variants }, sub: { kind: 'subflow', config: { graph: 'g' } } },
    });
    const bench = await createBench(plan, { 'g/x': () => ({ x: 1 }) }, { executors: nodeExecutors }).run();
    await bench.dispatch({ type: 'swap', node: nodeId('b'), to: { variant: variantId('two') }, policy: 're-run' });
    await bench.dispatch({ type: 'resume' });
    expect(last(bench, 'g/x')).toMatchObject({ marks: ['reused'] });
    expect(last(bench, 'sub')).toMatchObject({ marks: [], path: 'sub' });
    expect(bench.events.filter(({ type }) => type === 'frame-opened')).toHaveLength(2);
    expect(await bench.context()).toEqual({ x: 1 });
  });
});

describe('a re-run goes back', () => {
  test('[E53] to the checkpoint from which the node started, not to the one before its commit', async () => {
    const gate = createGate();
    const variants = [{ id: 'one' }, { id: 'two', config: { n: 2 } }];
    const plan = planFromText('s -> b; s -> c -> d', { nodes: { b: { variants } } });
    const bench = createBench(plan, { 'b/one': () => gate.promise });
    await bench.runtime.start();
    await settle();
    gate.open({});
    await bench.runtime.whenIdle();
    expect(bench.steps()).toEqual(['s', 'c', 'd', 'b']);
    await bench.dispatch({ type: 'swap', node: nodeId('b'), to: { variant: variantId('two') }, policy: 're-run' });
    expect(bench.steps()).toEqual(['s']);
    expect(bench.runtime.summary.live.map(({ path }) => path)).toEqual(['b', 'c']);
  });
  test('[E53] and names the edits that it leaves behind, those alone', async () => {
    const variants = [{ id: 'one' }, { id: 'two', config: { n: 2 } }];
    const plan = planFromText('a -> b -> c', { nodes: { b: { variants } } });
    const bench = await createBench(plan, {}, { options: { startPaused: true } }).run();
    await bench.dispatch({ type: 'edit-context', changes: [{ key: 'early', value: 1 }] });
    await bench.dispatch({ type: 'step' });
    await bench.dispatch({ type: 'step' });
    await bench.dispatch({ type: 'edit-context', changes: [{ key: 'late', value: 2 }] });
    await bench.dispatch({ type: 'swap', node: nodeId('b'), to: { variant: variantId('two') }, policy: 're-run' });
    expect(bench.events.at(-1)).toMatchObject({ type: 'variant-swapped', notReapplied: ['c4'] });
    expect(await bench.context()).toEqual({ early: 1 });
  });
});
