import { describe, expect, test } from 'vitest';
import { createBench } from './engine-bench.ts';
import type { Behaviours, BenchSettings } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';
import type { PlanSettings } from './plan-from-text.ts';

interface Case extends PlanSettings {
  readonly does?: Behaviours;
  readonly bench?: BenchSettings;
}

async function run(text: string, { does = {}, bench: settings = {}, ...plan }: Case = {}) {
  const bench = await createBench(planFromText(text, plan), does, settings).run();
  const skipped = bench.events.flatMap((event) => (event.type === 'activation-skipped' ? [event.node] : []));
  const { status, error } = bench.runtime.summary;
  return { bench, status, error, steps: bench.steps().join(' '), skipped: skipped.join(' ') };
}

const initial = (values: Record<string, never>) => ({ context: { initial: values } });
const with_ = (values: object) => initial(values as Record<string, never>);
const count = ({ context }: { context: { get(key: string): unknown } }) => ({ i: (Number(context.get('i')) || 0) + 1 });

describe('joins outside of cycles', () => {
  test('[E22] a diamond joins once', async () => {
    expect(await run('a -> b -> d; a -> c -> d')).toMatchObject({ status: 'completed', steps: 'a b c d', skipped: '' });
  });
  test('[E23] a conditional diamond joins once; the path not taken is skipped', async () => {
    const found = await run('a -[x]-> b -> d; a -[$not(x)]-> c -> d', with_({ x: true }));
    expect(found).toMatchObject({ status: 'completed', steps: 'a b d', skipped: 'c' });
  });
  test('[E23] death goes on along a whole path, and a node all of whose edges are dead is skipped', async () => {
    const found = await run('a -[x]-> b -> c -> d; a -[x]-> d; d -> e; a -> f', with_({ x: false }));
    expect(found).toMatchObject({ status: 'completed', steps: 'a f', skipped: 'b c d e' });
  });
  test('[E24] all waits for every edge; where one is dead, tokens are left and the execution fails by name', async () => {
    const found = await run('a -[x]-> b -> d; a -> c -> d', { ...with_({ x: false }), nodes: { d: { join: 'all' } } });
    expect(found).toMatchObject({ status: 'failed', steps: 'a c', error: { code: 'execution/deadlock' } });
    expect(found.error?.message).toContain(
      '`d` (join all) has a token from `c` (edge `e4`) and waits in vain for a token from `b` (edge `e2`)',
    );
  });
  test('[E25] any fires per token', async () => {
    const found = await run('a -> b -> d; a -> c -> d', { nodes: { d: { join: 'any' } } });
    expect(found).toMatchObject({ status: 'completed', steps: 'a b c d d' });
  });
  test('[E26] first: n fires once a round and swallows the rest of it', async () => {
    const found = await run('a -> b -> e; a -> c -> e; a -> d -> e', { nodes: { e: { join: { first: 2 } } } });
    expect(found).toMatchObject({ status: 'completed' });
    expect(found.steps.split(' ').filter((path) => path === 'e')).toHaveLength(1);
  });
  test('[E20] nodes marked as starts start, and no others; what they do not reach is skipped', async () => {
    const found = await run('a -> b; c -> b; d -> e', { nodes: { c: { start: true } } });
    expect(found).toMatchObject({ status: 'completed', steps: 'c b' });
  });
  test('[E31] split: first takes the first edge that holds', async () => {
    const text = 'a -[x]-> b; a -[y]-> c; a -> d';
    const nodes = { a: { split: 'first' as const } };
    expect((await run(text, { nodes, ...with_({ x: false, y: true }) })).steps).toBe('a c');
    expect((await run(text, { nodes, ...with_({ x: false, y: false }) })).steps).toBe('a d');
  });
  test('[E30] an outcome port chooses its edges; a port without edges ends the path', async () => {
    const does = { a: () => ({ type: 'returned', value: undefined, port: 'left' }) };
    expect(await run('a -:left-> b; a -> c', { does })).toMatchObject({
      steps: 'a b',
      skipped: 'c',
      status: 'completed',
    });
    const lost = { a: () => ({ type: 'returned', value: undefined, port: 'nowhere' }) };
    expect(await run('a -:left-> b; a -> c', { does: lost })).toMatchObject({ steps: 'a', status: 'completed' });
  });
});

describe('cycles', () => {
  test('[E27] a token on a closing edge satisfies the join alone, as long as the condition holds', async () => {
    const found = await run('s -> a -> b -[i < 3]-> a; b -[$not(go)]-> c', {
      does: { a: count },
      ...with_({ go: true }),
    });
    expect(found).toMatchObject({ status: 'completed', steps: 's a b a b a b', skipped: 'c' });
  });
  test('[E28] inside a cycle an untaken edge is dead at once, so that conditional diamonds join in every round', async () => {
    const text = 's -> a -[odd]-> b -> d; a -[$not(odd)]-> c -> d; d -[i < 4]-> a; d -[i = 4]-> e';
    const does: Behaviours = { a: (activation) => ({ ...count(activation), odd: count(activation).i % 2 === 1 }) };
    expect(await run(text, { does, ...with_({ odd: false }) })).toMatchObject({
      status: 'completed',
      steps: 's a b d a c d a b d a c d e',
    });
  });
  test('[E29] an edge that leaves a cycle is dead only once the cycle is over', async () => {
    const text = 's -> a -> b -[i < 3]-> a; b -[i = 3]-> j; s -> p -> j';
    expect(await run(text, { does: { a: count } })).toMatchObject({ status: 'completed' });
    const found = await run(text, { does: { a: count } });
    expect(found.steps.split(' ').at(-1)).toBe('j');
    expect(found.steps.split(' ').filter((path) => path === 'j')).toHaveLength(1);
  });
  test('[E29] a cycle that never leaves lets the join behind it go on without it', async () => {
    const text = 's -> a -[i < 3]-> a; a -[i > 5]-> j; s -> p -> j';
    const found = await run(text, { does: { a: count } });
    expect(found).toMatchObject({ status: 'completed' });
    expect(found.steps.split(' ').sort().join(' ')).toBe('a a a j p s');
  });
  test('[E33] a step limit stops an endless loop', async () => {
    const found = await run('a -> b -> a', { limits: { maxSteps: 7 } });
    expect(found).toMatchObject({ status: 'stopped', steps: 'a b a b a b a', error: { code: 'execution/step-limit' } });
  });
});

describe('size', () => {
  test('[E34] a chain of 50,000 and a fan of 1,000 run to their end', async () => {
    const chain = Array.from({ length: 50_000 }, (_, index) => `n${index}`).join(' -> ');
    const bench = { config: { hashing: false } };
    const long = await run(chain, { bench, limits: { maxSteps: 100_000 } });
    expect(long.bench.runtime.summary).toMatchObject({ status: 'completed', steps: 50_000 });
    const fan = Array.from({ length: 1000 }, (_, index) => `a -> n${index} -> z`).join(';');
    const wide = await run(fan, { bench });
    expect(wide.bench.runtime.summary).toMatchObject({ status: 'completed', steps: 1002 });
  }, 60_000);
});
