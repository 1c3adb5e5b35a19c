import { defaultLimits, defaultPort, defaultRetry, defaultTimeoutMs } from '../model/defaults.ts';
import type { ContextDeclaration, GraphDocument, GraphEdge, GraphNode } from '../model/graph-document.ts';
import { planEdgeId, planNodeId } from '../model/graph-names.ts';
import { nodeId } from '../model/ids.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { Plan, PlanComponent, PlanContext, PlanEdge, PlanGraph, PlanNode } from '../model/plan.ts';
import { partsOf, type GraphPart, type GraphTopology } from './document-topology.ts';
import { implementationOf, variantsOf } from './implementation.ts';
import { planHashOf } from './plan-hash.ts';
import type { Problem } from './problem.ts';
import { closingEdges, isCyclic, leadingOnlyTo } from './topology.ts';
import { findProblems } from './validate.ts';

export interface Compiled {
  /** `undefined` when a problem is an error. */
  readonly plan: Plan | undefined;
  readonly problems: readonly Problem[];
}

/** Checks a document and makes of it what an execution is pinned to. The same document always gives the same plan hash. */
export function compile(document: GraphDocument, kinds: NodeKinds): Compiled {
  const parts = partsOf(document, kinds);
  const problems = findProblems(document, kinds, parts);
  if (problems.some((problem) => problem.severity === 'error')) return { plan: undefined, problems };
  return { plan: planOf(document, kinds, parts), problems };
}

function planOf(document: GraphDocument, kinds: NodeKinds, parts: readonly GraphPart[]): Plan {
  const lists: Lists = { graphs: [], nodes: [], edges: [], components: [] };
  for (const part of parts) addGraph(lists, part, kinds);
  const plan = {
    document,
    ...lists,
    graphIndex: new Map(lists.graphs.map((graph) => [graph.name, graph.index])),
    starts: lists.graphs[0]?.starts ?? [],
    limits: { ...defaultLimits, ...document.limits },
    merge: new Map(Object.entries(document.context?.merge ?? {})),
    nodeIndex: new Map(lists.nodes.map((node): [string, number] => [node.id, node.index])),
  };
  return { ...plan, hash: planHashOf(plan) };
}

/** The plan's lists, which grow graph by graph. */
interface Lists {
  readonly graphs: PlanGraph[];
  readonly nodes: PlanNode[];
  readonly edges: PlanEdge[];
  readonly components: PlanComponent[];
}

/** A graph on its way into the plan: its own numbers, and by how much they move. */
interface Placed {
  readonly index: number;
  readonly name: string;
  readonly kinds: NodeKinds;
  readonly graph: GraphTopology;
  /** Per edge of the graph. */
  readonly closing: readonly boolean[];
  /** Component of the graph → number among those of it with a cycle. */
  readonly cyclic: ReadonlyMap<number, number>;
  readonly firstNode: number;
  readonly firstEdge: number;
  readonly firstComponent: number;
}

function addGraph(lists: Lists, { name, body, graph }: GraphPart, kinds: NodeKinds): void {
  const placed: Placed = {
    index: lists.graphs.length,
    name,
    kinds,
    graph,
    closing: closingEdges(graph.topology, graph.starts),
    cyclic: cyclicComponents(graph),
    firstNode: lists.nodes.length,
    firstEdge: lists.edges.length,
    firstComponent: lists.components.length,
  };
  const edges = graph.edges.map((edge, local) => planEdge(edge, local, placed));
  lists.graphs.push({
    index: placed.index,
    name,
    firstNode: placed.firstNode,
    nodeCount: graph.nodes.length,
    firstEdge: placed.firstEdge,
    edgeCount: edges.length,
    firstComponent: placed.firstComponent,
    componentCount: placed.cyclic.size,
    starts: moved(graph.starts, placed.firstNode),
    context: body.context === undefined ? undefined : planContext(body.context),
  });
  graph.nodes.forEach((node, local) => lists.nodes.push(planNode(node, local, placed)));
  for (const component of componentsOfPlan(edges, placed)) lists.components.push(component);
  for (const edge of edges) lists.edges.push(edge);
}

const moved = (indexes: readonly number[], by: number): readonly number[] =>
  by === 0 ? indexes : indexes.map((index) => index + by);

