import { ownGraph, planNodeId, splitPlanId, subGraphNamed } from '../../model/graph-names.ts';
import { useStore } from 'zustand';
import type { GraphDocument, GraphNode } from '../../model/graph-document.ts';
import type { NodeId } from '../../model/ids.ts';
import { edgeId, nodeId } from '../../model/ids.ts';
import type { NodeKinds } from '../../model/node-definition.ts';
import { activeVariant } from './labels.ts';
import type { Workbench } from './workbench.ts';
import { useWorkbench } from './workbench.ts';

/** What a node of the graph that is shown is called in plans, breakpoints and events. */
export function usePlanId(local: string): NodeId {
  const { editor } = useWorkbench();
  const graph = useStore(editor.store, (state) => state.graph);
  return planNodeId(graph, local);
}

/** What people call a graph: its label or name; the document's own is called like the workflow. */
export function graphLabel(document: GraphDocument | undefined, name: string): string {
  if (name === ownGraph) return document?.name ?? '';
  const label = subGraphNamed(document, name)?.label?.trim() ?? '';
  return label === '' ? name : label;
}

/** The graph that a node runs with its active variant; `undefined` for what is no scope, or runs none yet. */
export function scopeGraphOf(node: GraphNode, kinds: NodeKinds): string | undefined {
  const graphs = kinds.get(node.kind)?.graphs?.(activeVariant(node) ?? { id: 'none' });
  return graphs?.find((name) => name !== ownGraph);
}

/** Shows a graph on the canvas, with some of its nodes selected. */
export function openGraph({ editor, view }: Pick<Workbench, 'editor' | 'view'>, graph: string, select?: string): void {
  editor.showGraph(graph);
  view.setState({ selectedNodes: select === undefined ? [] : [nodeId(select)], selectedEdges: [] });
}

/** Shows a node wherever it stands, by its id in a plan. */
export function openNode(workbench: Pick<Workbench, 'editor' | 'view'>, id: string): void {
  const { graph, local } = splitPlanId(id);
  openGraph(workbench, graph, local);
}

export function openEdge(workbench: Pick<Workbench, 'editor' | 'view'>, id: string): void {
  const { graph, local } = splitPlanId(id);
  openGraph(workbench, graph);
  workbench.view.setState({ selectedEdges: [edgeId(local)] });
}
