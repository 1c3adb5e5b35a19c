/** A rectangle; in the graph's coordinates for nodes, in pixels for what lies over the canvas. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface FitRequest {
  readonly nodes: readonly Box[];
  readonly size: { readonly width: number; readonly height: number };
  /** What covers part of the canvas: the overview, the toolbar. */
  readonly covers: readonly Box[];
}

export const minFitZoom = 0.2;
const most = 1;
/** The banner floats above, toolbar and overview below. */
const margin = { top: 60, right: 32, bottom: 60, left: 32 };
const gap = 8;

/** Shows all nodes as large as can be, in the middle, with none of them under what covers the canvas where there is another way. */
export function fitView({ nodes, size, covers }: FitRequest): Viewport | undefined {
  if (nodes.length === 0 || size.width <= 0 || size.height <= 0) return undefined;
  const bounds = boundsOf(nodes);
  const plain = fitInto(bounds, size, margin);
  const isFree = (view: Viewport): boolean =>
    nodes.every((node) => covers.every((cover) => !overlap(shown(node, view), cover)));
  if (isFree(plain)) return plain;
  const above = Math.max(margin.bottom, ...covers.map(({ y }) => size.height - y + gap));
  const beside = Math.max(margin.right, ...covers.filter(rightHalf(size)).map(({ x }) => size.width - x + gap));
  const ways = [
    { ...margin, bottom: above },
    { ...margin, right: beside },
    { ...margin, right: beside, bottom: above },
  ].map((room) => fitInto(bounds, size, room));
  return ways.filter(isFree).toSorted((a, b) => b.zoom - a.zoom)[0] ?? plain;
}

/** The view of a canvas of another size, with the same point in its middle. */
export function keepMiddle(view: Viewport, before: FitRequest['size'], after: FitRequest['size']): Viewport {
  return {
    x: view.x + (after.width - before.width) / 2,
    y: view.y + (after.height - before.height) / 2,
    zoom: view.zoom,
  };
}

/** Whether two views differ by less than anybody sees. */
export const sameView = (a: Viewport, b: Viewport): boolean =>
  Math.abs(a.x - b.x) < 0.5 && Math.abs(a.y - b.y) < 0.5 && Math.abs(a.zoom - b.zoom) < 0.001;

const rightHalf =
  ({ width }: FitRequest['size']) =>
  ({ x }: Box): boolean =>
    x > width / 2;

function boundsOf(nodes: readonly Box[]): Box {
  const x = Math.min(...nodes.map((node) => node.x));
  const y = Math.min(...nodes.map((node) => node.y));
  const right = Math.max(...nodes.map((node) => node.x + node.width));
  const bottom = Math.max(...nodes.map((node) => node.y + node.height));
  return { x, y, width: right - x, height: bottom - y };
}

function fitInto(bounds: Box, size: FitRequest['size'], room: typeof margin): Viewport {
  const width = Math.max(1, size.width - room.left - room.right);
  const height = Math.max(1, size.height - room.top - room.bottom);
  const zoom = Math.max(minFitZoom, Math.min(most, width / bounds.width, height / bounds.height));
  return {
    x: room.left + (width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: room.top + (height - bounds.height * zoom) / 2 - bounds.y * zoom,
    zoom,
  };
}

const shown = (node: Box, { x, y, zoom }: Viewport): Box => ({
  x: x + node.x * zoom,
  y: y + node.y * zoom,
  width: node.width * zoom,
  height: node.height * zoom,
});

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;
