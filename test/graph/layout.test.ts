import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutDocument, nodeSize, withPlaces, type PlacedNode } from '../../src/graph/layout.ts';
import type { GraphDocument, GraphNode } from '../../src/model/graph-document.ts';
import { graphFromText, randomGraph } from './graph-from-text.ts';

const layoutOf = (text: string): Record<string, { x: number; y: number }> =>
  Object.fromEntries(layoutDocument(graphFromText(text)).map(({ node, position }) => [node, position]));

function overlapping(placed: readonly PlacedNode[]): string[] {
  return placed.flatMap((a, index) =>
    placed.slice(index + 1).flatMap((b) => {
      const apart =
        Math.abs(a.position.x - b.position.x) >= nodeSize.width ||
        Math.abs(a.position.y - b.position.y) >= nodeSize.height;
      return apart ? [] : [`${a.node}/${b.node}`];
    }),
  );
}

describe('layout', () => {
  it('puts a chain on one line from left to right', () => {
    const { a, b, c } = layoutOf('a -> b -> c');
    expect(a!.x).toBeLessThan(b!.x);
    expect(b!.x).toBeLessThan(c!.x);
    expect(new Set([a!.y, b!.y, c!.y]).size).toBe(1);
  });

  it('puts the two ways of a diamond above one another, and its ends between them', () => {
    const { a, b, c, d } = layoutOf('a -> b -> d; a -> c -> d');
    expect(b!.x).toBe(c!.x);
    expect(a!.y).toBeCloseTo((b!.y + c!.y) / 2, 0);
    expect(d!.y).toBeCloseTo((b!.y + c!.y) / 2, 0);
  });

  it('lets a way back change nothing', () => {
    expect(layoutOf('a -> b -> c; c -> a')).toEqual(layoutOf('a -> b -> c'));
  });

  it('does not cross two chains that need not cross', () => {
    const { c, d, e, f } = layoutOf('a -> c -> e; a -> d -> f');
    expect(Math.sign(c!.y - d!.y)).toBe(Math.sign(e!.y - f!.y));
  });

  it('places every node, apart from every other, at whole pixels', () => {
    fc.assert(
      fc.property(randomGraph(14), (document) => {
        const placed = layoutDocument(document);
        expect(placed.map((each) => each.node)).toEqual(document.nodes.map((node) => node.id));
        expect(overlapping(placed)).toEqual([]);
        for (const { position } of placed) {
          expect([Number.isInteger(position.x), Number.isInteger(position.y)]).toEqual([true, true]);
          expect(Math.min(position.x, position.y)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('leads every edge that closes no cycle to the right', () => {
    fc.assert(
      fc.property(randomGraph(10), (random) => {
        const edges = random.edges.filter((edge) => edge.source < edge.target);
        const at = new Map(layoutDocument({ ...random, edges }).map(({ node, position }) => [node, position.x]));
        for (const edge of edges) expect(at.get(edge.source)!).toBeLessThan(at.get(edge.target)!);
      }),
    );
  });

  it('lays out a selection at the place asked for', () => {
    const document = graphFromText('a -> b -> c');
    const placed = layoutDocument(document, { nodes: ['b', 'c'], origin: { x: 100, y: 50 } });
    expect(placed.map((each) => each.node)).toEqual(['b', 'c']);
    expect(placed[0]?.position).toEqual({ x: 100, y: 50 });
  });

  it('lays out a chain of 5,000 nodes and dense graphs without overflow', () => {
    const chain = Array.from({ length: 5000 }, (_, i) => `n${i}`).join(' -> ');
    expect(layoutDocument(graphFromText(`${chain}; n0 -> n4999`))).toHaveLength(5000);
    expect(layoutDocument({ ...graphFromText('a'), nodes: [] })).toEqual([]);
  });
});

describe('graphs without places', () => {
  it('each get a layout of their own, others stay as they are', () => {
    const { nodes, edges } = graphFromText('x -> y');
    const placed = { nodes: nodes.map((node) => ({ ...node, position: { x: 7, y: 7 } })), edges };
    const document: GraphDocument = { ...graphFromText('a -> b'), graphs: { bare: { nodes, edges }, placed } };
    const after = withPlaces(document);
    const places = (found: readonly GraphNode[] = []): unknown[] => found.map(({ position }) => position);
    expect(places(after.nodes)).toEqual(layoutDocument(document).map(({ position }) => position));
    expect(places(after.graphs?.['bare']?.nodes)).toEqual(
      layoutDocument({ nodes, edges }).map(({ position }) => position),
    );
    expect(after.graphs?.['placed']).toBe(placed);
    expect(withPlaces(after)).toBe(after);
  });
});
