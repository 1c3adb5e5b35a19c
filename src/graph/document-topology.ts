import type { GraphDocument, GraphEdge, GraphNode } from '../model/graph-document.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import { createTopology, naturalStarts, componentsOf, type Components, type Topology } from './topology.ts';

/** The part of a document that can run, as a graph of numbers: notes, dangling edges and repeated ids left out. */
export interface DocumentTopology {
  readonly topology: Topology;
  /** In document order; a number of `topology` is an index here. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly components: Components;
  /** Indexes of the nodes that start an execution. */
  readonly starts: readonly number[];
  /** Those of `starts` that were chosen because nothing leads into their ring. */
  readonly rings: readonly number[];
}

export function topologyOf(document: GraphDocument, kinds: NodeKinds): DocumentTopology {
  const indexOf = new Map<string, number>();
  const nodes: GraphNode[] = [];
  for (const node of document.nodes) {
    if (indexOf.has(node.id) || kinds.get(node.kind)?.executable === false) continue;
    indexOf.set(node.id, nodes.length);
    nodes.push(node);
  }
  const edges = document.edges.filter((edge) => indexOf.has(edge.source) && indexOf.has(edge.target));
  const index = (id: string): number => indexOf.get(id) ?? -1;
  const topology = createTopology(
    nodes.length,
    edges.map((edge) => [index(edge.source), index(edge.target)]),
  );
  const components = componentsOf(topology);
  return { topology, nodes, edges, indexOf, components, ...startsOf(nodes, topology, components) };
}

function startsOf(
  nodes: readonly GraphNode[],
  topology: Topology,
  components: Components,
): { starts: readonly number[]; rings: readonly number[] } {
  const chosen = nodes.flatMap((node, index) => (node.start === true ? [index] : []));
  if (chosen.length > 0) return { starts: chosen, rings: [] };
  const { plain, rings } = naturalStarts(topology, components);
  return { starts: [...plain, ...rings], rings };
}
