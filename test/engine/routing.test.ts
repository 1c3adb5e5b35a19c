import { describe, expect, test } from 'vitest';
import { compile } from '../../src/graph/compile.ts';
import type { GraphEdge, GraphNode } from '../../src/model/graph-document.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { createBench } from './engine-bench.ts';
import { documentFromText, planFromText, testKind } from './plan-from-text.ts';

interface Case {
  readonly context?: JsonObject;
  readonly defaults: readonly string[];
  readonly nodes?: Record<string, Partial<GraphNode>>;
}

/** Edges are named e1, e2, … as written. */
function planWithDefaults(text: string, { context, defaults, nodes }: Case): Plan {
  const document = documentFromText(text, {
    ...(nodes && { nodes }),
    ...(context && { context: { initial: context } }),
  });
  const edges = document.edges.map(
    (edge): GraphEdge => (defaults.includes(edge.id) ? { ...edge, default: true } : edge),
  );
  const { plan, problems } = compile({ ...document, edges }, new Map([['test', testKind]]));
  if (plan === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
}

const stepsOf = async (text: string, settings: Case, port?: string): Promise<string[]> => {
  const a = () => (port === undefined ? {} : { type: 'returned', value: {}, port });
  return (await createBench(planWithDefaults(text, settings), { a }).run()).steps();
};

test.each(['s -> a; s -> b', 's -> b; s -> a'])(
  '[E49] of several errors that come together the first in document order is the input: %s',
  async (starts) => {
    const plan = planFromText(`${starts}; a -:error-> j; b -:error-> j`, {
      nodes: { a: { onError: 'edge' }, b: { onError: 'edge' } },
    });
    const fails = (name: string) => () => {
      throw new Error(name);
    };
    const inputs: unknown[] = [];
    const j = ({ input }: { input: unknown }) => {
      inputs.push((input as { message: string }).message);
      return {};
    };
    await createBench(plan, { a: fails('a'), b: fails('b'), j }).run();
    expect(inputs).toEqual(['a']);
  },
);

describe('default edges', () => {
  const text = 'a -[x < 3]-> b; a -[x < 5]-> c; a -> d';
  test.each([
    [1, ['a', 'b', 'c']],
    [4, ['a', 'c']],
    [9, ['a', 'd']],
  ])('[E110] x = %i: every edge that holds is taken, the default where none does', async (x, steps) => {
    expect(await stepsOf(text, { context: { x }, defaults: ['e3'] })).toEqual(steps);
  });
  test.each([
    [1, ['a', 'b']],
    [4, ['a', 'c']],
    [9, ['a', 'd']],
  ])('[E110] x = %i: under `split: first` too, wherever the default stands', async (x, steps) => {
    const nodes = { a: { split: 'first' as const } };
    const first = 'a -> d; a -[x < 3]-> b; a -[x < 5]-> c';
    expect(await stepsOf(first, { context: { x }, defaults: ['e1'], nodes })).toEqual(steps);
  });
  test('[E110] counts per port: edges of another port are not asked', async () => {
    const ports = 'a -:left-> b; a -:left-> c; a -> d; a -> e';
    expect(await stepsOf(ports, { defaults: ['e2', 'e4'] }, 'left')).toEqual(['a', 'b']);
    expect(await stepsOf(ports, { defaults: ['e2', 'e4'] })).toEqual(['a', 'd']);
    expect(await stepsOf('a -:left-> b; a -> c', { defaults: ['e2'] })).toEqual(['a', 'c']);
  });
  test('[E110] conditions that are decided later choose the same', async () => {
    const later = 'a -[later(x < 3)]-> b; a -> d';
    expect(await stepsOf(later, { context: { x: 1 }, defaults: ['e2'] })).toEqual(['a', 'b']);
    expect(await stepsOf(later, { context: { x: 9 }, defaults: ['e2'] })).toEqual(['a', 'd']);
  });
  test('[E110] inside a cycle the default is the way on', async () => {
    const cycle = 's -> a; a -[i < 3]-> b; b -> a; a -> d';
    const plan = planWithDefaults(cycle, { context: { i: 0 }, defaults: ['e4'] });
    const b = ({ context }: { context: { get(key: string): unknown } }) => ({ i: (context.get('i') as number) + 1 });
    const bench = await createBench(plan, { b }).run();
    expect(bench.steps()).toEqual(['s', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'd']);
    expect(bench.runtime.summary.status).toBe('completed');
  });
});
