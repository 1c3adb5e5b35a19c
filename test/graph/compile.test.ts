import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/graph/compile.ts';
import type { GraphDocument, GraphEdge, GraphNode } from '../../src/model/graph-document.ts';
import type { Plan } from '../../src/model/plan.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { codeNode, graphFromText, randomGraph } from './graph-from-text.ts';

function planOf(document: GraphDocument): Plan {
  const { plan, problems } = compile(document, nodeKinds);
  if (plan === undefined) throw new Error(JSON.stringify(problems));
  return plan;
}
const ids = (plan: Plan, indexes: readonly number[]): string[] => indexes.map((index) => plan.nodes[index]?.id ?? '?');
const edgeIds = (plan: Plan, indexes: readonly number[]): string[] =>
  indexes.map((index) => `${plan.nodes[plan.edges[index]!.source]!.id}${plan.nodes[plan.edges[index]!.target]!.id}`);
const closingOf = (plan: Plan): string[] =>
  edgeIds(
    plan,
    plan.edges.filter((edge) => edge.closing).map((edge) => edge.index),
  );

describe('compile', () => {
  it('starts every node without an incoming edge from another node, in document order', () => {
    const plan = planOf(graphFromText('b -> c; a -> c; c -> c'));
    expect(ids(plan, plan.starts)).toEqual(['b', 'a']);
  });

  it('starts a node whose only incoming edge is its own, without a notice', () => {
    const { plan, problems } = compile(graphFromText('a -> a'), nodeKinds);
    expect(ids(plan!, plan!.starts)).toEqual(['a']);
    expect(problems).toEqual([]);
  });

  it('starts exactly the nodes that say so, where any does', () => {
    const document = graphFromText('a -> b -> c');
    const nodes = document.nodes.map((node) => (node.id === 'b' ? { ...node, start: true } : node));
    const plan = planOf({ ...document, nodes });
    expect(ids(plan, plan.starts)).toEqual(['b']);
  });

  it('starts a ring at its first node, and not at what hangs on the ring', () => {
    const { plan, problems } = compile(graphFromText('tail; a -> b -> a; b -> tail'), nodeKinds);
    expect(ids(plan!, plan!.starts)).toEqual(['a']);
    expect(problems.map((each) => each.code)).toEqual(['document/ring-start']);
  });

  it('marks the edges that close a cycle in a search in document order', () => {
    expect(closingOf(planOf(graphFromText('a -> b -> c -> d; c -> b; d -> a')))).toEqual(['cb', 'da']);
  });

  it('marks no edge of a diamond as closing', () => {
    expect(closingOf(planOf(graphFromText('a -> b -> d; a -> c -> d')))).toEqual([]);
  });

  it('lists components with a cycle, with the edges that enter and leave them', () => {
    const plan = planOf(graphFromText('a -> b -> c -> b; c -> d; d -> e -> e'));
    const shape = plan.components.map((each) => ({
      nodes: ids(plan, each.nodes),
      entering: edgeIds(plan, each.entering),
      leaving: edgeIds(plan, each.leaving),
    }));
    expect(shape).toEqual([
      { nodes: ['b', 'c'], entering: ['ab'], leaving: ['cd'] },
      { nodes: ['e'], entering: ['de'], leaving: [] },
    ]);
  });

  it('leaves notes out of the plan, and edges to them', () => {
    const document = graphFromText('a -> n; a -> b');
    const nodes = document.nodes.map((node): GraphNode => (node.id === 'n' ? { id: 'n', kind: 'note' } : node));
    const { plan, problems } = compile({ ...document, nodes }, nodeKinds);
    expect(plan!.nodes.map((node) => node.id)).toEqual(['a', 'b']);
    expect(plan!.edges).toHaveLength(1);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'document/dangling-edge', place: { edge: 'e1' } }]);
  });

  it('fills in every default', () => {
    const plan = planOf(graphFromText('a'));
    expect(plan.nodes[0]).toMatchObject({
      join: 'sync',
      split: 'all',
      onError: 'fail',
      effects: 'pure',
      timeoutMs: 30_000,
      retry: { maxAttempts: 1, backoff: 'exponential' },
      active: 0,
    });
    expect(plan.limits.maxSteps).toBe(10_000);
  });

  it('gives no plan when a problem is an error', () => {
    const document = graphFromText('a -> b');
    expect(compile({ ...document, nodes: document.nodes.slice(0, 1) }, nodeKinds).plan).toBeUndefined();
  });
});

