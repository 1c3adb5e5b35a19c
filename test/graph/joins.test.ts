import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateDocument } from '../../src/graph/validate.ts';
import type { GraphDocument, GraphEdge, GraphNode, Join } from '../../src/model/graph-document.ts';
import type { NodeDefinition, NodeKinds } from '../../src/model/node-definition.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { graphFromText } from './graph-from-text.ts';

const badJoins = (document: GraphDocument): string[] =>
  validateDocument(document, nodeKinds)
    .filter(({ code }) => code === 'document/bad-join')
    .map(({ severity, place }) => `${severity} ${place?.node}`);

/** Chains of code nodes; `a:yes -> b` hangs on the port `yes`, `a* -> b` is the default edge. */
function graph(text: string, changes: Record<string, Partial<GraphNode>> = {}): GraphDocument {
  const plain = graphFromText(text.replaceAll(/:\w+|\*/g, ''));
  const marks = text.split(';').flatMap((chain) => chain.split('->').slice(0, -1));
  return {
    ...plain,
    nodes: plain.nodes.map((node) => ({ ...node, ...changes[node.id] })),
    edges: plain.edges.map((edge, index) => {
      const port = /:(\w+)/.exec(marks[index] ?? '')?.[1];
      return {
        ...edge,
        ...(port === undefined ? {} : { port }),
        ...(marks[index]?.includes('*') === true ? { default: true } : {}),
      };
    }),
  };
}
const all = { join: 'all' } as const;
const first = (n: number): { join: Join } => ({ join: { first: n } });

describe('a join that can never be satisfied is an error', () => {
  it.each<[string, GraphDocument]>([
    ['on two ports of one node', graph('a:yes -> j; a:no -> j', { j: all })],
    ['on two ports, by other nodes', graph('a:yes -> b -> c -> j; a:no -> d -> j', { j: all })],
    ['on a port and the error port', graph('a -> j; a:error -> b -> j', { a: { onError: 'edge' }, j: all })],
    ['on two edges of which one is taken', graph('a -> b -> j; a -> c -> j', { a: { split: 'first' }, j: all })],
    ['on an edge and the default', graph('a -> b -> j; a* -> c -> j', { j: all })],
    ['beside others that are sound', graph('s -> a; a:yes -> b -> j; a:no -> c -> j; s -> j', { j: all })],
    ['behind a join of one outcome', graph('a:yes -> b; a:yes -> c; b -> d; c -> d; d -> j; a:no -> j', { j: all })],
    ['behind a loop entered by one outcome', graph('a:yes -> b -> c -> b; c:out -> j; a:no -> j', { j: all })],
    ['on more edges than there are', graph('a -> j; b -> j', { j: first(3) })],
    ['on more edges than one outcome has', graph('a:yes -> j; a:yes -> j; a:no -> j', { j: first(3) })],
    ['on what never runs', graph('x -> j; a -> j', { a: { start: true }, j: all })],
  ])('%s', (_, document) => {
    expect(badJoins(document)).toEqual(['error j']);
  });
});

describe('a join that can be satisfied is none', () => {
  it.each<[string, GraphDocument]>([
    ['on one port', graph('a:yes -> b -> j; a:yes -> c -> j', { j: all })],
    ['with sync', graph('a:yes -> j; a:no -> j')],
    ['with enough edges of one outcome', graph('a:yes -> j; a:yes -> j; a:no -> j', { j: first(2) })],
    ['on outcomes of a node that runs again', graph('s -> a -> b -> a; a:yes -> j; a:no -> j', { j: all })],
    [
      'on outcomes of a node that runs once per token',
      graph('s -> x -> a; s -> y -> a; a:yes -> j; a:no -> j', { a: { join: 'any' }, j: all }),
    ],
    ['where one way avoids the outcome', graph('a:yes -> b; s -> b; b -> j; a:no -> j', { j: all })],
    ['where a token comes back over a cycle', graph('a:yes -> j; a:no -> j; j -> k -> j', { j: all })],
    ['with conditions, which may both hold', graph('a -> b -> j; a -> c -> j', { j: all })],
  ])('%s', (_, document) => {
    expect(badJoins(document)).toEqual([]);
  });
});

it('looks through long chains of conditions in passable time', () => {
  const chain = Array.from({ length: 5000 }, (_, i) => `n${i}:yes -> n${i + 1}`).join('; ');
  const aside = Array.from({ length: 5000 }, (_, i) => `n${i}:no -> j`).join('; ');
  expect(badJoins(graph(`${chain}; n5000 -> j; ${aside}`, { j: all }))).toEqual(['error j']);
});

