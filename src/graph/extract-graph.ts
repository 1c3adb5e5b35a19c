import { defaultPort } from '../model/defaults.ts';
import type { GraphDocument, GraphEdge, GraphNode, Position, SubGraph } from '../model/graph-document.ts';
import { graphNames, graphNamed } from '../model/graph-names.ts';
import { freshEdgeId, freshId, freshNodeId, type GraphEdit } from './edit.ts';
import { downstream, indexOf } from './query.ts';

export interface Extraction {
  /** In the graph that the nodes stand in, but for the one that adds the new graph to the document. */
  readonly edits: readonly GraphEdit[];
  /** Id of the subflow that stands in the place of the nodes. */
  readonly node: string;
  /** Name of the new graph. */
  readonly graph: string;
}

/** Why nodes can't become a graph of their own without meaning something else. */
export interface Refusal {
  readonly refused: string;
}

/**
 * The edits that move nodes of a graph into a new named graph and put a subflow in their place, to and from which the edges lead
 * that led to and from them. Refuses where that would change what runs when.
 *
 * @param from the graph that the nodes stand in; empty for the document's own
 * @param wanted name of the new graph, and id of the subflow; both get a number where it is taken
 */
export function extractGraph(
  document: GraphDocument,
  { from, nodes: ids, wanted }: { readonly from: string; readonly nodes: Iterable<string>; readonly wanted: string },
): Extraction | Refusal {
  const body = graphNamed(document, from);
  const cut = body === undefined ? undefined : cutOut(body, new Set(ids));
  if (body === undefined || cut === undefined || cut.nodes.length === 0) return { refused: 'No node is selected.' };
  const fault = faultOf(cut);
  if (fault !== undefined) return { refused: fault };
  const shown = { ...document, nodes: body.nodes, edges: body.edges };
  const graph = freshId(wanted, new Set(graphNames(document)));
  const left = { ...shown, nodes: body.nodes.filter((node) => !cut.nodes.includes(node)) };
  const node = freshNodeId(left, wanted);
  return {
    node,
    graph,
    edits: [
      { type: 'update-document', changes: { graphs: { ...document.graphs, [graph]: graphOf(cut) } } },
      { type: 'remove-nodes', nodes: cut.nodes.map(({ id }) => id) },
      { type: 'add-node', node: scopeOf(cut, node, graph), index: body.nodes.indexOf(cut.nodes[0] as GraphNode) },
      ...edgeEdits(cut, node, shown),
    ],
  };
}

/** The nodes with the edges among them, to them and from them. */
interface Cut {
  readonly nodes: readonly GraphNode[];
  readonly others: readonly GraphNode[];
  readonly inner: readonly GraphEdge[];
  readonly entering: readonly GraphEdge[];
  readonly leaving: readonly GraphEdge[];
  /** Nodes at which what is cut out begins: led to from outside, or starting by themselves. */
  readonly entries: ReadonlySet<string>;
  readonly startsItself: boolean;
}

function cutOut(body: Pick<SubGraph, 'nodes' | 'edges'>, wanted: ReadonlySet<string>): Cut {
  const nodes = body.nodes.filter(({ id }) => wanted.has(id));
  const entering = body.edges.filter(({ source, target }) => !wanted.has(source) && wanted.has(target));
  const chosen = body.nodes.some(({ start }) => start === true);
  const led = new Set(body.edges.filter(({ source, target }) => source !== target).map(({ target }) => target));
  const undoing = new Set(body.nodes.map(({ compensate }) => compensate));
  const starting = nodes.filter(({ id, start }) => (chosen ? start === true : !led.has(id)) && !undoing.has(id));
  return {
    nodes,
    others: body.nodes.filter(({ id }) => !wanted.has(id)),
    inner: body.edges.filter(({ source, target }) => wanted.has(source) && wanted.has(target)),
    entering,
    leaving: body.edges.filter(({ source, target }) => wanted.has(source) && !wanted.has(target)),
    entries: new Set([...entering.map(({ target }) => target), ...starting.map(({ id }) => id)]),
    startsItself: starting.length > 0,
  };
}

function faultOf(cut: Cut): string | undefined {
  if (cut.startsItself && cut.entering.length > 0) {
    return 'Part of the selection starts by itself and another part is led to; select one of them.';
  }
  return entryFault(cut) ?? exitFault(cut) ?? compensationFault(cut);
}

function entryFault({ nodes, entering, inner, entries }: Cut): string | undefined {
  const ways = (target: string): string =>
    entering
      .filter((edge) => edge.target === target)
      .map(({ source, port, when, default: isDefault }) => JSON.stringify([source, port, when, isDefault]))
      .toSorted()
      .join();
  const [first = '', ...others] = entries;
  if (entering.length > 0 && others.some((entry) => ways(entry) !== ways(first))) {
    return `Different edges lead into the selection at “${first}” and “${others.find((entry) => ways(entry) !== ways(first))}”; a subflow has one entry.`;
  }
  const index = indexOf({ format: 'wtb/1', id: 'cut', name: 'cut', nodes: [...nodes], edges: [...inner] });
  for (const { target } of entering) {
    const behind = downstream(index, [target]);
    const before = inner.find((edge) => edge.target === target && !behind.has(edge.source));
    if (before !== undefined)
      return `Node “${target}” is led to from outside of the selection and from “${before.source}” in it.`;
  }
  return undefined;
}

