import { freshId, type GraphEdit } from '../graph/edit.ts';
import type { GraphDocument, GraphNode, SubGraph } from '../model/graph-document.ts';
import { graphNames, subGraphNamed } from '../model/graph-names.ts';

type Graphs = Readonly<Record<string, SubGraph>>;

/** The graphs that nodes run, those that these run, and so on. */
export function graphsRunFrom(document: GraphDocument, nodes: readonly GraphNode[]): Graphs {
  const found = new Map<string, SubGraph>();
  const visit = (among: readonly GraphNode[]) => {
    for (const name of among.flatMap(graphsNamedBy)) {
      const graph = subGraphNamed(document, name);
      if (graph === undefined || found.has(name)) continue;
      found.set(name, graph);
      visit(graph.nodes);
    }
  };
  visit(nodes);
  return Object.fromEntries(found);
}

function graphsNamedBy({ variants = [] }: GraphNode): readonly string[] {
  return variants.flatMap(({ config }) => (typeof config?.['graph'] === 'string' ? [config['graph']] : []));
}

/** What it takes to have the graphs in a document, and what nodes come to that refer to them. */
export interface Brought {
  readonly edits: readonly GraphEdit[];
  rename(nodes: readonly GraphNode[]): readonly GraphNode[];
}

/** A graph that is there just so already is used as it is; one of the same name but other content gets a fresh name. */
export function bringGraphs(document: GraphDocument, graphs: Graphs): Brought {
  const taken = new Set(graphNames(document));
  const names = new Map<string, string>();
  const missing: [string, SubGraph][] = [];
  for (const [name, graph] of Object.entries(graphs)) {
    const there = subGraphNamed(document, name);
    if (there !== undefined && JSON.stringify(there) === JSON.stringify(graph)) continue;
    const fresh = freshId(name, taken);
    taken.add(fresh);
    names.set(name, fresh);
    missing.push([fresh, graph]);
  }
  const rename = (nodes: readonly GraphNode[]) => nodes.map((node) => following(node, names));
  if (missing.length === 0) return { edits: [], rename: (nodes) => nodes };
  const added = missing.map(([name, graph]) => [name, { ...graph, nodes: rename(graph.nodes) }] as const);
  const all = { ...document.graphs, ...Object.fromEntries(added) };
  return { edits: [{ type: 'update-document', changes: { graphs: all } }], rename };
}

function following(node: GraphNode, names: ReadonlyMap<string, string>): GraphNode {
  const variants = node.variants?.map((variant) => {
    const graph = variant.config?.['graph'];
    const name = typeof graph === 'string' ? names.get(graph) : undefined;
    return name === undefined || name === graph ? variant : { ...variant, config: { ...variant.config, graph: name } };
  });
  return variants === undefined ? node : { ...node, variants };
}