function planContext({ initial = {}, schema, merge = {}, onInvalid = 'fail' }: ContextDeclaration): PlanContext {
  return { initial, schema, merge: new Map(Object.entries(merge)), onInvalid };
}

function cyclicComponents({ topology, components }: GraphTopology): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  components.members.forEach((members, component) => {
    if (isCyclic(topology, members)) numbers.set(component, numbers.size);
  });
  return numbers;
}

/** Number in the plan of the cyclic component that a node of the graph is in, or -1. */
function cycleOf(node: number, { graph, cyclic, firstComponent }: Placed): number {
  const number = cyclic.get(graph.components.of[node] ?? -1);
  return number === undefined ? -1 : number + firstComponent;
}

function planEdge(edge: GraphEdge, local: number, placed: Placed): PlanEdge {
  const source = placed.graph.topology.sources[local] ?? -1;
  const target = placed.graph.topology.targets[local] ?? -1;
  const component = cycleOf(source, placed);
  return {
    index: local + placed.firstEdge,
    id: planEdgeId(placed.name, edge.id),
    source: source + placed.firstNode,
    target: target + placed.firstNode,
    port: edge.port ?? defaultPort,
    when: edge.when,
    isDefault: edge.default === true,
    closing: placed.closing[local] === true,
    component: component === cycleOf(target, placed) ? component : -1,
  };
}

function planNode(node: GraphNode, local: number, placed: Placed): PlanNode {
  const { graph, closing, firstNode, firstEdge } = placed;
  const incoming = graph.topology.incoming[local] ?? [];
  const variants = variantsOf(node);
  const undoing = graph.indexOf.get(node.compensate ?? '');
  const made: PlanNode = {
    index: local + firstNode,
    id: planNodeId(placed.name, node.id),
    local: nodeId(node.id),
    graph: placed.index,
    kind: node.kind,
    label: node.label ?? node.id,
    variants: variants.map((variant) => implementationOf(node.kind, variant)),
    active: Math.max(
      variants.findIndex((variant) => variant.id === node.active),
      0,
    ),
    input: node.input === '' ? undefined : node.input,
    output: node.output,
    reads: node.reads,
    writes: node.writes,
    join: node.join ?? 'sync',
    split: node.split ?? 'all',
    retry: { ...defaultRetry, ...node.retry },
    timeoutMs: node.timeoutMs ?? defaultTimeoutMs,
    deadlineMs: node.deadlineMs,
    lock: node.lock,
    compensate: undoing === undefined ? -1 : undoing + firstNode,
    losers: none,
    onError: node.onError ?? 'fail',
    effects: node.effects ?? placed.kinds.get(node.kind)?.effects ?? 'once',
    forward: moved(
      incoming.filter((edge) => !closing[edge]),
      firstEdge,
    ),
    closing: moved(
      incoming.filter((edge) => closing[edge]),
      firstEdge,
    ),
    outgoing: moved(graph.topology.outgoing[local] ?? [], firstEdge),
    component: cycleOf(local, placed),
  };
  return typeof node.join === 'object' && node.join.cancel === true ? withLosers(made, placed) : made;
}

const none: readonly number[] = [];

/** Looked for when first asked: of thousands of such joins in a row, each has all those before it to look through. */
function withLosers(node: PlanNode, { graph, firstNode }: Placed): PlanNode {
  let found: readonly number[] | undefined;
  return {
    ...node,
    get losers() {
      found ??= moved(leadingOnlyTo(graph.topology, node.index - firstNode), firstNode);
      return found;
    },
  };
}

function componentsOfPlan(edges: readonly PlanEdge[], placed: Placed): PlanComponent[] {
  const { graph, cyclic, firstNode, firstComponent } = placed;
  const entering: number[][] = Array.from(cyclic, () => []);
  const leaving: number[][] = Array.from(cyclic, () => []);
  for (const edge of edges) {
    const from = cycleOf(edge.source - firstNode, placed);
    const to = cycleOf(edge.target - firstNode, placed);
    if (from === to) continue;
    leaving[from - firstComponent]?.push(edge.index);
    entering[to - firstComponent]?.push(edge.index);
  }
  return Array.from(cyclic, ([component, number]) => ({
    index: number + firstComponent,
    nodes: moved(graph.components.members[component] ?? [], firstNode),
    entering: entering[number] ?? [],
    leaving: leaving[number] ?? [],
  }));
}
