import type { GraphDocument, GraphNode, SubGraph } from '../model/graph-document.ts';
import { edgeId, nodeId, type EdgeId, type NodeId } from '../model/ids.ts';
import { graphOf, qualifiedId, splitQualifiedId } from './graphs.ts';

/** Name of the document's own graph where graphs are named: no named graph can have it. */
export const ownGraph = '';

/** What a node is called in a plan: its id in the document's own graph, `graph/node` in a named one. */
export const planNodeId = (graph: string, local: string): NodeId => nodeId(qualifiedId(graph, local));
export const planEdgeId = (graph: string, local: string): EdgeId => edgeId(qualifiedId(graph, local));

export function subGraphNamed(document: GraphDocument | undefined, name: string): SubGraph | undefined {
  const { graphs } = document ?? {};
  return graphs !== undefined && Object.hasOwn(graphs, name) ? graphs[name] : undefined;
}

/** Names of all graphs of a document, its own first. */
export function graphNames(document: GraphDocument | undefined): readonly string[] {
  return document === undefined ? [] : [ownGraph, ...Object.keys(document.graphs ?? {})];
}

/** A node by the id that a plan has for it. */
export function nodeInPlan(document: GraphDocument | undefined, id: string): GraphNode | undefined {
  if (document === undefined) return undefined;
  const { graph, local } = splitQualifiedId(id);
  return graphOf(document, graph)?.nodes.find((node) => node.id === local);
}

/** Every node of a document with the graph that it stands in. */
export function* nodesOfAllGraphs(
  document: GraphDocument | undefined,
): Generator<{ readonly graph: string; readonly node: GraphNode }> {
  if (document === undefined) return;
  for (const graph of graphNames(document)) {
    for (const node of graphOf(document, graph)?.nodes ?? []) yield { graph, node };
  }
}
