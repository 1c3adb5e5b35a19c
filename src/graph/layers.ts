/**
 * A directed graph without cycles whose nodes stand in layers. Edges that span several layers run over bends: numbers
 * from `size` on, which keep a lane free for the edge. Every edge leads from one layer to the next.
 */
export interface LayeredGraph {
  /** How many of the numbers are nodes and not bends. */
  readonly size: number;
  readonly layerOf: readonly number[];
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
}

/** Past this many bends, long edges count for nothing in the order: a drawing that dense can't be read anyway. */
const maxBends = 20_000;
const sweeps = 8;

export function layersOf(size: number, edges: readonly (readonly [number, number])[]): LayeredGraph {
  const layerOf = longestPaths(size, edges);
  const before: number[][] = Array.from({ length: size }, () => []);
  const after: number[][] = Array.from({ length: size }, () => []);
  const span = (source: number, target: number): number => (layerOf[target] ?? 0) - (layerOf[source] ?? 0);
  const bends = edges.reduce((sum, [source, target]) => sum + span(source, target) - 1, 0);
  const link = (source: number, target: number): void => {
    after[source]?.push(target);
    before[target]?.push(source);
  };
  for (const [source, target] of edges) {
    let from = source;
    const last = bends > maxBends ? 0 : (layerOf[target] ?? 0);
    for (let layer = (layerOf[source] ?? 0) + 1; layer < last; layer++) {
      const bend = layerOf.length;
      layerOf.push(layer);
      before.push([]);
      after.push([]);
      link(from, bend);
      from = bend;
    }
    link(from, target);
  }
  return { size, layerOf, before, after };
}

/** Each node right of everything that leads to it; then what nothing leads to moves next to what it leads to. */
function longestPaths(size: number, edges: readonly (readonly [number, number])[]): number[] {
  const targets: number[][] = Array.from({ length: size }, () => []);
  const open = Array.from({ length: size }, () => 0);
  for (const [source, target] of edges) {
    targets[source]?.push(target);
    open[target] = (open[target] ?? 0) + 1;
  }
  const sources = open.flatMap((count, node) => (count === 0 ? [node] : []));
  const layer = Array.from({ length: size }, () => 0);
  const ready = [...sources];
  for (const node of ready) {
    for (const target of targets[node] ?? []) {
      layer[target] = Math.max(layer[target] ?? 0, (layer[node] ?? 0) + 1);
      open[target] = (open[target] ?? 0) - 1;
      if (open[target] === 0) ready.push(target);
    }
  }
  for (const node of sources) {
    const next = Math.min(...(targets[node] ?? []).map((target) => layer[target] ?? 0));
    if (Number.isFinite(next)) layer[node] = next - 1;
  }
  return layer;
}

/**
 * The layers, each in an order with few crossings: sweeps there and back, in which every node moves to the mean place
 * of its neighbours in the layer before (barycentres; Sugiyama, Tagawa and Toda 1981). Ties keep their order.
 */
export function orderLayers(graph: LayeredGraph): readonly (readonly number[])[] {
  const layers: number[][] = [];
  graph.layerOf.forEach((layer, node) => {
    layers[layer] ??= [];
    layers[layer].push(node);
  });
  const place: number[] = [];
  const number = (layer: readonly number[]): void => layer.forEach((node, index) => void (place[node] = index));
  layers.forEach(number);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const neighbours = sweep % 2 === 0 ? graph.before : graph.after;
    for (const layer of sweep % 2 === 0 ? layers : layers.toReversed()) {
      const weight = new Map(layer.map((node) => [node, barycentre(neighbours[node] ?? [], place, node)]));
      layer.sort((a, b) => (weight.get(a) ?? 0) - (weight.get(b) ?? 0));
      number(layer);
    }
  }
  return layers;
}

function barycentre(neighbours: readonly number[], place: readonly number[], node: number): number {
  if (neighbours.length === 0) return place[node] ?? 0;
  return neighbours.reduce((sum, each) => sum + (place[each] ?? 0), 0) / neighbours.length;
}
