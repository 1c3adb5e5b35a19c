import type { ErrorPlace } from '../model/errors.ts';
import type { GraphNode } from '../model/graph-document.ts';
import type { GraphTopology } from './document-topology.ts';
import type { GraphBody } from './graphs.ts';
import { problem, type Problem } from './problem.ts';
import { componentsOf, createTopology, isCyclic, reachableFrom } from './topology.ts';

/** A cycle of nothing but these never changes the context, and so never ends. */
const conditionKind = 'condition';

/** Where a graph begins, and what it never comes to. */
export function startProblems(body: GraphBody, graph: GraphTopology): Problem[] {
  if (graph.starts.length === 0) {
    return [
      problem('error', 'document/no-start', {
        message: 'The graph has no node that can run.',
        place: { path: 'nodes' },
        remedy: 'Add a node under Build.',
      }),
    ];
  }
  const pathOf = new Map(body.nodes.map((node, index) => [node.id, `nodes[${index}]`]));
  const place = (node: GraphNode): ErrorPlace => ({ path: pathOf.get(node.id) ?? 'nodes', node: node.id });
  const reached = reachableFrom(graph.topology, graph.starts);
  const rings = graph.rings.flatMap((index) => graph.nodes[index] ?? []);
  const lost = graph.nodes.filter((_, index) => !reached.has(index) && !graph.compensations.has(index));
  return [...rings.map((node) => ringStart(node, place(node))), ...lost.map((node) => unreachable(node, place(node)))];
}

function ringStart(node: GraphNode, place: ErrorPlace): Problem {
  return problem('warning', 'document/ring-start', {
    message: `Nothing leads into the cycle around “${node.id}”; it starts with “${node.id}”, its first node.`,
    place,
    remedy: 'Mark the node that should start.',
  });
}

function unreachable(node: GraphNode, place: ErrorPlace): Problem {
  return problem('warning', 'document/unreachable-node', {
    message: `Node “${node.id}” never runs: no path leads to it from a node that starts.`,
    place,
    remedy: 'Connect it, mark it as a start, or delete it.',
  });
}

export function conditionCycles(body: GraphBody, graph: GraphTopology): Problem[] {
  const isCondition = (id: string): boolean => graph.nodes[graph.indexOf.get(id) ?? -1]?.kind === conditionKind;
  const conditions = graph.nodes.filter((node) => node.kind === conditionKind);
  const number = new Map(conditions.map((node, index) => [node.id, index]));
  const inner = graph.edges.filter((edge) => isCondition(edge.source) && isCondition(edge.target));
  const topology = createTopology(
    conditions.length,
    inner.map((edge) => [number.get(edge.source) ?? -1, number.get(edge.target) ?? -1]),
  );
  return componentsOf(topology)
    .members.filter((members) => isCyclic(topology, members))
    .flatMap((members) => {
      const nodes = members.flatMap((member) => conditions[member] ?? []);
      const [first] = nodes;
      return first === undefined
        ? []
        : [
            conditionCycle(
              body,
              nodes.map((node) => node.id),
              first,
            ),
          ];
    });
}

function conditionCycle(body: GraphBody, ids: readonly string[], first: GraphNode): Problem {
  return problem('error', 'document/condition-cycle', {
    message: `The cycle ${ids.map((id) => `“${id}”`).join(', ')} holds nothing but conditions: no node in it changes the context, so it could never end.`,
    place: { path: `nodes[${body.nodes.indexOf(first)}]`, node: first.id },
    remedy: 'Put a node that does something into the cycle, or break it.',
  });
}
