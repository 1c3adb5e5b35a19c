import type { GraphNode, Join } from '../model/graph-document.ts';
import type { GraphTopology } from './document-topology.ts';
import type { GraphBody } from './graphs.ts';
import { createDemands, type Demands } from './join-demands.ts';
import { problem, type Problem } from './problem.ts';

/**
 * Joins that can never be satisfied, as far as the shape of the graph tells; never one that can. A token on an edge that
 * closes a cycle satisfies any join alone, so that joins with such edges are left to run time.
 */
export function joinProblems(body: GraphBody, graph: GraphTopology): Problem[] {
  const counting = graph.nodes.flatMap((node, index) => (needOf(node.join, graph, index) === undefined ? [] : [index]));
  if (counting.length === 0) return [];
  const demands = createDemands(graph);
  const pathOf = new Map(body.nodes.toReversed().map((node, index) => [node, body.nodes.length - 1 - index]));
  return counting.flatMap((index) => {
    const node = graph.nodes[index];
    const fault = node === undefined ? undefined : faultOf(node, index, { graph, demands });
    if (node === undefined || fault === undefined) return [];
    return problem('error', 'document/bad-join', {
      message: fault.message,
      place: { path: `nodes[${pathOf.get(node) ?? 0}].join`, node: node.id },
      remedy: fault.remedy,
    });
  });
}

/** How many of its forward edges must deliver; `undefined` where one is enough. */
function needOf(join: Join | undefined, graph: GraphTopology, node: number): number | undefined {
  if (typeof join === 'object') return join.first;
  return join === 'all' ? graph.topology.incoming[node]?.length : undefined;
}

interface Parts {
  readonly graph: GraphTopology;
  readonly demands: Demands;
}

interface Fault {
  readonly message: string;
  readonly remedy: string;
}

function faultOf(node: GraphNode, index: number, { graph, demands }: Parts): Fault | undefined {
  const incoming = graph.topology.incoming[index] ?? [];
  const forward = incoming.filter((edge) => !demands.closing[edge]);
  const need = needOf(node.join, graph, index) ?? 0;
  if (forward.length < need && node.join !== 'all' && !(forward.length === 0 && incoming.length > 0)) {
    return tooFew(node, need, forward.length);
  }
  if (!demands.reached.has(index) || forward.length < incoming.length || forward.length < 2) return undefined;
  const possible = forward.filter((edge) => demands.reached.has(graph.topology.sources[edge] ?? -1));
  if (possible.length < need) return neverDelivered(node, need, forward, { graph, demands });
  const conflict = demands.conflict(possible, need);
  return conflict === undefined ? undefined : exclusive(node, need, graph.nodes[conflict]?.id ?? '');
}

const waitsFor = ({ id, join }: GraphNode, need: number): string =>
  `Node “${id}” waits for ${join === 'all' ? 'all' : `the first ${need}`} of its incoming edges`;

function tooFew(node: GraphNode, need: number, has: number): Fault {
  return {
    message: `${waitsFor(node, need)}, but has ${has}.`,
    remedy: 'Lower the number, or connect more edges.',
  };
}

function neverDelivered(node: GraphNode, need: number, forward: readonly number[], { graph, demands }: Parts): Fault {
  const sources = new Set(forward.map((edge) => graph.topology.sources[edge] ?? -1));
  const dead = [...sources].filter((source) => !demands.reached.has(source)).map((source) => graph.nodes[source]?.id);
  return {
    message: `${waitsFor(node, need)}, but ${dead.map((id) => `“${id}”`).join(', ')} never ${dead.length === 1 ? 'runs' : 'run'}.`,
    remedy: 'Let what leads to it run, or use the join “sync”, which waits only for what can still come.',
  };
}

function exclusive(node: GraphNode, need: number, chooser: string): Fault {
  return {
    message: `${waitsFor(node, need)}, but they hang on different outcomes of “${chooser}”, which has only one of them.`,
    remedy: 'Use the join “sync”, which waits only for what can still come.',
  };
}