/** Which of so many ways is taken, asked again and again during a run. */
type Choice = (ways: number) => number;

/** How many tokens each join can have at once, by running an acyclic graph in order. */
function deliveries({ nodes, edges }: GraphDocument, choose: Choice): Map<string, number> {
  const tokens = new Map(edges.map((edge) => [edge.id, 0]));
  const most = new Map<string, number>();
  for (const { id, join = 'sync', split } of nodes) {
    const incoming = edges.filter((edge) => edge.target === id);
    const counts = incoming.map((edge) => tokens.get(edge.id) ?? 0);
    const delivered = counts.filter((count) => count > 0).length;
    most.set(id, delivered);
    for (let run = runsOf(join, counts); run > 0; run--) {
      const outgoing = edges.filter((edge) => edge.source === id);
      const ports = [...new Set(outgoing.map(({ port }) => port))];
      const chosen = ports[choose(ports.length)];
      const ofPort = outgoing.filter(({ port }) => port === chosen);
      const taken = split === 'first' ? ofPort.slice(choose(ofPort.length)).slice(0, 1) : ofPort;
      for (const edge of taken) tokens.set(edge.id, (tokens.get(edge.id) ?? 0) + 1);
    }
  }
  return most;
}

function runsOf(join: Join, counts: readonly number[]): number {
  if (counts.length === 0) return 1;
  const sorted = counts.toSorted((a, b) => b - a);
  if (join === 'any') return counts.reduce((sum, count) => sum + count, 0);
  if (join === 'sync') return sorted[0] ?? 0;
  return sorted[(join === 'all' ? counts.length : join.first) - 1] ?? 0;
}

const ports: NodeKinds = new Map<string, NodeDefinition>([
  ['code', { ...(nodeKinds.get('code') as NodeDefinition), ports: () => ({ names: [], any: true }) }],
]);

const joinOf = fc.constantFrom<Join>('sync', 'sync', 'any', 'all', 'all', { first: 1 }, { first: 2 });
const acyclic = fc
  .integer({ min: 3, max: 7 })
  .chain((size) =>
    fc.record({
      joins: fc.array(joinOf, { minLength: size, maxLength: size }),
      splits: fc.array(fc.constantFrom<GraphNode['split']>('all', 'all', 'first'), {
        minLength: size,
        maxLength: size,
      }),
      ends: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.constantFrom('next', 'p', 'q')), {
        minLength: size,
        maxLength: size * 2,
      }),
    }),
  )
  .map(({ joins, splits, ends }): GraphDocument => {
    const edges = ends
      .filter(([a, b]) => a !== b)
      .map(
        ([a, b, port], index): GraphEdge => ({
          id: `e${index}`,
          source: `n${Math.min(a, b)}`,
          target: `n${Math.max(a, b)}`,
          port,
        }),
      );
    const nodes = joins.map(
      (join, index): GraphNode => ({
        id: `n${index}`,
        kind: 'code',
        variants: [{ id: 'main', config: { source: '' } }],
        join,
        split: splits[index] ?? 'all',
      }),
    );
    return { format: 'wtb/1', id: 'random', name: 'Random', nodes, edges };
  });

describe('on random acyclic graphs', () => {
  it('no join that is told to be unsatisfiable is satisfied in any run', () => {
    let told = 0;
    fc.assert(
      fc.property(acyclic, fc.array(fc.nat(11), { minLength: 40, maxLength: 40 }), (document, picks) => {
        const bad = validateDocument(document, ports).filter(({ code }) => code === 'document/bad-join');
        for (let round = 0; round < 10; round++) {
          let next = round;
          const most = deliveries(document, (ways) => (picks[next++ % picks.length] ?? 0) % Math.max(ways, 1));
          for (const { place } of bad) {
            const { join } = document.nodes.find(({ id }) => id === place?.node) as GraphNode;
            const edges = document.edges.filter(({ target }) => target === place?.node).length;
            const need = typeof join === 'object' ? join.first : edges;
            if (edges > 0) expect(most.get(place?.node ?? '')).toBeLessThan(need);
            told++;
          }
        }
      }),
      { numRuns: 500 },
    );
    expect(told).toBeGreaterThan(100);
  });
});
