import { graphNamed, graphNames, ownGraph, subGraphNamed } from '../model/graph-names.ts';
import { freshId, type GraphEdit } from '../graph/edit.ts';
import { graphsNamedBy } from '../graph/graph-references.ts';
import type { GraphDocument, GraphNode, SubGraph, Variant } from '../model/graph-document.ts';
import type { NodeKinds } from '../model/node-definition.ts';

/** A graph with nothing in it, as a new scope runs it. */
export const emptyGraph: SubGraph = { nodes: [], edges: [] };

/** `wanted` itself, or `wanted-2`, … : the first name that no graph of the document has. */
export function freshGraphName(document: GraphDocument, wanted: string): string {
  return freshId(wanted, new Set(graphNames(document)));
}

/** One more named graph; its name must be free. */
export function addGraph(document: GraphDocument, name: string, graph: SubGraph = emptyGraph): GraphEdit {
  return graphsBecome({ ...document.graphs, [name]: graph });
}

/** A copy of a named graph under a free name, which it gives; where the graph runs itself, the copy runs the copy. */
export function duplicateGraph(
  document: GraphDocument,
  from: string,
  kinds: NodeKinds,
): { readonly edit: GraphEdit; readonly name: string } | undefined {
  const graph = subGraphNamed(document, from);
  if (graph === undefined) return undefined;
  const name = freshGraphName(document, from);
  const nodes = graph.nodes.map((node) => following(node, { from, to: name, kinds }));
  return { edit: addGraph(document, name, { ...graph, nodes }), name };
}

/** Changes what a named graph says of itself: its label, its description, its context. */
export function updateGraph(
  document: GraphDocument,
  name: string,
  changes: { readonly [K in 'label' | 'description' | 'context']?: SubGraph[K] | undefined },
): GraphEdit {
  const next = Object.entries({ ...subGraphNamed(document, name), ...changes }).filter(
    ([, value]) => value !== undefined,
  );
  return graphsBecome({ ...document.graphs, [name]: Object.fromEntries(next) as SubGraph });
}

/** Takes a named graph away; scopes that run it stay and are in the problems list. */
export function removeGraph(document: GraphDocument, name: string): GraphEdit {
  const left = Object.entries(document.graphs ?? {}).filter(([key]) => key !== name);
  return graphsBecome(left.length === 0 ? undefined : Object.fromEntries(left));
}

const graphsBecome = (graphs: GraphDocument['graphs']): GraphEdit => ({ type: 'update-document', changes: { graphs } });

/** Gives a named graph another name; what runs it follows. Nothing changes when the name is taken. */
export function renameGraph(document: GraphDocument, from: string, to: string, kinds: NodeKinds): GraphEdit {
  return { type: 'replace-document', document: withGraphRenamed(document, { from, to, kinds }) };
}

function withGraphRenamed(document: GraphDocument, rename: Rename): GraphDocument {
  const { graphs } = document;
  const { from, to } = rename;
  if (graphs === undefined || !Object.hasOwn(graphs, from) || graphNamed(document, to) !== undefined) return document;
  const all = (nodes: readonly GraphNode[]): GraphNode[] => nodes.map((node) => following(node, rename));
  return {
    ...document,
    nodes: all(document.nodes),
    graphs: Object.fromEntries(
      Object.entries(graphs).map(([name, graph]) => [name === from ? to : name, { ...graph, nodes: all(graph.nodes) }]),
    ),
  };
}

function following(node: GraphNode, rename: Rename): GraphNode {
  const variants = node.variants?.map((variant) => renamedReference(variant, node, rename));
  const same = variants === undefined || variants.every((variant, index) => variant === node.variants?.[index]);
  return same ? node : { ...node, variants };
}

interface Rename {
  readonly from: string;
  readonly to: string;
  readonly kinds: NodeKinds;
}

function renamedReference(variant: Variant, { kind }: GraphNode, { from, to, kinds }: Rename): Variant {
  const refers = kinds.get(kind)?.graphs?.(variant).includes(from) ?? false;
  if (!refers || variant.config?.['graph'] !== from) return variant;
  return { ...variant, config: { ...variant.config, graph: to } };
}

/** Where a named graph is run: the scopes that refer to it, with the graph that each stands in. */
export function scopesRunning(
  document: GraphDocument,
  name: string,
  kinds: NodeKinds,
): readonly { readonly graph: string; readonly node: GraphNode }[] {
  return graphNames(document).flatMap((graph) =>
    (graphNamed(document, graph)?.nodes ?? [])
      .filter((node) => graphsNamedBy(node, kinds).includes(name))
      .map((node) => ({ graph, node })),
  );
}

/**
 * The way from the document's own graph to a named one, the own one first: the shortest along scopes. A graph that no scope
 * leads to stands right under the own one.
 */
export function wayToGraph(document: GraphDocument, name: string, kinds: NodeKinds): readonly string[] {
  if (name === ownGraph) return [ownGraph];
  const from = new Map<string, string | undefined>([[ownGraph, undefined]]);
  for (const graph of from.keys()) {
    for (const node of graphNamed(document, graph)?.nodes ?? []) {
      for (const next of graphsNamedBy(node, kinds)) if (!from.has(next)) from.set(next, graph);
    }
  }
  if (!from.has(name)) return [ownGraph, name];
  const way: string[] = [];
  for (let at: string | undefined = name; at !== undefined; at = from.get(at)) way.unshift(at);
  return way;
}
