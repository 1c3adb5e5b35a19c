import { offsetBesideOthers } from '../../graph/copy-place.ts';
import { freshEdgeId, freshId, freshNodeId, idFromText } from '../../graph/edit.ts';
import type { GraphEdit } from '../../graph/edit.ts';
import type { GraphDocument, GraphEdge, GraphNode, Position } from '../../model/graph-document.ts';
import type { NodeDefinition } from '../../model/node-definition.ts';
import { defaultPort } from './default-port.ts';
import { cardHeight, cardWidth, positionOf, snap } from './geometry.ts';

/** Edits that gestures come to, as data: what they name comes with them. */
export interface Gesture {
  readonly edits: readonly GraphEdit[];
  readonly label: string;
  /** What is selected afterwards. */
  readonly select: readonly string[];
}

/** A new node of a kind with its centre at `at`, moved aside where another stands. */
export function addNode(document: GraphDocument, kind: NodeDefinition, at: Position): Gesture {
  const node = freshNode(document, kind, { x: at.x - cardWidth / 2, y: at.y - cardHeight / 2 });
  return { edits: [{ type: 'add-node', node }], label: `Add ${kind.title}`, select: [node.id] };
}

function freshNode(document: GraphDocument, kind: NodeDefinition, at: Position): GraphNode {
  const id = freshNodeId(document, idFromText(kind.title, kind.kind));
  const number = /-(\d+)$/.exec(id)?.[1];
  const label = number === undefined ? kind.title : `${kind.title} ${number}`;
  const variants = [{ id: 'main', name: 'Main', config: kind.defaultConfig }];
  return { id, kind: kind.kind, label, position: freePlace(document, at), variants, active: 'main' };
}

/** The nearest place to the wanted one where a card covers no other. */
function freePlace(document: GraphDocument, wanted: Position): Position {
  const taken = document.nodes.map(positionOf);
  const isFree = (place: Position) =>
    taken.every((other) => Math.abs(other.x - place.x) >= cardWidth || Math.abs(other.y - place.y) >= cardHeight);
  const start = snap(wanted);
  // Some place in a ring is free at the latest when the ring has more of them than there are nodes.
  for (let ring = 0; ring <= taken.length; ring++) {
    const place = ringAround(start, ring).find(isFree);
    if (place !== undefined) return place;
  }
  return start;
}

const [besideStep, belowStep] = [cardWidth + 44, cardHeight + 42];

/** Places around a start, those below and to the right first. */
function ringAround(start: Position, ring: number): readonly Position[] {
  const places: { readonly place: Position; readonly cost: number }[] = [];
  for (let column = -ring; column <= ring; column++) {
    for (let row = -ring; row <= ring; row++) {
      if (Math.max(Math.abs(column), Math.abs(row)) !== ring) continue;
      const place = { x: start.x + column * besideStep, y: start.y + row * belowStep };
      const cost = Math.abs(column) * 2 + Math.abs(row) + (column < 0 ? 0.5 : 0) + (row < 0 ? 0.25 : 0);
      places.push({ place, cost });
    }
  }
  return places.toSorted((a, b) => a.cost - b.cost).map(({ place }) => place);
}

/** An edge, unless the same one is there. */
export function connect(document: GraphDocument, from: string, to: string, port = defaultPort): Gesture | undefined {
  const exists = document.edges.some(
    (edge) => edge.source === from && edge.target === to && (edge.port ?? defaultPort) === port,
  );
  if (exists) return undefined;
  return { edits: [{ type: 'add-edge', edge: freshEdge(document, from, to, port) }], label: 'Connect', select: [from] };
}

function freshEdge(document: GraphDocument, source: string, target: string, port: string): GraphEdge {
  return { id: freshEdgeId(document), source, target, ...(port === defaultPort ? {} : { port }) };
}

/** A new node between a node and all that follow it on the default port. */
export function insertAfter(document: GraphDocument, from: string, kind: NodeDefinition): Gesture | undefined {
  const index = document.nodes.findIndex((node) => node.id === from);
  const source = document.nodes[index];
  if (source === undefined) return undefined;
  const { x, y } = positionOf(source, index);
  const node = freshNode(document, kind, { x: x + cardWidth + 64, y });
  const moved = document.edges.filter((edge) => edge.source === from && (edge.port ?? defaultPort) === defaultPort);
  const edits: GraphEdit[] = [{ type: 'add-node', node }];
  for (const edge of moved) edits.push({ type: 'update-edge', edge: edge.id, changes: { source: node.id } });
  edits.push({ type: 'add-edge', edge: freshEdge(document, from, node.id, defaultPort) });
  return { edits, label: `Insert ${kind.title}`, select: [node.id] };
}

/** Copies of nodes with the edges among them, a little aside. */
export function duplicateNodes(document: GraphDocument, ids: readonly string[]): Gesture {
  const names = new Map<string, string>();
  const taken = new Set(document.nodes.map(({ id }) => id));
  const edits: GraphEdit[] = [];
  const originals = document.nodes
    .map((node, index) => ({ node, position: positionOf(node, index) }))
    .filter(({ node }) => ids.includes(node.id));
  const by = offsetBesideOthers(
    document,
    originals.map(({ position }) => position),
  );
  for (const { node, position } of originals) {
    const id = freshId(node.id, taken);
    taken.add(id);
    names.set(node.id, id);
    const label = node.label === undefined ? {} : { label: `${node.label} copy` };
    const place = { x: position.x + by.x, y: position.y + by.y };
    edits.push({ type: 'add-node', node: { ...node, id, ...label, position: place } });
  }
  edits.push(...duplicateEdges(document, names));
  return { edits, label: `Duplicate ${countNodes(ids.length)}`, select: [...names.values()] };
}

function duplicateEdges(document: GraphDocument, names: ReadonlyMap<string, string>): GraphEdit[] {
  const taken = new Set(document.edges.map(({ id }) => id));
  const edits: GraphEdit[] = [];
  for (const edge of document.edges) {
    const [source, target] = [names.get(edge.source), names.get(edge.target)];
    if (source === undefined || target === undefined) continue;
    const id = freshId(edge.id, taken);
    taken.add(id);
    edits.push({ type: 'add-edge', edge: { ...edge, id, source, target } });
  }
  return edits;
}

/** Removes nodes and edges as one command; the selection is empty afterwards. */
export function removeThings(nodes: readonly string[], edges: readonly string[]): Gesture {
  const edits: GraphEdit[] = [];
  if (edges.length > 0) edits.push({ type: 'remove-edges', edges });
  if (nodes.length > 0) edits.push({ type: 'remove-nodes', nodes });
  const what = nodes.length > 0 ? countNodes(nodes.length) : `${edges.length} edge${edges.length === 1 ? '' : 's'}`;
  return { edits, label: `Delete ${what}`, select: [] };
}

/** Moves nodes by a distance. */
export function moveBy(document: GraphDocument, ids: readonly string[], dx: number, dy: number): Gesture {
  const positions = document.nodes.flatMap((node, index) => {
    if (!ids.includes(node.id)) return [];
    const { x, y } = positionOf(node, index);
    return [{ node: node.id, position: { x: x + dx, y: y + dy } }];
  });
  return { edits: [{ type: 'move-nodes', positions }], label: `Move ${countNodes(positions.length)}`, select: ids };
}

export function countNodes(count: number): string {
  return `${count} node${count === 1 ? '' : 's'}`;
}
