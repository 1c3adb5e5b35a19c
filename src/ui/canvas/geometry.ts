import type { GraphNode, Position } from '../../model/graph-document.ts';
import type { NodeDefinition } from '../../model/node-definition.ts';
import { defaultPort } from './default-port.ts';

/** Sizes in flow coordinates: what the card's style says, given to React Flow so that it measures nothing. */
export const cardWidth = 176;
export const cardHeight = 58;
/** A note shows its text. */
export const noteHeight = 98;
export const gridStep = 20;
export const handleSize = 10;
/** Where the lines to what undoes a node begin and end. */
export const undoHandle = 'undo';

const columnStep = 240;
const rowStep = 120;
const unplacedColumns = 4;

/** Where a node stands, also when the document does not say. */
export function positionOf(node: GraphNode, index: number): Position {
  return (
    node.position ?? {
      x: (index % unplacedColumns) * columnStep,
      y: Math.floor(index / unplacedColumns) * rowStep,
    }
  );
}

export function snap(position: Position): Position {
  return { x: Math.round(position.x / gridStep) * gridStep, y: Math.round(position.y / gridStep) * gridStep };
}

/** The ports drawn on a node: those of its kind, `error` where errors take an edge, and those that edges already use. */
export function portsOf(
  node: GraphNode,
  kind: NodeDefinition | undefined,
  used: readonly string[] = [],
): readonly string[] {
  if (kind?.executable === false) return [];
  const variant = node.variants?.find(({ id }) => id === node.active) ?? node.variants?.[0] ?? { id: 'default' };
  const own = kind?.ports(variant, node).names ?? [defaultPort];
  const names = new Set(own.length === 0 ? [] : own);
  if (node.onError === 'edge') names.add('error');
  for (const port of used) names.add(port);
  return [...names];
}

/** Top of the handle of the port at `index` of `count`. */
export function portTop(index: number, count: number): number {
  return (cardHeight * (index + 1)) / (count + 1) - handleSize / 2;
}

interface Ends {
  readonly sourceX: number;
  readonly sourceY: number;
  readonly targetX: number;
  readonly targetY: number;
}
interface Point {
  readonly x: number;
  readonly y: number;
}

const stub = 20;
const clearance = cardHeight / 2 + 24;

/** An edge's right-angled way with round corners, around the cards where it leads back, and the place of its label. */
export function edgePath(ends: Ends): { readonly path: string; readonly label: Point } {
  const points = ends.targetX - ends.sourceX >= stub ? forwardPoints(ends) : backwardPoints(ends);
  const [from, to] = labelSegment(points);
  return { path: roundedPath(points, 8), label: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } };
}

function forwardPoints({ sourceX, sourceY, targetX, targetY }: Ends): readonly Point[] {
  const [source, target] = [
    { x: sourceX, y: sourceY },
    { x: targetX, y: targetY },
  ];
  if (sourceY === targetY) return [source, target];
  const middle = (sourceX + targetX) / 2;
  return [source, { x: middle, y: sourceY }, { x: middle, y: targetY }, target];
}

function backwardPoints({ sourceX, sourceY, targetX, targetY }: Ends): readonly Point[] {
  const down = targetY - sourceY;
  // Between two rows where there is room, else under the source.
  const lane = down > clearance * 1.5 ? targetY - Math.min(down / 2, clearance) : sourceY + clearance;
  return [
    { x: sourceX, y: sourceY },
    { x: sourceX + stub, y: sourceY },
    { x: sourceX + stub, y: lane },
    { x: targetX - stub, y: lane },
    { x: targetX - stub, y: targetY },
    { x: targetX, y: targetY },
  ];
}

/** The longest straight piece: there a label is in nobody's way. */
function labelSegment(points: readonly Point[]): readonly [Point, Point] {
  const origin = { x: 0, y: 0 };
  let best: readonly [Point, Point] = [points[0] ?? origin, points[1] ?? origin];
  let longest = -1;
  for (let index = 1; index < points.length; index++) {
    const from = points[index - 1] ?? origin;
    const to = points[index] ?? origin;
    const length = Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
    if (length <= longest) continue;
    longest = length;
    best = [from, to];
  }
  return best;
}

function roundedPath(points: readonly Point[], radius: number): string {
  const [first] = points;
  if (first === undefined) return '';
  let path = `M${first.x} ${first.y}`;
  for (let index = 1; index < points.length - 1; index++) {
    const [before, at, after] = [points[index - 1], points[index], points[index + 1]];
    if (before === undefined || at === undefined || after === undefined) continue;
    const r = Math.min(radius, distance(before, at) / 2, distance(at, after) / 2);
    const enter = towards(at, before, r);
    const leave = towards(at, after, r);
    path += `L${enter.x} ${enter.y}Q${at.x} ${at.y} ${leave.x} ${leave.y}`;
  }
  const last = points.at(-1) ?? first;
  return `${path}L${last.x} ${last.y}`;
}

const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);

function towards(from: Point, to: Point, by: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by };
}
