import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/graph/edit.ts';
import { extractGraph, type Extraction } from '../../src/graph/extract-graph.ts';
import { validateDocument } from '../../src/graph/validate.ts';
import type { GraphDocument, GraphNode, SubGraph } from '../../src/model/graph-document.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { graphFromText, randomGraph } from './graph-from-text.ts';

const graph = (text: string, changes: Record<string, Partial<GraphNode>> = {}): GraphDocument => {
  const document = graphFromText(text);
  return { ...document, nodes: document.nodes.map((node) => ({ ...node, ...changes[node.id] })) };
};
const request = (...nodes: string[]) => ({ from: '', nodes, wanted: 'part' });
function extracted(document: GraphDocument, ...nodes: string[]): GraphDocument {
  const found = extractGraph(document, request(...nodes));
  if ('refused' in found) throw new Error(found.refused);
  return applyEdits(document, found.edits);
}
const textOf = ({ nodes, edges }: Pick<SubGraph, 'nodes' | 'edges'>): string =>
  [
    ...nodes.map(({ id, start }) => (start === true ? `${id}!` : id)),
    ...edges.map((each) => `${each.source}>${each.target}`),
  ].join(' ');

describe('taking nodes into a graph of their own', () => {
  it('puts a subflow in their place, with the edges that led to and from them', () => {
    const document = extracted(graphFromText('a -> b -> c -> d'), 'b', 'c');
    expect(textOf(document)).toBe('a part d a>part part>d');
    expect(textOf(document.graphs!['part']!)).toBe('b c b>c');
    expect(document.nodes[1]).toMatchObject({ kind: 'subflow', variants: [{ id: 'main', config: { graph: 'part' } }] });
    expect(validateDocument(document, nodeKinds)).toEqual([]);
  });

  it('keeps conditions, and makes one of edges that come to the same', () => {
    const plain = graphFromText('a -> b; b -> c; b -> d; c -> e; d -> e');
    const edges = plain.edges.map((edge) => (edge.id === 'e1' ? { ...edge, when: 'x' } : edge));
    const document = extracted({ ...plain, edges }, 'b', 'c', 'd');
    expect(document.edges).toEqual([
      { id: 'e1', source: 'a', target: 'part', when: 'x' },
      { id: 'e4', source: 'part', target: 'e' },
    ]);
  });

  it('begins where they were led to, also in a cycle', () => {
    const document = extracted(graphFromText('a -> b -> c -> b; c -> d'), 'b', 'c');
    expect(textOf(document.graphs!['part']!)).toBe('b! c b>c c>b');
    expect(validateDocument(document, nodeKinds)).toEqual([]);
  });

  it('hands the join of the entry to the subflow, and keeps those inside', () => {
    const joins = graph('a -> c; b -> c; c -> d -> f; c -> e -> f', { c: { join: 'all' }, f: { join: 'any' } });
    const document = extracted(joins, 'c', 'd', 'e', 'f');
    expect(document.nodes.find(({ id }) => id === 'part')).toMatchObject({ kind: 'subflow', join: 'all' });
    const inside = document.graphs!['part']!.nodes;
    expect(inside.flatMap(({ id, join }) => (join === undefined ? [] : [[id, join]]))).toEqual([['f', 'any']]);
  });

  it('places it in their middle, and them from the corner', () => {
    const at = (x: number, y: number) => ({ position: { x, y } });
    const document = extracted(graph('a -> b', { a: at(100, 50), b: at(300, 150) }), 'a', 'b');
    expect(document.nodes[0]?.position).toEqual({ x: 200, y: 100 });
    expect(document.graphs!['part']!.nodes.map(({ position }) => position)).toEqual([
      { x: 0, y: 0 },
      { x: 200, y: 100 },
    ]);
  });

  it('takes free names', () => {
    const document = { ...graphFromText('part -> b'), graphs: { part: { nodes: [], edges: [] } } };
    const found = extractGraph(document, request('b')) as Extraction;
    expect([found.graph, found.node]).toEqual(['part-2', 'part-2']);
  });

  it('works inside of a named graph', () => {
    const { nodes, edges } = graphFromText('x -> y');
    const found = extractGraph(
      { ...graphFromText('a'), graphs: { item: { nodes, edges } } },
      { ...request('y'), from: 'item' },
    );
    expect(found).toMatchObject({ node: 'part', graph: 'part' });
  });

  it.each<[string, GraphDocument, string[]]>([
    ['nothing is selected', graphFromText('a'), []],
    ['edges lead to several places', graphFromText('a -> b; c -> d'), ['b', 'd']],
    ['part starts by itself', graphFromText('a -> b; c'), ['b', 'c']],
    ['a node waits for inside and outside', graphFromText('s -> a -> b; s -> b'), ['a', 'b']],
    [
      'a way out hangs on a port',
      { ...graphFromText('a -> b'), edges: [{ id: 'e', source: 'a', target: 'b', port: 'no' }] },
      ['a'],
    ],
    ['a node chooses between inside and outside', graph('a -> b; a -> c', { a: { split: 'first' } }), ['a', 'b']],
    ['a node would be parted from what undoes it', graph('a -> b; undo', { a: { compensate: 'undo' } }), ['a', 'b']],
  ])('is refused where %s', (_, document, nodes) => {
    expect(extractGraph(document, request(...nodes))).toMatchObject({
      refused: expect.stringMatching(/\.$/) as string,
    });
  });

  it('loses no node and leaves no edge dangling, on random graphs', () => {
    let taken = 0;
    fc.assert(
      fc.property(randomGraph(7), fc.subarray(['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6']), (document, nodes) => {
        const found = extractGraph(document, request(...nodes));
        if ('refused' in found) return;
        taken++;
        const after = applyEdits(document, found.edits);
        const inside = after.graphs?.['part']?.nodes ?? [];
        const ids = [...after.nodes, ...inside].map(({ id }) => id).filter((id) => id !== 'part');
        expect(ids.toSorted()).toEqual(document.nodes.map(({ id }) => id).toSorted());
        const errors = validateDocument(after, nodeKinds).filter(({ severity }) => severity === 'error');
        expect(errors).toEqual([]);
      }),
    );
    expect(taken).toBeGreaterThan(5);
  });
});
