import type { GraphDocument, Position } from '../../model/graph-document.ts';
import { positionOf } from './geometry.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * Where an arrow key leads from a node: along an edge when one leads that way, else to the nearest node that way.
 */
export function walkFrom(document: GraphDocument, from: string, direction: Direction): string | undefined {
  const places = new Map(document.nodes.map((node, index) => [node.id, positionOf(node, index)]));
  const here = places.get(from);
  if (here === undefined) return document.nodes[0]?.id;
  const linked = direction === 'right' ? next(document, from) : direction === 'left' ? previous(document, from) : [];
  const candidates = linked.length > 0 ? linked : document.nodes.map(({ id }) => id);
  const along = nearest(candidates, places, from, here, linked.length > 0 ? undefined : direction);
  return along;
}

const next = (document: GraphDocument, from: string): readonly string[] =>
  document.edges.filter((edge) => edge.source === from && edge.target !== from).map((edge) => edge.target);
const previous = (document: GraphDocument, from: string): readonly string[] =>
  document.edges.filter((edge) => edge.target === from && edge.source !== from).map((edge) => edge.source);

function nearest(
  candidates: readonly string[],
  places: ReadonlyMap<string, Position>,
  from: string,
  here: Position,
  direction: Direction | undefined,
): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const id of candidates) {
    const place = places.get(id);
    if (place === undefined || id === from) continue;
    const cost = walkCost(here, place, direction);
    if (cost >= least) continue;
    least = cost;
    best = id;
  }
  return best;
}

function walkCost(from: Position, to: Position, direction: Direction | undefined): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  switch (direction) {
    case undefined:
      return Math.abs(dy) * 2 + Math.abs(dx);
    case 'left':
      return dx < 0 ? -dx + Math.abs(dy) * 2 : Infinity;
    case 'right':
      return dx > 0 ? dx + Math.abs(dy) * 2 : Infinity;
    case 'up':
      return dy < 0 ? -dy + Math.abs(dx) * 2 : Infinity;
    case 'down':
      return dy > 0 ? dy + Math.abs(dx) * 2 : Infinity;
    default:
      return Infinity;
  }
}
