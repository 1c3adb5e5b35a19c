import { canonicalJson } from '../base/canonical-json.ts';
import { sha256Hex } from '../base/sha256.ts';
import { defaultLimits, defaultPort, defaultRetry, defaultTimeoutMs } from '../model/defaults.ts';
import type { GraphDocument, GraphEdge, GraphNode } from '../model/graph-document.ts';
import { edgeId, nodeId, planHash, type PlanHash } from '../model/ids.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { Plan, PlanComponent, PlanEdge, PlanGraph, PlanNode } from '../model/plan.ts';
import { topologyOf, type DocumentTopology } from './document-topology.ts';
import { implementationOf, variantsOf } from './implementation.ts';
import type { Problem } from './problem.ts';
import { closingEdges, isCyclic } from './topology.ts';
import { findProblems } from './validate.ts';

export interface Compiled {
  /** `undefined` when a problem is an error. */
  readonly plan: Plan | undefined;
  readonly problems: readonly Problem[];
}

/** Checks a document and makes of it what an execution is pinned to. The same document always gives the same plan hash. */
export function compile(document: GraphDocument, kinds: NodeKinds): Compiled {
  const graph = topologyOf(document, kinds);
  const problems = findProblems(document, kinds, graph);
  if (problems.some((problem) => problem.severity === 'error')) return { plan: undefined, problems };
  return { plan: planOf(document, kinds, graph), problems };
}

function planOf(document: GraphDocument, kinds: NodeKinds, graph: DocumentTopology): Plan {
  const closing = closingEdges(graph.topology, graph.starts);
  const cyclic = cyclicComponents(graph);
  const edges = graph.edges.map((edge, index) => planEdge(edge, index, { graph, closing, cyclic }));
  const nodes = graph.nodes.map((node, index) => planNode(node, index, { kinds, graph, closing, cyclic }));
  const own: PlanGraph = {
    index: 0,
    name: '',
    firstNode: 0,
    nodeCount: nodes.length,
    firstEdge: 0,
    edgeCount: edges.length,
    firstComponent: 0,
    componentCount: cyclic.size,
    starts: graph.starts,
    context: undefined,
  };
  const plan = {
    document,
    graphs: [own],
    graphIndex: new Map([['', 0]]),
    nodes,
    edges,
    components: componentsOfPlan(edges, graph, cyclic),
    starts: graph.starts,
    limits: { ...defaultLimits, ...document.limits },
    merge: new Map(Object.entries(document.context?.merge ?? {})),
    nodeIndex: graph.indexOf,
  };
  return { ...plan, hash: hashOf(plan) };
}

/** Component of the topology → number among those with a cycle. */
function cyclicComponents({ topology, components }: DocumentTopology): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  components.members.forEach((members, component) => {
    if (isCyclic(topology, members)) numbers.set(component, numbers.size);
  });
  return numbers;
}

interface EdgeParts {
  readonly graph: DocumentTopology;
  readonly closing: readonly boolean[];
  readonly cyclic: ReadonlyMap<number, number>;
}

const cycleOf = (node: number, { graph, cyclic }: EdgeParts): number =>
  cyclic.get(graph.components.of[node] ?? -1) ?? -1;

function planEdge(edge: GraphEdge, index: number, parts: EdgeParts): PlanEdge {
  const source = parts.graph.topology.sources[index] ?? -1;
  const target = parts.graph.topology.targets[index] ?? -1;
  const component = cycleOf(source, parts);
  return {
    index,
    id: edgeId(edge.id),
    source,
    target,
    port: edge.port ?? defaultPort,
    when: edge.when,
    isDefault: edge.default === true,
    closing: parts.closing[index] === true,
    component: component === cycleOf(target, parts) ? component : -1,
  };
}

function planNode(node: GraphNode, index: number, parts: EdgeParts & { readonly kinds: NodeKinds }): PlanNode {
  const incoming = parts.graph.topology.incoming[index] ?? [];
  const variants = variantsOf(node);
  const active = variants.findIndex((variant) => variant.id === node.active);
  return {
    index,
    id: nodeId(node.id),
    local: nodeId(node.id),
    graph: 0,
    kind: node.kind,
    label: node.label ?? node.id,
    variants: variants.map((variant) => implementationOf(node.kind, variant)),
    active: Math.max(active, 0),
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
    compensate: -1,
    losers: [],
    onError: node.onError ?? 'fail',
    effects: node.effects ?? parts.kinds.get(node.kind)?.effects ?? 'once',
    forward: incoming.filter((edge) => !parts.closing[edge]),
    closing: incoming.filter((edge) => parts.closing[edge]),
    outgoing: parts.graph.topology.outgoing[index] ?? [],
    component: cycleOf(index, parts),
  };
}

function componentsOfPlan(
  edges: readonly PlanEdge[],
  graph: DocumentTopology,
  cyclic: ReadonlyMap<number, number>,
): PlanComponent[] {
  const entering: number[][] = Array.from(cyclic, () => []);
  const leaving: number[][] = Array.from(cyclic, () => []);
  const numberOf = (node: number): number => cyclic.get(graph.components.of[node] ?? -1) ?? -1;
  for (const edge of edges) {
    const [from, to] = [numberOf(edge.source), numberOf(edge.target)];
    if (from === to) continue;
    leaving[from]?.push(edge.index);
    entering[to]?.push(edge.index);
  }
  return Array.from(cyclic, ([component, index]) => ({
    index,
    nodes: graph.components.members[component] ?? [],
    entering: entering[index] ?? [],
    leaving: leaving[index] ?? [],
  }));
}

/**
 * Of everything that decides behaviour, in document order; labels, descriptions, positions and names stay out.
 * Tuples, because they need no sorting of keys: a plan may have 20,000 nodes.
 */
function hashOf(plan: Omit<Plan, 'hash'>): PlanHash {
  const { initial = {}, schema = {} } = plan.document.context ?? {};
  const { maxSteps, maxContextBytes, maxValueBytes, maxConcurrency } = plan.limits;
  const graph = [
    plan.nodes.map(nodeContent),
    plan.edges.map(({ id, source, target, port, when }) => [id, source, target, port, when]),
    plan.starts,
    [maxSteps, maxContextBytes, maxValueBytes, maxConcurrency],
  ];
  const context = { initial, schema, merge: Object.fromEntries(plan.merge) };
  return planHash(sha256Hex(`wtb-plan/1\n${JSON.stringify(graph)}\n${canonicalJson(context)}`));
}

function nodeContent(node: PlanNode): unknown[] {
  const { id, kind, active, input, output, reads, writes, split, timeoutMs, onError, effects } = node;
  const { maxAttempts, backoff, initialDelayMs, factor, maxDelayMs, jitter } = node.retry;
  return [
    [id, kind, active, input, output, reads, writes, split, timeoutMs, onError, effects],
    typeof node.join === 'string' ? node.join : node.join.first,
    [maxAttempts, backoff, initialDelayMs, factor, maxDelayMs, jitter],
    node.variants.map(({ variant, hash }) => [variant, hash]),
  ];
}
