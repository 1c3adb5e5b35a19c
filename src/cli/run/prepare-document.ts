import type { GraphDocument, GraphNode } from '../../model/graph-document.ts';
import { nodesOfAllGraphs, ownGraph, planNodeId } from '../../model/graph-names.ts';
import { nodeKinds } from '../../nodes/registry.ts';
import { usageError } from '../usage-error.ts';
import type { RunSettings } from './settings.ts';
import { passThrough } from './skipping.ts';

type Wanted = Pick<RunSettings, 'context' | 'only' | 'skip' | 'maxConcurrency' | 'variants' | 'durations'>;

/** The document as it is asked to be run: initial values, limits, skipped nodes. What is asked for and not there is refused. */
export function prepareDocument(document: GraphDocument, wanted: Wanted): GraphDocument {
  const ids = idsOf(document);
  for (const id of [...wanted.only, ...wanted.skip, ...wanted.durations.keys()]) ensureNode(id, ids);
  for (const [node, variant] of Object.entries(wanted.variants)) ensureVariant(node, variant, ids);
  const skipped = skippedOf(ids, wanted);
  const initial = { ...document.context?.initial, ...wanted.context };
  const { maxConcurrency } = wanted;
  const replaced = (graph: string) => (node: GraphNode) =>
    skipped.has(planNodeId(graph, node.id)) ? passThrough(node) : node;
  return {
    ...document,
    nodes: document.nodes.map(replaced(ownGraph)),
    ...(Object.keys(initial).length === 0 ? {} : { context: { ...document.context, initial } }),
    ...(document.graphs === undefined
      ? {}
      : {
          graphs: Object.fromEntries(
            Object.entries(document.graphs).map(([name, graph]) => [
              name,
              { ...graph, nodes: graph.nodes.map(replaced(name)) },
            ]),
          ),
        }),
    ...(maxConcurrency === undefined ? {} : { limits: { ...document.limits, maxConcurrency } }),
  };
}

/** By id as the command line names them: the node, and its graph (empty for the document's own). */
type NodeIds = ReadonlyMap<string, { readonly graph: string; readonly node: GraphNode }>;

function idsOf(document: GraphDocument): NodeIds {
  const executable = ({ node }: { readonly node: GraphNode }) => nodeKinds.get(node.kind)?.executable !== false;
  const all = [...nodesOfAllGraphs(document)].filter(executable);
  return new Map(all.map(({ graph, node }) => [planNodeId(graph, node.id) as string, { graph, node }]));
}

function ensureNode(id: string, ids: NodeIds): void {
  if (!ids.has(id)) throw usageError(`The document has no node ${id}.`, `It has: ${[...ids.keys()].join(', ')}.`);
}

function ensureVariant(id: string, variant: string, ids: NodeIds): void {
  ensureNode(id, ids);
  const known = (ids.get(id)?.node.variants ?? []).map((each) => each.id);
  if (!known.includes(variant))
    throw usageError(`Node ${id} has no variant ${variant}.`, `It has: ${known.join(', ')}.`);
}

/** `only` speaks of the graphs in which it names a node; in the others all run. */
function skippedOf(ids: NodeIds, { only, skip }: Pick<Wanted, 'only' | 'skip'>): ReadonlySet<string> {
  const graphs = new Set(only.map((id) => ids.get(id)?.graph));
  const others = [...ids].filter(([id, { graph }]) => graphs.has(graph) && !only.includes(id)).map(([id]) => id);
  return new Set([...others, ...skip]);
}
