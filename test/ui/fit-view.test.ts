import { expect, test } from 'vitest';
import { type Box, fitView, keepMiddle } from '../../src/ui/canvas/fit-view.ts';

const size = { width: 924, height: 412 };
const overview: Box = { x: 764, y: 308, width: 148, height: 92 };
const card = (x: number, y: number): Box => ({ x, y, width: 176, height: 58 });
const shown = (nodes: readonly Box[], covers: readonly Box[] = [overview]) => {
  const view = fitView({ nodes, size, covers })!;
  return nodes.map((node) => ({
    left: view.x + node.x * view.zoom,
    right: view.x + (node.x + node.width) * view.zoom,
    top: view.y + node.y * view.zoom,
    bottom: view.y + (node.y + node.height) * view.zoom,
  }));
};

test('a graph is shown in the middle, at its own size where it fits', () => {
  expect(fitView({ nodes: [card(0, 0)], size, covers: [overview] })).toEqual({ x: 374, y: 177, zoom: 1 });
  expect(fitView({ nodes: [], size, covers: [] })).toBeUndefined();
});

test('no node lies under the overview', () => {
  const nodes = [0, 1, 2, 3].flatMap((x) => [0, 1, 2, 3].map((y) => card(x * 240, y * 120)));
  const covered = (boxes: ReturnType<typeof shown>) =>
    boxes.filter(({ right, bottom }) => right > overview.x && bottom > overview.y);
  const wide = nodes.map(({ x, ...node }) => ({ ...node, x: x * 2 }));
  expect(covered(shown(wide, []))).toHaveLength(1);
  expect(covered(shown(wide))).toEqual([]);
  for (const { left, right, top, bottom } of shown(wide)) {
    expect(left).toBeGreaterThanOrEqual(32);
    expect(right).toBeLessThanOrEqual(size.width - 32);
    expect(top).toBeGreaterThanOrEqual(60);
    expect(bottom).toBeLessThanOrEqual(size.height - 60);
  }
});

test('a canvas that becomes smaller keeps what was in its middle there', () => {
  const view = { x: 40, y: 10, zoom: 0.5 };
  const middleOf = ({ x, y, zoom }: typeof view, { width, height }: typeof size) => ({
    x: (width / 2 - x) / zoom,
    y: (height / 2 - y) / zoom,
  });
  const after = { width: 700, height: 500 };
  expect(middleOf(keepMiddle(view, size, after), after)).toEqual(middleOf(view, size));
});