describe('the plan hash', () => {
  it('of a document without scopes is the one that earlier versions gave', () => {
    expect(planOf(graphFromText('a -> b -> a; b -> c')).hash).toBe(
      'feb18081c06b2ddff43e8ca96da2b32402653f405b3f7fb3013d8b4a2e0e76aa',
    );
  });

  const document = graphFromText('a -> b');
  const withNode = (changes: Partial<GraphNode>): GraphDocument => ({
    ...document,
    nodes: document.nodes.map((node) => (node.id === 'a' ? { ...node, ...changes } : node)),
  });
  const hash = planOf(document).hash;

  it('does not depend on labels, descriptions, positions, names or the id of the document', () => {
    expect(planOf(withNode({ label: 'A', description: 'first', position: { x: 1, y: 2 } })).hash).toBe(hash);
    expect(planOf({ ...document, id: 'other', name: 'Other', description: 'x' }).hash).toBe(hash);
  });

  it('does not depend on the order of keys in a config, nor on a default being written out', () => {
    const one = withNode({ variants: [{ id: 'v', config: { source: 's', params: { a: 1, b: 2 } } }] });
    const two = withNode({ variants: [{ id: 'v', config: { params: { b: 2, a: 1 }, source: 's' } }] });
    expect(planOf(one).hash).toBe(planOf(two).hash);
    expect(planOf(withNode({ join: 'sync', timeoutMs: 30_000 })).hash).toBe(hash);
  });

  it.each<[string, GraphDocument]>([
    ['a config', withNode({ variants: [{ id: 'main', config: { source: 'other' } }] })],
    ['a contract', withNode({ reads: ['x'] })],
    ['a retry', withNode({ retry: { maxAttempts: 2 } })],
    ['a condition', { ...document, edges: document.edges.map((edge): GraphEdge => ({ ...edge, when: 'x' })) }],
    ['a deadline', withNode({ deadlineMs: 5 })],
    ['a lock', withNode({ lock: 'door' })],
    ['what is retried', withNode({ retry: { on: ['node/threw'] } })],
    ['a default edge', { ...document, edges: document.edges.map((edge): GraphEdge => ({ ...edge, default: true })) }],
    ['a depth', { ...document, limits: { maxDepth: 5 } }],
    ['what becomes of an invalid write', { ...document, context: { onInvalid: 'repair' } }],
    ['a limit', { ...document, limits: { maxSteps: 5 } }],
    ['an initial value', { ...document, context: { initial: { x: 1 } } }],
    ['the sign of a zero', { ...document, context: { initial: { x: -0 } } }],
    ['the order of nodes', { ...document, nodes: document.nodes.toReversed() }],
  ])('depends on %s', (_, changed) => {
    expect(planOf(changed).hash).not.toBe(hash);
  });
});

