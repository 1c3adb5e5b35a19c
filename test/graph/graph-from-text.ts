import * as fc from 'fast-check';
import type { GraphDocument, GraphEdge, GraphNode } from '../../src/model/graph-document.ts';

export const codeNode = (id: string): GraphNode => ({
  id,
  kind: 'code',
  variants: [{ id: 'main', config: { source: 'export default () => ({});' } }],
});

/**
 * A document of `code` nodes from chains: `a -> b -> c; b -> d` has the nodes a, b, c, d in order of appearance and
 * the edges e1, e2, e3 in order of writing.
 */
export function graphFromText(text: string): GraphDocument {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  for (const chain of text.split(';')) {
    const names = chain.split('->').map((name) => name.trim());
    names.forEach((name, index) => {
      if (!nodes.has(name)) nodes.set(name, codeNode(name));
      const target = names[index + 1];
      if (target !== undefined) edges.push({ id: `e${edges.length + 1}`, source: name, target });
    });
  }
  return { format: 'wtb/1', id: 'test', name: 'Test', nodes: [...nodes.values()], edges };
}

/** Random documents of 1 to `maxNodes` code nodes, with cycles, self-edges, double edges and islands. */
export function randomGraph(maxNodes: number): fc.Arbitrary<GraphDocument> {
  return fc.integer({ min: 1, max: maxNodes }).chain((size) => {
    const end = fc.integer({ min: 0, max: size - 1 });
    return fc.array(fc.tuple(end, end), { maxLength: size * 2 }).map(
      (pairs): GraphDocument => ({
        format: 'wtb/1',
        id: 'random',
        name: 'Random',
        nodes: Array.from({ length: size }, (_, index) => codeNode(`n${index}`)),
        edges: pairs.map(([source, target], index) => ({
          id: `e${index + 1}`,
          source: `n${source}`,
          target: `n${target}`,
        })),
      }),
    );
  });
}
