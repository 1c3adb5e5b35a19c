import { nodeInPlan, ownGraph, planNodeId, splitPlanId, subGraphNamed } from '../../model/graph-names.ts';
import { useStore } from 'zustand';
import type { DebugState } from '../../debugger/debug-state.ts';
import type { EditorState } from '../../editor/editor-state.ts';
import { scopeKinds } from '../../graph/scope-kinds.ts';
import { workflowReference, type WorkflowReference } from '../../graph/version-pins.ts';
import type { GraphDocument, GraphNode } from '../../model/graph-document.ts';
import type { NodeId, WorkflowId } from '../../model/ids.ts';
import { edgeId, nodeId, workflowId } from '../../model/ids.ts';
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

/** What a scope leads to: a graph that the canvas can show, or another workflow. */
export type ScopeTarget =
  | { readonly type: 'graph'; readonly graph: string; readonly label: string }
  | { readonly type: 'workflow'; readonly workflow: WorkflowId; readonly label: string };

interface Looked {
  readonly editor: Pick<EditorState, 'workflow' | 'document' | 'borrowed' | 'graph'>;
  readonly debug: Pick<DebugState, 'execution' | 'document'>;
  readonly kinds: NodeKinds;
}

/**
 * Where one gets from a node of the graph that is shown. A workflow to which it refers is among the graphs of an execution that
 * ran it; without one the way leads to that workflow.
 */
export function scopeTarget(node: GraphNode, { editor, debug, kinds }: Looked): ScopeTarget | undefined {
  const named = (graph: string, of: GraphDocument | undefined): ScopeTarget => {
    return { type: 'graph', graph, label: graphLabel(of, graph) };
  };
  const graph = scopeGraphOf(node, kinds);
  if (graph !== undefined) return named(graph, editor.borrowed ?? editor.document);
  const reference = referenceOf(node);
  if (reference === undefined) return undefined;
  const lender = lenderOf({ editor, debug });
  const ran = nodeInPlan(lender, planNodeId(editor.graph, node.id));
  const embedded = ran === undefined ? undefined : scopeGraphOf(ran, kinds);
  const origin = embedded === undefined ? undefined : subGraphNamed(lender, embedded)?.origin;
  if (embedded !== undefined && origin?.workflow === reference.workflow) return named(embedded, lender);
  const version = reference.version === undefined ? '' : ` v${reference.version}`;
  return { type: 'workflow', workflow: workflowId(reference.workflow), label: reference.workflow + version };
}

/** The other workflow that a node runs with its active variant. */
export function referenceOf(node: GraphNode): WorkflowReference | undefined {
  const variant = scopeKinds.has(node.kind) ? activeVariant(node) : undefined;
  return variant === undefined ? undefined : workflowReference(variant);
}

/** The document of the inspected execution, where it is one of the open workflow: with the workflows to which that refers. */
export function lenderOf({
  editor,
  debug,
}: Pick<Looked, 'debug'> & { readonly editor: Pick<EditorState, 'workflow'> }): GraphDocument | undefined {
  return debug.execution?.workflow === editor.workflow ? debug.document : undefined;
}

type Places = Pick<Workbench, 'editor' | 'view' | 'debug'>;

/** Shows a graph on the canvas: one of the document's, or else of the inspected execution's, which can't be edited. */
export function showGraph({ editor, debug }: Pick<Workbench, 'editor' | 'debug'>, graph: string): void {
  editor.showGraph(graph, lenderOf({ editor: editor.store.getState(), debug: debug.store.getState() }));
}

/** Shows a graph, with some of its nodes selected. */
export function openGraph(workbench: Places, graph: string, select?: string): void {
  const { view } = workbench;
  showGraph(workbench, graph);
  view.setState({ selectedNodes: select === undefined ? [] : [nodeId(select)], selectedEdges: [] });
}

/** Shows a node wherever it stands, by its id in a plan. */
export function openNode(workbench: Places, id: string): void {
  const { graph, local } = splitPlanId(id);
  openGraph(workbench, graph, local);
}

export function openEdge(workbench: Places, id: string): void {
  const { graph, local } = splitPlanId(id);
  openGraph(workbench, graph);
  workbench.view.setState({ selectedEdges: [edgeId(local)] });
}
