import type { GraphDocument, GraphEdge, GraphNode } from '../model/graph-document.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import { graphsOf, type GraphBody, type NamedGraph } from './graphs.ts';
import { createTopology, naturalStarts, componentsOf, type Components, type Topology } from './topology.ts';

/** The part of a graph that can run, as a graph of numbers: notes, dangling edges and repeated ids left out. */
export interface GraphTopology {
  readonly topology: Topology;
  /** In document order; a number of `topology` is an index here. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly components: Components;
  /** Indexes of the nodes that start when the graph does. */
  readonly starts: readonly number[];
  /** Those of `starts` that were chosen because nothing leads into their ring. */
  readonly rings: readonly number[];
  /** Indexes of the nodes that undo others: they run when called, and only then. */
  readonly compensations: ReadonlySet<number>;
}

/** A graph of a document with its topology. */
export interface GraphPart extends NamedGraph {
  readonly graph: GraphTopology;
}

/** Every graph of the document, its own first, each with a topology of its own. */
export function partsOf(document: GraphDocument, kinds: NodeKinds): GraphPart[] {
  return graphsOf(document).map((named) => ({ ...named, graph: topologyOf(named.body, kinds) }));
}

function topologyOf(body: GraphBody, kinds: NodeKinds): GraphTopology {
  const indexOf = new Map<string, number>();
  const nodes: GraphNode[] = [];
  for (const node of body.nodes) {
    if (indexOf.has(node.id) || kinds.get(node.kind)?.executable === false) continue;
    indexOf.set(node.id, nodes.length);
    nodes.push(node);
  }
  const edges = body.edges.filter((edge) => indexOf.has(edge.source) && indexOf.has(edge.target));
  const index = (id: string): number => indexOf.get(id) ?? -1;
  const topology = createTopology(
    nodes.length,
    edges.map((edge) => [index(edge.source), index(edge.target)]),
  );
  const components = componentsOf(topology);
  const compensations = new Set(
    nodes.flatMap(({ id, compensate = id }) => (compensate === id ? [] : (indexOf.get(compensate) ?? []))),
  );
  const starts = startsOf(nodes, { topology, components, compensations });
  return { topology, nodes, edges, indexOf, components, compensations, ...starts };
}

function startsOf(
  nodes: readonly GraphNode[],
  { topology, components, compensations }: Pick<GraphTopology, 'topology' | 'components' | 'compensations'>,
): { starts: readonly number[]; rings: readonly number[] } {
  const chosen = nodes.flatMap((node, index) => (node.start === true ? [index] : []));
  if (chosen.length > 0) return { starts: chosen, rings: [] };
  const { plain, rings } = naturalStarts(topology, components);
  return { starts: [...plain.filter((node) => !compensations.has(node)), ...rings], rings };
}
