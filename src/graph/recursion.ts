import type { GraphNode } from '../model/graph-document.ts';
import { planNodeId } from '../model/graph-names.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import { checkConfig } from './config-check.ts';
import { formatPath } from './document-path.ts';
import type { GraphPart, GraphTopology } from './document-topology.ts';
import { graphsRunBy } from './graph-references.ts';
import { variantsOf } from './implementation.ts';
import { problem, type Problem } from './problem.ts';
import { componentsOf, createTopology, isCyclic } from './topology.ts';

/** The kind that runs its graph once, come what may; a map may have no items, a loop no iteration. */
const subflowKind = 'subflow';

/**
 * Graphs that run themselves again whenever they run, so that only the limit of depth ends them. Looked for among nodes that
 * run for certain; a graph that can end early has a way out.
 */
export function endlessRecursions(parts: readonly GraphPart[], kinds: NodeKinds): Problem[] {
  const number = new Map(parts.map((part, index) => [part.name, index]));
  const calls = parts.flatMap((part, index) =>
    certainCalls(part, kinds).flatMap(({ node, graph }) => {
      const target = number.get(graph);
      return target === undefined ? [] : [{ from: index, to: target, node }];
    }),
  );
  const topology = createTopology(
    parts.length,
    calls.map(({ from, to }) => [from, to]),
  );
  const components = componentsOf(topology);
  const endless = components.members.filter((members) => isCyclic(topology, members));
  return endless.flatMap(([first]) => {
    const call = calls.find(({ from, to }) => from === first && components.of[to] === components.of[from]);
    const part = parts[first ?? -1];
    return call === undefined || part === undefined ? [] : endlessRecursion(part, call.node);
  });
}

function endlessRecursion({ name, body, path }: GraphPart, node: GraphNode): Problem {
  return problem('warning', 'document/endless-recursion', {
    message: `The graph “${name}” runs itself again through “${node.id}” each time, without a way out.`,
    place: { path: formatPath([...path, 'nodes', body.nodes.indexOf(node)]), node: planNodeId(name, node.id) },
    remedy: 'Put a condition before that node.',
  });
}

function certainCalls({ graph }: GraphPart, kinds: NodeKinds): { readonly node: GraphNode; readonly graph: string }[] {
  if (graph.nodes.some((node) => node.kind === 'end' || node.kind === 'cancel')) return [];
  if (!graph.nodes.some((node) => node.kind === subflowKind)) return [];
  return [...certainNodes(graph, kinds)].flatMap((index) => {
    const node = graph.nodes[index];
    if (node?.kind !== subflowKind) return [];
    const [first = [], ...others] = variantsOf(node).map((variant) => graphsRunBy(node, variant, kinds));
    return first.filter((name) => others.every((names) => names.includes(name))).map((name) => ({ node, graph: name }));
  });
}

/** Nodes that run whenever the graph does, unless something fails before. */
function certainNodes({ topology, starts, nodes, edges }: GraphTopology, kinds: NodeKinds): ReadonlySet<number> {
  const certain = new Set(starts);
  const passes = (edge: number): boolean => {
    const { when, default: isDefault = false } = edges[edge] ?? {};
    const source = topology.sources[edge] ?? -1;
    return certain.has(source) && when === undefined && !isDefault && hasOneWay(nodes[source], kinds);
  };
  for (const node of certain) {
    for (const edge of topology.outgoing[node] ?? []) {
      const target = topology.targets[edge] ?? -1;
      const join = nodes[target]?.join ?? 'sync';
      const incoming = topology.incoming[target] ?? [];
      if (join === 'any' || incoming.length === 1 ? passes(edge) : incoming.every(passes)) certain.add(target);
    }
  }
  return certain;
}

const noConfig = {};

function hasOneWay(node: GraphNode | undefined, kinds: NodeKinds): boolean {
  const definition = node === undefined ? undefined : kinds.get(node.kind);
  if (node === undefined || definition === undefined || node.split === 'first' || node.onError === 'edge') return false;
  return variantsOf(node).every((variant) => {
    if (checkConfig(variant.config ?? noConfig, definition.configSchema).length > 0) return false;
    const { names, any } = definition.ports(variant, node);
    return !any && names.length === 1;
  });
}
