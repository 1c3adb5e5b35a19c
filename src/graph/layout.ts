import type { GraphDocument, Position, SubGraph } from '../model/graph-document.ts';
import { layersOf, orderLayers, type LayeredGraph } from './layers.ts';
import { closingEdges, componentsOf, createTopology, naturalStarts, type Topology } from './topology.ts';

/** Size of a node card on the canvas; the layout keeps cards of this size apart. */
export const nodeSize = { width: 176, height: 58 } as const;

const gap = { layer: 88, node: 38, part: 76 } as const;
const islandsPerRow = 5;

export interface LayoutOptions {
  /** Only these nodes, by the edges among them; all where absent. */
  readonly nodes?: readonly string[];
  /** Upper left corner of the whole. Default 0, 0. */
  readonly origin?: Position;
}

export interface PlacedNode {
  readonly node: string;
  readonly position: Position;
}

/**
 * Positions in layers from left to right, edges that close a cycle apart. Deterministic: the same document gives the
 * same layout. Parts that are not connected stand below one another, nodes without edges in rows at the end.
 * Made to be the `positions` of a `move-nodes` edit.
 */
export function layoutDocument(
  document: Pick<GraphDocument, 'nodes' | 'edges'>,
  options: LayoutOptions = {},
): PlacedNode[] {
  const wanted = options.nodes === undefined ? undefined : new Set(options.nodes);
  const ids = [...new Set(document.nodes.map((node) => node.id))].filter((id) => wanted?.has(id) ?? true);
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const edges = document.edges.flatMap((edge): [number, number][] => {
    const [source, target] = [indexOf.get(edge.source), indexOf.get(edge.target)];
    return source === undefined || target === undefined || source === target ? [] : [[source, target]];
  });
  const positions = layoutTopology(createTopology(ids.length, edges));
  const origin = options.origin ?? { x: 0, y: 0 };
  return ids.map((node, index) => {
    const at = positions[index] ?? origin;
    return { node, position: { x: origin.x + at.x, y: origin.y + at.y } };
  });
}

/**
 * The document with a layout for each of its graphs in which no node has a place, as files written by hand come; the document
 * itself where there is no such graph.
 */
export function withPlaces(document: GraphDocument): GraphDocument {
  const own = placed(document);
  const graphs = Object.entries(document.graphs ?? {});
  const all = graphs.map(([name, graph]): [string, SubGraph] => [name, placed(graph)]);
  if (all.every(([, graph], index) => graph === graphs[index]?.[1])) return own;
  return { ...own, graphs: Object.fromEntries(all) };
}

function placed<T extends SubGraph | GraphDocument>(body: T): T {
  if (body.nodes.length === 0 || body.nodes.some(({ position }) => position !== undefined)) return body;
  const positions = new Map(layoutDocument(body).map(({ node, position }) => [node, position]));
  return {
    ...body,
    nodes: body.nodes.map((node) => ({ ...node, position: positions.get(node.id) ?? { x: 0, y: 0 } })),
  };
}

function layoutTopology(topology: Topology): Position[] {
  const positions: Position[] = [];
  const islands: number[] = [];
  let top = 0;
  for (const part of partsOf(topology)) {
    const [only] = part;
    if (part.length === 1 && only !== undefined) islands.push(only);
    else top = placePart(topology, part, { top, positions }) + gap.part;
  }
  islands.forEach((node, index) => {
    const column = index % islandsPerRow;
    const row = Math.floor(index / islandsPerRow);
    positions[node] = {
      x: column * (nodeSize.width + gap.layer),
      y: top + row * (nodeSize.height + gap.node),
    };
  });
  return positions;
}

/** Nodes that hang together, whatever the direction of their edges; in document order. */
function partsOf(topology: Topology): number[][] {
  const seen = new Set<number>();
  const parts: number[][] = [];
  for (let root = 0; root < topology.size; root++) {
    if (seen.has(root)) continue;
    seen.add(root);
    const part = [root];
    for (const node of part) {
      for (const other of neighboursOf(topology, node)) {
        if (seen.has(other)) continue;
        seen.add(other);
        part.push(other);
      }
    }
    parts.push(part.sort((a, b) => a - b));
  }
  return parts;
}

