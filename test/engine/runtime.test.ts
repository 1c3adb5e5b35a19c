import { describe, expect, test } from 'vitest';
import { checkpointId } from '../../src/model/ids.ts';
import { createBench } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';

const counting = { a: () => ({ x: 1 }), b: () => ({ y: 2 }), c: () => ({ z: 3 }) };

describe('a chain', () => {
  test('[E1] runs to its end and leaves the context that its nodes wrote', async () => {
    const bench = await createBench(planFromText('a -> b -> c'), counting).run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(bench.steps()).toEqual(['a', 'b', 'c']);
    expect(await bench.context()).toEqual({ x: 1, y: 2, z: 3 });
  });

  test('[E40] start paused holds before the first step; each step commits one activation', async () => {
    const bench = await createBench(planFromText('a -> b -> c'), counting, { options: { startPaused: true } }).run();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'start' }, steps: 0 });
    await bench.dispatch({ type: 'step' });
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { type: 'step' }, steps: 1 });
    await bench.dispatch({ type: 'step' });
    expect(bench.steps()).toEqual(['a', 'b']);
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary).toMatchObject({ status: 'completed', steps: 3 });
  });

  test('[E50] [E59] rollback restores the context; going on grows a new branch', async () => {
    const bench = await createBench(planFromText('a -> b -> c'), counting).run();
    await bench.dispatch({ type: 'rollback', to: checkpointId(1) });
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', head: 'c1', steps: 1, branches: 1 });
    expect(await bench.context()).toEqual({ x: 1 });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary).toMatchObject({ status: 'completed', branch: 2, branches: 2, head: 'c5' });
    expect(await bench.context()).toEqual({ x: 1, y: 2, z: 3 });
  });

  test('[E59] going back to where nothing came after is no new branch', async () => {
    const bench = await createBench(planFromText('a -> b -> c'), counting, { options: { startPaused: true } }).run();
    await bench.dispatch({ type: 'step' });
    await bench.dispatch({ type: 'rollback', to: checkpointId(1) });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary).toMatchObject({ status: 'completed', branch: 1, branches: 1, head: 'c3' });
  });

  test('[E71] keyframes stand at the start, at rollbacks, and at a distance in between', async () => {
    const count = ({ context }: { context: { get(key: string): unknown } }) => ({
      i: (context.get('i') as number) + 1,
    });
    const plan = planFromText('a -[i < 300]-> a', { context: { initial: { i: 0 } } });
    const bench = await createBench(plan, { a: count }).run();
    const at = bench.journal.keyframes.map(({ checkpoint }) => Number(checkpoint.slice(1)));
    expect(at[0]).toBe(0);
    expect(at.length).toBeGreaterThan(2);
    for (const [index, checkpoint] of at.slice(1).entries()) {
      expect(checkpoint - (at[index] as number)).toBeGreaterThanOrEqual(64);
    }
    await bench.dispatch({ type: 'rollback', to: checkpointId(10) });
    expect(bench.journal.keyframes.at(-1)?.checkpoint).toBe('c10');
  });

  test('[E71] the larger the state is, the further apart they are', async () => {
    const initial = Object.fromEntries(Array.from({ length: 1200 }, (_, at) => [`k${at}`, at]));
    const plan = planFromText('a -[i < 400]-> a', { context: { initial: { i: 0, ...initial } } });
    const bench = await createBench(plan, { a: ({ context }) => ({ i: Number(context.get('i')) + 1 }) }).run();
    const at = bench.journal.keyframes.map(({ checkpoint }) => Number(checkpoint.slice(1)));
    expect(at[1]).toBeGreaterThanOrEqual(1200 / 8);
    expect(at.length).toBeLessThan(4);
  });

  test('[E60] a reloaded execution rolls back and goes on like one that was never left', async () => {
    const bench = await createBench(planFromText('a -> b -> c'), counting).run();
    const again = await bench.reload();
    expect(again.runtime.summary.durableSeq).toBe(again.runtime.summary.lastSeq);
    expect(again.runtime.summary.status).toBe('completed');
    await again.dispatch({ type: 'rollback', to: checkpointId(2) });
    expect(await again.context()).toEqual({ x: 1, y: 2 });
    await again.dispatch({ type: 'resume' });
    expect(await again.context()).toEqual({ x: 1, y: 2, z: 3 });
    expect(again.runtime.path().at(-1)?.hash).toBe(bench.runtime.path().at(-1)?.hash);
  });
});
