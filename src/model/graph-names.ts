import type { GraphDocument, GraphNode, SubGraph } from './graph-document.ts';
import { edgeId, nodeId, type EdgeId, type NodeId } from './ids.ts';

/** Name of the document's own graph where graphs are named: no named graph can have it. */
export const ownGraph = '';

/** What a node is called in a plan: its id in the document's own graph, `graph/node` in a named one. */
export function planNodeId(graph: string, local: string): NodeId {
  return nodeId(graph === ownGraph ? local : `${graph}/${local}`);
}

export function planEdgeId(graph: string, local: string): EdgeId {
  return edgeId(graph === ownGraph ? local : `${graph}/${local}`);
}

/** The graph and the id in it that a plan's id names. */
export function splitPlanId(id: string): { readonly graph: string; readonly local: string } {
  const slash = id.indexOf('/');
  return slash < 0 ? { graph: ownGraph, local: id } : { graph: id.slice(0, slash), local: id.slice(slash + 1) };
}

/** A graph of a document by name, its own one included; `undefined` where there is none of that name. */
export function graphNamed(
  document: GraphDocument | undefined,
  name: string,
): Pick<SubGraph, 'nodes' | 'edges' | 'context'> | undefined {
  return name === ownGraph ? document : subGraphNamed(document, name);
}

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
  const { graph, local } = splitPlanId(id);
  return graphNamed(document, graph)?.nodes.find((node) => node.id === local);
}

/** Every node of a document with the graph that it stands in. */
export function* nodesOfAllGraphs(
  document: GraphDocument | undefined,
): Generator<{ readonly graph: string; readonly node: GraphNode }> {
  for (const graph of graphNames(document)) {
    for (const node of graphNamed(document, graph)?.nodes ?? []) yield { graph, node };
  }
}