function neighboursOf(topology: Topology, node: number): number[] {
  const after = (topology.outgoing[node] ?? []).flatMap((edge) => topology.targets[edge] ?? []);
  const before = (topology.incoming[node] ?? []).flatMap((edge) => topology.sources[edge] ?? []);
  return [...before, ...after];
}

/** Writes the positions of one part below `top`; gives where it ends. */
function placePart(
  topology: Topology,
  part: readonly number[],
  into: { readonly top: number; readonly positions: Position[] },
): number {
  const local = new Map(part.map((node, index) => [node, index]));
  const inner = part.flatMap((node, source) =>
    (topology.outgoing[node] ?? []).map((edge): [number, number] => {
      return [source, local.get(topology.targets[edge] ?? -1) ?? -1];
    }),
  );
  const graph = layersOf(part.length, forwardEdges(part.length, inner));
  const y = coordinates(graph);
  const least = Math.min(...y.slice(0, part.length));
  let bottom = 0;
  part.forEach((node, index) => {
    const at = Math.round(into.top + (y[index] ?? 0) - least);
    bottom = Math.max(bottom, at + nodeSize.height);
    into.positions[node] = { x: (graph.layerOf[index] ?? 0) * (nodeSize.width + gap.layer), y: at };
  });
  return bottom;
}

/** The edges without those that close a cycle: what is left has a direction. */
function forwardEdges(size: number, edges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const topology = createTopology(size, edges);
  const { plain, rings } = naturalStarts(topology, componentsOf(topology));
  const closing = closingEdges(topology, [...plain, ...rings]);
  return edges.filter((_, edge) => !closing[edge]);
}

/** Vertical places: layer by layer as near to the mean of the neighbours as order and distance allow. */
function coordinates(graph: LayeredGraph): number[] {
  const layers = orderLayers(graph);
  const y: number[] = [];
  for (const layer of layers) place(layer, graph, { y, wanted: () => undefined });
  const mean = (nodes: readonly number[]): number | undefined =>
    nodes.length === 0 ? undefined : nodes.reduce((sum, node) => sum + (y[node] ?? 0), 0) / nodes.length;
  const sweeps: [readonly (readonly number[])[], (node: number) => number | undefined][] = [
    [layers, (node) => mean(graph.before[node] ?? [])],
    [layers.toReversed(), (node) => mean(graph.after[node] ?? [])],
    [layers, (node) => mean([...(graph.before[node] ?? []), ...(graph.after[node] ?? [])])],
  ];
  for (const [order, wanted] of [...sweeps, ...sweeps]) {
    for (const layer of order) place(layer, graph, { y, wanted });
  }
  return y;
}

/**
 * Least squares under a fixed order with a least distance (isotonic regression by pooling adjacent violators): blocks
 * that would overlap merge and stand at the mean of what their members want.
 */
function place(
  layer: readonly number[],
  graph: LayeredGraph,
  { y, wanted }: { readonly y: number[]; readonly wanted: (node: number) => number | undefined },
): void {
  const offsets: number[] = [];
  let offset = 0;
  for (const node of layer) {
    offsets.push(offset);
    offset += node < graph.size ? nodeSize.height + gap.node : gap.node;
  }
  const blocks: { sum: number; count: number }[] = [];
  layer.forEach((node, index) => {
    let block = { sum: (wanted(node) ?? y[node] ?? offsets[index] ?? 0) - (offsets[index] ?? 0), count: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.sum / last.count >= block.sum / block.count; ) {
      block = { sum: block.sum + last.sum, count: block.count + last.count };
      blocks.pop();
      last = blocks.at(-1);
    }
    blocks.push(block);
  });
  let index = 0;
  for (const { sum, count } of blocks) {
    for (const end = index + count; index < end; index++) {
      const node = layer[index];
      if (node !== undefined) y[node] = sum / count + (offsets[index] ?? 0);
    }
  }
}
