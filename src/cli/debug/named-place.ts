import { nodeAtPath } from '../../graph/node-at-path.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { nodeInPlan, nodesOfAllGraphs, planNodeId } from '../../model/graph-names.ts';
import { nodeId, type NodeId } from '../../model/ids.ts';
import { nodeKinds } from '../../nodes/registry.ts';
import { usageError } from '../usage-error.ts';

/** Where a word points in the graph: at a node, or at the activations of one that a path names. */
export interface NamedPlace {
  readonly node: NodeId;
  readonly path?: string;
}

/** A node's id comes first where a word could be both. */
export function placeNamed(document: GraphDocument, word: string): NamedPlace {
  if (nodeInPlan(document, word) !== undefined) return { node: nodeId(word) };
  const node = nodeAtPath(document, word, nodeKinds);
  if (node !== undefined) return { node, path: word };
  const ids = [...nodesOfAllGraphs(document)].map(({ graph, node: { id } }) => planNodeId(graph, id));
  throw usageError(
    /[/#[]/.test(word) ? `There is no node at ${word}.` : `There is no node ${word}.`,
    `There is: ${ids.join(', ')}. A path is an activation's as events have it, such as map[12]/score; map[*]/score is any.`,
  );
}
