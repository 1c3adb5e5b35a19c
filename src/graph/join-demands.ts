import { defaultPort } from '../model/defaults.ts';
import type { GraphTopology } from './document-topology.ts';
import { closingEdges, isCyclic, reachableFrom } from './topology.ts';

/**
 * What must have happened for a token to be on an edge: which nodes that run once have come to which outcome. Two edges that
 * demand different outcomes of one such node never both get a token. Everything here errs on the side of demanding too little.
 */
export interface Demands {
  readonly closing: readonly boolean[];
  /** Nodes that can run at all. */
  readonly reached: ReadonlySet<number>;
  /**
   * A node whose outcomes keep `need` of these edges from all getting a token; `undefined` where none is known. The edges
   * come from nodes that can run and lead to one node.
   */
  conflict(edges: readonly number[], need: number): number | undefined;
}

/** Node → number of its outcome. */
type Demand = ReadonlyMap<number, number>;

const nothing: Demand = new Map();

/** Further demands of an edge are forgotten: long chains of conditions must not cost the square of their length. */
const maxDemands = 32;

export function createDemands(graph: GraphTopology): Demands {
  const { topology, components, starts } = graph;
  const closing = closingEdges(topology, starts);
  const reached = reachableFrom(topology, starts);
  const startSet = new Set(starts);
  const outcomes = outcomesOf(graph);
  const ofNode: Demand[] = [];
  const once: boolean[] = [];
  const ofEdge = (edge: number): Demand => {
    const source = topology.sources[edge] ?? -1;
    const demand = ofNode[source] ?? nothing;
    const outcome = outcomes.get(edge);
    return outcome === undefined || once[source] !== true ? demand : extended(demand, source, outcome);
  };
  const deliver = (edges: readonly number[]): readonly number[] =>
    edges.filter((edge) => reached.has(topology.sources[edge] ?? -1));

  const enterNode = (node: number): void => {
    const incoming = deliver(topology.incoming[node] ?? []);
    const demands = incoming.map(ofEdge);
    if (startSet.has(node)) {
      ofNode[node] = nothing;
      once[node] = incoming.length === 0;
      return;
    }
    const join = graph.nodes[node]?.join ?? 'sync';
    const waitsForAll = join === 'all' || (typeof join === 'object' && join.first >= demands.length);
    ofNode[node] = (waitsForAll ? united(demands) : undefined) ?? shared(demands);
    const single = join !== 'any' || demands.length < 2 || conflictOf(demands, 2) !== undefined;
    once[node] = single && incoming.every((edge) => once[topology.sources[edge] ?? -1] === true);
  };
  const enterCycle = (members: readonly number[]): void => {
    const inside = new Set(members);
    const entering = members
      .flatMap((node) => deliver(topology.incoming[node] ?? []))
      .filter((edge) => !inside.has(topology.sources[edge] ?? -1));
    const demand = members.some((node) => startSet.has(node)) ? nothing : shared(entering.map(ofEdge));
    for (const node of members) ofNode[node] = demand;
  };
  for (const component of inOrder(graph)) {
    const members = components.members[component] ?? [];
    const [node] = members;
    if (node === undefined || !reached.has(node)) continue;
    if (isCyclic(topology, members)) enterCycle(members);
    else enterNode(node);
  }
  return { closing, reached, conflict: (edges, need) => conflictOf(edges.map(ofEdge), need) };
}

/**
 * Number of the outcome that each edge hangs on, of nodes with several: one port, of a port with a default edge that or the
 * others, under `split: first` one edge.
 */
function outcomesOf({ topology, nodes, edges }: GraphTopology): ReadonlyMap<number, number> {
  const outcomes = new Map<number, number>();
  topology.outgoing.forEach((outgoing, node) => {
    if (outgoing.length < 2) return;
    const numbers = new Map<string, number>();
    const found = outgoing.map((edge) => {
      const { port = defaultPort, default: isDefault = false } = edges[edge] ?? {};
      const key = nodes[node]?.split === 'first' ? String(edge) : `${isDefault ? 'default' : 'plain'} ${port}`;
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return [edge, number] as const;
    });
    if (numbers.size > 1) for (const [edge, number] of found) outcomes.set(edge, number);
  });
  return outcomes;
}

function extended(demand: Demand, node: number, outcome: number): Demand {
  const next = new Map(demand);
  next.set(node, outcome);
  return bounded(next);
}

function bounded(demand: Map<number, number>): Demand {
  for (const oldest of demand.keys()) {
    if (demand.size <= maxDemands) break;
    demand.delete(oldest);
  }
  return demand;
}

/** What each of them demands. */
function shared(demands: readonly Demand[]): Demand {
  const [first = nothing, ...others] = demands;
  if (others.every((other) => other === first)) return first;
  return new Map([...first].filter(([node, outcome]) => others.every((other) => other.get(node) === outcome)));
}

/** What they demand together; `undefined` when that can't be. */
function united(demands: readonly Demand[]): Demand | undefined {
  const [first = nothing, ...others] = demands;
  if (others.every((other) => other === first)) return first;
  const all = new Map(first);
  for (const other of others) {
    for (const [node, outcome] of other) {
      if ((all.get(node) ?? outcome) !== outcome) return undefined;
      all.set(node, outcome);
    }
  }
  return bounded(all);
}

/** A node of whose outcomes none lets `need` of these come true together. */
function conflictOf(demands: readonly Demand[], need: number): number | undefined {
  const counts = new Map<number, Map<number, number>>();
  for (const demand of demands) {
    for (const [node, outcome] of demand) {
      const ofNode = counts.get(node) ?? new Map<number, number>();
      counts.set(node, ofNode.set(outcome, (ofNode.get(outcome) ?? 0) + 1));
    }
  }
  for (const [node, outcomes] of counts) {
    const demanding = [...outcomes.values()];
    const indifferent = demands.length - demanding.reduce((sum, count) => sum + count, 0);
    if (indifferent + Math.max(...demanding) < need) return node;
  }
  return undefined;
}

/** Components so that each comes after all that lead to it. */
function inOrder({ topology, components }: GraphTopology): number[] {
  const of = (node: number | undefined): number => components.of[node ?? -1] ?? -1;
  const waiting = components.members.map(() => 0);
  const leadsOn: number[][] = components.members.map(() => []);
  topology.sources.forEach((source, edge) => {
    const [from, to] = [of(source), of(topology.targets[edge])];
    if (from === to) return;
    leadsOn[from]?.push(to);
    waiting[to] = (waiting[to] ?? 0) + 1;
  });
  const order = components.members.flatMap((_, component) => (waiting[component] === 0 ? [component] : []));
  for (const component of order) {
    for (const next of leadsOn[component] ?? []) {
      waiting[next] = (waiting[next] ?? 0) - 1;
      if (waiting[next] === 0) order.push(next);
    }
  }
  return order;
}
