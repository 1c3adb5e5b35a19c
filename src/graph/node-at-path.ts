import { localIdsOf } from '../model/activation-path.ts';
import type { GraphDocument, GraphNode } from '../model/graph-document.ts';
import { graphNamed, ownGraph, planNodeId } from '../model/graph-names.ts';
import type { NodeId } from '../model/ids.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import { graphsRunBy } from './graph-references.ts';
import { variantsOf } from './implementation.ts';

/**
 * The node that activations at a path are of (`map[12]/score`, `map[*]/score#2`), as plans name it; `undefined` where the document
 * has none there. Where variants of a scope run different graphs, that of the active one comes first.
 */
export const nodeAtPath = (document: GraphDocument, path: string, kinds: NodeKinds): NodeId | undefined =>
  nodesOnPath(document, path, kinds)?.at(-1);

/** The same with the scopes on the way, the outermost first: a node for each part of the path. */
export function nodesOnPath(document: GraphDocument, path: string, kinds: NodeKinds): readonly NodeId[] | undefined {
  const ids = localIdsOf(path);
  return ids === undefined ? undefined : within(ownGraph, ids);

  function within(graph: string, [id, ...rest]: readonly string[]): readonly NodeId[] | undefined {
    const node = graphNamed(document, graph)?.nodes.find((candidate) => candidate.id === id);
    if (node === undefined) return undefined;
    const own = planNodeId(graph, node.id);
    if (rest.length === 0) return [own];
    for (const inner of graphsOf(node)) {
      const found = within(inner, rest);
      if (found !== undefined) return [own, ...found];
    }
    return undefined;
  }

  function graphsOf(node: GraphNode): readonly string[] {
    const variants = [...variantsOf(node)].sort((a, b) => Number(b.id === node.active) - Number(a.id === node.active));
    return variants.flatMap((variant) => graphsRunBy(node, variant, kinds));
  }
}
