import type { GraphDocument, GraphEdge, GraphNode } from '../model/graph-document.ts';

/** A document with its connections looked up once, for those who ask often. Make it anew when the document changes. */
export interface GraphIndex {
  readonly document: GraphDocument;
  node(id: string): GraphNode | undefined;
  edge(id: string): GraphEdge | undefined;
  /** Edges in document order. */
  incoming(node: string): readonly GraphEdge[];
  outgoing(node: string): readonly GraphEdge[];
}

const none: readonly GraphEdge[] = [];

export function indexOf(document: GraphDocument): GraphIndex {
  const nodes = new Map(document.nodes.toReversed().map((node) => [node.id, node]));
  const edges = new Map(document.edges.toReversed().map((edge) => [edge.id, edge]));
  const incoming = edgesBy(document, 'target');
  const outgoing = edgesBy(document, 'source');
  return {
    document,
    node: (id) => nodes.get(id),
    edge: (id) => edges.get(id),
    incoming: (id) => incoming.get(id) ?? none,
    outgoing: (id) => outgoing.get(id) ?? none,
  };
}

function edgesBy(document: GraphDocument, end: 'source' | 'target'): ReadonlyMap<string, readonly GraphEdge[]> {
  const lists = new Map<string, GraphEdge[]>();
  for (const edge of document.edges) {
    const list = lists.get(edge[end]);
    if (list === undefined) lists.set(edge[end], [edge]);
    else list.push(edge);
  }
  return lists;
}

/** Nodes that can be reached along edges from the given ones, which are among them. */
export function downstream(index: GraphIndex, from: Iterable<string>): Set<string> {
  return closure(from, (id) => index.outgoing(id).map((edge) => edge.target));
}

/** Nodes from which the given ones can be reached, which are among them. */
export function upstream(index: GraphIndex, from: Iterable<string>): Set<string> {
  return closure(from, (id) => index.incoming(id).map((edge) => edge.source));
}

function closure(from: Iterable<string>, next: (id: string) => readonly string[]): Set<string> {
  const reached = new Set(from);
  for (const id of reached) for (const other of next(id)) reached.add(other);
  return reached;
}

/**
 * Where an arrow key leads from a node: right along the first outgoing edge, left against the first incoming one, up
 * and down to its siblings (nodes that share a source or a target with it, else all nodes) by their place.
 */
export function neighbour(index: GraphIndex, node: string, to: 'left' | 'right' | 'up' | 'down'): string | undefined {
  if (to === 'right') return otherThan(node, index.outgoing(node), 'target');
  if (to === 'left') return otherThan(node, index.incoming(node), 'source');
  const siblings = siblingsOf(index, node);
  const at = siblings.indexOf(node);
  return siblings[to === 'down' ? at + 1 : at - 1];
}

function otherThan(node: string, edges: readonly GraphEdge[], end: 'source' | 'target'): string | undefined {
  return edges.find((edge) => edge[end] !== node)?.[end];
}

function siblingsOf(index: GraphIndex, node: string): string[] {
  const before = index.incoming(node).flatMap((edge) => index.outgoing(edge.source).map((each) => each.target));
  const after = index.outgoing(node).flatMap((edge) => index.incoming(edge.target).map((each) => each.source));
  const ways = new Set([
    ...index.incoming(node).map((each) => each.source),
    ...index.outgoing(node).map((each) => each.target),
  ]);
  const near = [...new Set([node, ...[...before, ...after].filter((id) => !ways.has(id))])];
  const found = near.length > 1 ? near : index.document.nodes.map((each) => each.id);
  const y = (id: string): number => index.node(id)?.position?.y ?? 0;
  const x = (id: string): number => index.node(id)?.position?.x ?? 0;
  return found.filter((id) => index.node(id) !== undefined).sort((a, b) => y(a) - y(b) || x(a) - x(b));
}
