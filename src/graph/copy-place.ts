import type { GraphDocument, Position } from '../model/graph-document.ts';

/** Two steps of the canvas's grid. */
const aside = 40;

/** How far from their originals copies stand: a little aside, and further where earlier copies stand already. */
export function offsetBesideOthers(document: GraphDocument, originals: readonly Position[]): Position {
  const taken = new Set(
    document.nodes.flatMap(({ position }) => (position === undefined ? [] : placeKey(position, 0))),
  );
  let offset = aside;
  while (originals.some((position) => taken.has(placeKey(position, offset)))) offset += aside;
  return { x: offset, y: offset };
}

const placeKey = ({ x, y }: Position, offset: number): string => `${x + offset},${y + offset}`;
