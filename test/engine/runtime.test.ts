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

  test('[E50] rollback restores the context; going on grows a new branch', async () => {
    const bench = await createBench(planFromText('a -> b -> c'), counting).run();
    await bench.dispatch({ type: 'rollback', to: checkpointId(1) });
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', head: 'c1', steps: 1, branches: 1 });
    expect(await bench.context()).toEqual({ x: 1 });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary).toMatchObject({ status: 'completed', branch: 2, branches: 2, head: 'c5' });
    expect(await bench.context()).toEqual({ x: 1, y: 2, z: 3 });
  });

  test('[E60] a reloaded execution rolls back and goes on like one that was never left', async () => {
    const bench = await createBench(planFromText('a -> b -> c'), counting).run();
    const again = await bench.reload();
    expect(again.runtime.summary.status).toBe('completed');
    await again.dispatch({ type: 'rollback', to: checkpointId(2) });
    expect(await again.context()).toEqual({ x: 1, y: 2 });
    await again.dispatch({ type: 'resume' });
    expect(await again.context()).toEqual({ x: 1, y: 2, z: 3 });
    expect(again.runtime.path().at(-1)?.hash).toBe(bench.runtime.path().at(-1)?.hash);
  });
});