describe('laws of the plan, on random graphs', () => {
  /** Reachability by squaring out paths, the naive way. */
  function reach(plan: Plan): boolean[][] {
    const size = plan.nodes.length;
    const table = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
    for (const edge of plan.edges) table[edge.source]![edge.target] = true;
    for (let k = 0; k < size; k++)
      for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) table[i]![j] ||= table[i]![k]! && table[k]![j]!;
    return table;
  }

  /** The definition itself, recursively. */
  function naiveClosing(plan: Plan): Set<number> {
    const closing = new Set<number>();
    const done = new Set<number>();
    const visit = (node: number, stack: readonly number[]): void => {
      done.add(node);
      for (const edge of plan.edges.filter((each) => each.source === node)) {
        if ([...stack, node].includes(edge.target)) closing.add(edge.index);
        else if (!done.has(edge.target)) visit(edge.target, [...stack, node]);
      }
    };
    for (const start of plan.starts) if (!done.has(start)) visit(start, []);
    return closing;
  }

  it('puts nodes into one component exactly when each reaches the other', () => {
    fc.assert(
      fc.property(randomGraph(9), (document) => {
        const plan = planOf(document);
        const table = reach(plan);
        for (const a of plan.nodes)
          for (const b of plan.nodes) {
            const together = table[a.index]![b.index]! && table[b.index]![a.index]!;
            expect(a.component !== -1 && a.component === b.component).toBe(together);
          }
      }),
    );
  });

  it('marks exactly the edges that the definition names, and without them no cycle is left', () => {
    fc.assert(
      fc.property(randomGraph(9), (document) => {
        const plan = planOf(document);
        expect(new Set(plan.edges.filter((edge) => edge.closing).map((edge) => edge.index))).toEqual(
          naiveClosing(plan),
        );
        const open = reach({ ...plan, edges: plan.edges.filter((edge) => !edge.closing) });
        expect(plan.nodes.some((node) => open[node.index]![node.index])).toBe(false);
      }),
    );
  });

  it('reaches every node from the starts that it chooses, and needs each of them', () => {
    fc.assert(
      fc.property(randomGraph(9), (document) => {
        const plan = planOf(document);
        const table = reach(plan);
        const from = (starts: readonly number[]): number =>
          plan.nodes.filter((node) => starts.some((start) => start === node.index || table[start]![node.index])).length;
        expect(from(plan.starts)).toBe(plan.nodes.length);
        for (const start of plan.starts)
          expect(from(plan.starts.filter((each) => each !== start))).toBeLessThan(plan.nodes.length);
      }),
    );
  });

  it('lists each edge once as forward or closing at its target and once as outgoing at its source', () => {
    fc.assert(
      fc.property(randomGraph(9), (document) => {
        const plan = planOf(document);
        const all = plan.edges.map((edge) => edge.index);
        const sorted = (lists: readonly (readonly number[])[]): number[] => lists.flat().sort((a, b) => a - b);
        expect(sorted(plan.nodes.map((node) => [...node.forward, ...node.closing]))).toEqual(all);
        expect(sorted(plan.nodes.map((node) => node.outgoing))).toEqual(all);
      }),
    );
  });

  it('compiles a chain of 20,000 nodes with a way back, without recursion', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `n${index}`).join(' -> ');
    const plan = planOf(graphFromText(`${text} -> n0`));
    expect(plan.components).toHaveLength(1);
    expect(plan.edges.filter((edge) => edge.closing)).toHaveLength(1);
  });
});