function exitFault({ nodes, inner, leaving }: Cut): string | undefined {
  const named = leaving.find(({ port = defaultPort }) => port !== defaultPort);
  if (named !== undefined) {
    return `The edge from “${named.source}” to “${named.target}” hangs on the port “${named.port}”; a subflow has only “next”. Select its target as well, or leave its source out.`;
  }
  const torn = leaving.find(({ source }) => {
    const { split } = nodes.find(({ id }) => id === source) ?? {};
    const stay = inner.filter((edge) => edge.source === source);
    const choosing = split === 'first' || stay.some(({ port = defaultPort }) => port !== defaultPort);
    return (
      stay.length > 0 && (choosing || [...stay, ...leaving].some((edge) => edge.source === source && edge.default))
    );
  });
  return torn === undefined
    ? undefined
    : `Node “${torn.source}” chooses between ways inside of the selection and out of it. Leave it out.`;
}

function compensationFault({ nodes, others }: Cut): string | undefined {
  const inside = new Set(nodes.map(({ id }) => id));
  const outside = new Set(others.map(({ id }) => id));
  const torn =
    nodes.find(({ compensate = '' }) => outside.has(compensate)) ??
    others.find(({ compensate = '' }) => inside.has(compensate));
  return torn === undefined
    ? undefined
    : `Node “${torn.id}” and “${torn.compensate}”, which undoes it, must stay together.`;
}

function graphOf(cut: Cut): SubGraph {
  const { nodes, inner, entries } = cut;
  const led = new Set(inner.filter(({ source, target }) => source !== target).map(({ target }) => target));
  const undoing = new Set(nodes.map(({ compensate }) => compensate));
  const natural = nodes.filter(({ id }) => !led.has(id) && !undoing.has(id));
  const isNatural = natural.length === entries.size && natural.every(({ id }) => entries.has(id));
  const corner = cornerOf(nodes);
  return {
    nodes: nodes.map((node) => {
      const { start: _start, join, position, ...rest } = node;
      return {
        ...rest,
        ...(position === undefined ? {} : { position: { x: position.x - corner.x, y: position.y - corner.y } }),
        ...(join === undefined || (entries.has(node.id) && cut.entering.length > 0) ? {} : { join }),
        ...(!isNatural && entries.has(node.id) ? { start: true } : {}),
      };
    }),
    edges: [...inner],
  };
}

function cornerOf(nodes: readonly GraphNode[]): Position {
  const positions = nodes.flatMap(({ position }) => position ?? []);
  if (positions.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...positions.map(({ x }) => x)), y: Math.min(...positions.map(({ y }) => y)) };
}

function scopeOf({ nodes, entering, entries }: Cut, id: string, graph: string): GraphNode {
  const positions = nodes.flatMap(({ position }) => position ?? []);
  const mean = (of: (position: Position) => number): number =>
    Math.round(positions.reduce((sum, position) => sum + of(position), 0) / positions.length);
  const entry = entering.length === 0 ? undefined : nodes.find((node) => entries.has(node.id));
  return {
    id,
    kind: 'subflow',
    ...(positions.length === 0 ? {} : { position: { x: mean(({ x }) => x), y: mean(({ y }) => y) } }),
    ...(nodes.some(({ start }) => start === true) ? { start: true } : {}),
    ...(entry?.join === undefined ? {} : { join: entry.join }),
    variants: [{ id: 'main', config: { graph } }],
  };
}

/** Edges that come to the same are one: the subflow is left once, however many of its nodes led on. */
function edgeEdits({ nodes, entering, leaving }: Cut, scope: string, document: GraphDocument): GraphEdit[] {
  const [entry] = entering;
  const gone = new Set(nodes.map(({ id }) => id));
  const into = entering.filter(({ target }) => target === entry?.target).map((edge) => ({ ...edge, target: scope }));
  const out = leaving.map((edge) => ({ ...edge, source: scope }));
  const known = new Set<string>();
  let rest: GraphDocument = {
    ...document,
    edges: document.edges.filter(({ source, target }) => !gone.has(source) && !gone.has(target)),
  };
  return [...into, ...out].flatMap((edge): GraphEdit[] => {
    const key = JSON.stringify([edge.source, edge.target, edge.port, edge.when, edge.default]);
    if (known.has(key)) return [];
    known.add(key);
    const id = rest.edges.some((other) => other.id === edge.id) ? freshEdgeId(rest) : edge.id;
    rest = { ...rest, edges: [...rest.edges, { ...edge, id }] };
    return [{ type: 'add-edge', edge: { ...edge, id } }];
  });
}
