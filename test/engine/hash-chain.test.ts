import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../src/engine/state.ts';
import { nodeId, variantId } from '../../src/model/ids.ts';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import { createBench } from './engine-bench.ts';
import type { Bench } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';
import { planWithGraphs } from './scope-plan.ts';

/** The link as SPEC.md has it, made here by hand: lists of texts, numbers and nulls are the same in any JSON. */
const link = (...parts: readonly unknown[]): string =>
  createHash('sha256')
    .update(JSON.stringify(['wtb-chain/1', ...parts]))
    .digest('hex');
const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

type Link = Extract<EngineEvent, { readonly hash: string }>;
const links = (bench: Bench): Link[] => bench.events.filter((event): event is Link => 'hash' in event);
const hashes = (bench: Bench): string[] => links(bench).map(({ hash }) => hash);

describe('the chain', () => {
  test('[E70] is made of what the specification says: start, steps, edits and swaps', async () => {
    const plan = planFromText('a -> b -[x < 9]-> a', { context: { initial: { x: 1, y: 2 } } });
    const does = { a: () => ({ type: 'returned', value: { x: 5 }, removed: ['y'] }) };
    const bench = createBench(plan, does, { options: { startPaused: true } });
    await bench.run({ input: 'given' });
    await bench.dispatch({ type: 'step' });
    await bench.dispatch({ type: 'edit-context', changes: [{ key: 'z', value: true }] });
    await bench.dispatch({ type: 'step' });
    await bench.dispatch({ type: 'step' });
    const to = { variant: variantId('mine'), config: { n: 1 } };
    await bench.dispatch({ type: 'swap', node: nodeId('b'), to, policy: 'from-here' });
    const [a, b] = plan.nodes.map(({ variants }) => variants[0]?.hash);
    const swapped = links(bench).at(-1);
    const mine = swapped?.type === 'variant-swapped' ? swapped.to.hash : '';
    const both = [
      ['a', a],
      ['b', b],
    ];
    const x = (value: number) => ['x', hashOf(value)];
    const start = link(plan.hash, '', 'input', '', 0, 0, [x(1), ['y', hashOf(2)]], [hashOf('given')], both);
    const first = link(plan.hash, start, 'step', 'a', 1, 1, [x(5), ['y', null]], ['next', 'e1'], [['a', a]]);
    const edit = link(plan.hash, first, 'edit', '', 0, 0, [['z', hashOf(true)]], [], []);
    const second = link(plan.hash, edit, 'step', 'b', 1, 1, [], ['next', 'e2'], [['b', b]]);
    const third = link(plan.hash, second, 'step', 'a', 2, 1, [], ['next', 'e1'], [['a', a]]);
    const swap = link(plan.hash, third, 'swap', '', 0, 0, [], [], [['b', mine]]);
    expect(hashes(bench)).toEqual([start, first, edit, second, third, swap]);
  });

  test('[E70] [E99] the frame of a scope has its path in it, and what it was handed', async () => {
    const plan = planWithGraphs('map', {
      graphs: { each: 'x' },
      context: { initial: { items: [7] } },
      nodes: { map: { kind: 'map', config: { graph: 'each', over: 'items' } } },
    });
    const bench = await createBench(plan, {}, { executors: nodeExecutors }).run();
    const handed = [
      ['index', hashOf(0)],
      ['item', hashOf(7)],
    ];
    const opened = link(plan.hash, hashes(bench)[0], 'scope', 'map[0]', 0, 0, handed, [], []);
    expect(hashes(bench)[1]).toBe(opened);
  });
});
