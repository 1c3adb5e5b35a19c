import { addGraph, freshGraphName } from '../../editor/graph-edits.ts';
import type { GraphEdit } from '../../graph/edit.ts';
import type { GraphDocument, GraphNode } from '../../model/graph-document.ts';
import type { NodeKinds } from '../../model/node-definition.ts';
import type { Gesture } from './canvas-edits.ts';

/** What the graph of a new scope is called: what one run of it is. */
const runNames: Readonly<Record<string, string>> = { map: 'item', loop: 'iteration', subflow: 'part' };

/** The gesture, with a fresh empty graph for each scope that it adds: so that there is something to open. */
export function withScopeGraphs(document: GraphDocument, gesture: Gesture, kinds: NodeKinds): Gesture {
  let grown = document;
  const edits = gesture.edits.flatMap((edit): readonly GraphEdit[] => {
    if (edit.type !== 'add-node' || kinds.get(edit.node.kind)?.graphs === undefined) return [edit];
    const name = freshGraphName(grown, runNames[edit.node.kind] ?? edit.node.kind);
    const making = addGraph(grown, name);
    if (making.type === 'update-document') grown = { ...grown, graphs: making.changes.graphs };
    return [making, { ...edit, node: running(edit.node, name) }];
  });
  return { ...gesture, edits };
}

function running(node: GraphNode, graph: string): GraphNode {
  const variants = node.variants?.map((variant) => ({ ...variant, config: { ...variant.config, graph } }));
  return variants === undefined ? node : { ...node, variants };
}