describe('named graphs', () => {
  const inner = graphFromText('x -> y -> x; x -> z');
  const body = { nodes: inner.nodes, edges: inner.edges };
  const document: GraphDocument = {
    ...graphFromText('a -> b'),
    graphs: {
      item: { ...body, context: { initial: { n: 1 }, merge: { n: 'sum' }, onInvalid: 'reject' } },
      other: { nodes: [codeNode('p')], edges: [] },
    },
  };
  const plan = planOf(document);

  it('stand side by side, numbered through', () => {
    expect(plan.nodes.map((node) => node.id)).toEqual(['a', 'b', 'item/x', 'item/y', 'item/z', 'other/p']);
    expect(plan.nodes.map((node) => node.index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(plan.nodes.map((node) => [node.local, node.graph])).toEqual([
      ['a', 0],
      ['b', 0],
      ['x', 1],
      ['y', 1],
      ['z', 1],
      ['p', 2],
    ]);
    expect(plan.edges.map((edge) => [edge.index, edge.id, edge.source, edge.target])).toEqual([
      [0, 'e1', 0, 1],
      [1, 'item/e1', 2, 3],
      [2, 'item/e2', 3, 2],
      [3, 'item/e3', 2, 4],
    ]);
    expect([...plan.nodeIndex]).toEqual(plan.nodes.map((node) => [node.id, node.index]));
    expect([...plan.graphIndex]).toEqual([
      ['', 0],
      ['item', 1],
      ['other', 2],
    ]);
  });

  it('have ranges, starts and a context of their own', () => {
    expect(plan.starts).toEqual([0]);
    expect(plan.graphs[1]).toEqual({
      index: 1,
      name: 'item',
      firstNode: 2,
      nodeCount: 3,
      firstEdge: 1,
      edgeCount: 3,
      firstComponent: 0,
      componentCount: 1,
      starts: [2],
      context: { initial: { n: 1 }, schema: undefined, merge: new Map([['n', 'sum']]), onInvalid: 'reject' },
    });
    expect(plan.graphs[2]).toMatchObject({ firstNode: 5, nodeCount: 1, firstEdge: 4, edgeCount: 0, starts: [5] });
    expect(plan.components).toEqual([{ index: 0, nodes: [2, 3], entering: [], leaving: [3] }]);
    expect(plan.nodes[2]).toMatchObject({ forward: [], closing: [2], outgoing: [1, 3], component: 0 });
  });

  it('compile as if each were a document of its own', () => {
    fc.assert(
      fc.property(randomGraph(7), randomGraph(7), (one, two) => {
        const together = planOf({ ...one, graphs: { g: { nodes: two.nodes, edges: two.edges } } });
        const alone = planOf(two);
        const [root, named] = together.graphs;
        const nodes = together.nodes.slice(named!.firstNode);
        const by = (indexes: readonly number[], first: number): number[] => indexes.map((index) => index - first);
        expect(nodes.map((node) => node.local)).toEqual(alone.nodes.map((node) => node.id));
        expect(by(named!.starts, named!.firstNode)).toEqual(alone.starts);
        nodes.forEach((node, index) => {
          const same = alone.nodes[index]!;
          expect(by(node.forward, named!.firstEdge)).toEqual(same.forward);
          expect(by(node.closing, named!.firstEdge)).toEqual(same.closing);
          expect(by(node.outgoing, named!.firstEdge)).toEqual(same.outgoing);
          expect(node.component < 0 ? -1 : node.component - named!.firstComponent).toBe(same.component);
        });
        expect(together.nodes.slice(0, root!.nodeCount)).toEqual(planOf(one).nodes);
      }),
    );
  });

  it('count for the hash: their names, nodes, edges and contexts', () => {
    const changedGraph = (changes: object): string =>
      planOf({ ...document, graphs: { item: { ...body, ...changes } } }).hash;
    const hashes = [
      planOf({ ...document, graphs: { item: body } }).hash,
      planOf({ ...document, graphs: { other: body } }).hash,
      planOf({ ...document, graphs: {} }).hash,
      changedGraph({ context: {} }),
      changedGraph({ context: { initial: { n: 1 } } }),
      changedGraph({ edges: [] }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(changedGraph({ label: 'L', description: 'D' })).toBe(hashes[0]);
  });
});

describe('nodes that undo others', () => {
  const document = graphFromText('book -> pay; unbook');
  const nodes = document.nodes.map((node) => (node.id === 'book' ? { ...node, compensate: 'unbook' } : node));
  const { plan, problems } = compile({ ...document, nodes }, nodeKinds);

  it('do not start, and are known to those they undo', () => {
    expect(problems).toEqual([]);
    expect(ids(plan!, plan!.starts)).toEqual(['book']);
    expect(plan!.nodes.map((node) => node.compensate)).toEqual([2, -1, -1]);
  });
});

describe('the losers of a join that cancels', () => {
  const losersOf = (text: string, join: GraphNode['join'] = { first: 1, cancel: true }): string[] => {
    const document = graphFromText(text);
    const plan = planOf({
      ...document,
      nodes: document.nodes.map((node) => (node.id === 'j' && join !== undefined ? { ...node, join } : node)),
    });
    return ids(plan, plan.nodes.find((node) => node.id === 'j')!.losers);
  };

  it('are the nodes from which every way leads there', () => {
    expect(losersOf('s -> a -> b -> j -> end; s -> c -> j; s -> x')).toEqual(['a', 'b', 'c']);
    expect(losersOf('a -> b -> j; a -> c -> out; c -> j')).toEqual(['b']);
  });

  it('include cycles that can be left only there', () => {
    expect(losersOf('a -> b -> c -> b; c -> j; d -> j')).toEqual(['a', 'b', 'c', 'd']);
    expect(losersOf('a -> b -> c -> b; c -> j; b -> out')).toEqual([]);
  });

  it('are none where it does not cancel', () => {
    expect(losersOf('a -> j; b -> j', { first: 1 })).toEqual([]);
  });

  it('are, on random graphs, those that reach it and reach nothing beside it that does not', () => {
    fc.assert(
      fc.property(randomGraph(8), (random) => {
        const [first, ...rest] = random.nodes;
        const incoming = random.edges.filter((edge) => edge.target === first!.id).length;
        fc.pre(incoming > 0);
        const plan = planOf({ ...random, nodes: [{ ...first!, join: { first: 1, cancel: true } }, ...rest] });
        const beyond = (from: number): Set<number> => {
          const seen = new Set([from]);
          for (const node of seen)
            for (const edge of plan.edges) if (edge.source === node && edge.target !== 0) seen.add(edge.target);
          return seen;
        };
        const leads = (node: number): boolean =>
          [...beyond(node)].some((each) => plan.edges.some((edge) => edge.source === each && edge.target === 0));
        const expected = plan.nodes
          .map((node) => node.index)
          .filter((node) => node !== 0 && [...beyond(node)].every((each) => leads(each)));
        expect(plan.nodes[0]!.losers).toEqual(expected);
      }),
    );
  });
});
