import { expect, test } from 'vitest';
import { applyEdits } from '../../src/graph/edit.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import {
  addNode,
  connect,
  duplicateNodes,
  insertAfter,
  moveBy,
  removeThings,
} from '../../src/ui/canvas/canvas-edits.ts';
import { walkFrom } from '../../src/ui/canvas/walk.ts';
import { pipelineDocument } from './fake-workbench.ts';

const code = nodeKinds.get('code');
if (code === undefined) throw new Error('the code kind is registered');

test('an added node stands on the grid where it was dropped and is selected', () => {
  const { edits, select } = addNode(pipelineDocument(), code, { x: 1003, y: 907 });
  const after = applyEdits(pipelineDocument(), edits);
  const added = after.nodes.find(({ id }) => id === select[0]);
  expect(added).toMatchObject({ kind: 'code', label: 'Code', position: { x: 920, y: 880 } });
});

test('nodes added at the same place do not cover each other', () => {
  let document = pipelineDocument();
  for (let count = 0; count < 3; count++) {
    document = applyEdits(document, addNode(document, code, { x: 1000, y: 900 }).edits);
  }
  const places = document.nodes.slice(-3).map(({ position }) => `${position?.x},${position?.y}`);
  expect(new Set(places).size).toBe(3);
  expect(document.nodes.slice(-3).map(({ label }) => label)).toEqual(['Code', 'Code 2', 'Code 3']);
});

test('connecting what is connected changes nothing, another port makes another edge', () => {
  const document = pipelineDocument();
  expect(connect(document, 'load', 'clean')).toBeUndefined();
  const edges = applyEdits(document, connect(document, 'load', 'clean', 'error')?.edits ?? []).edges;
  expect(edges.at(-1)).toMatchObject({ source: 'load', target: 'clean', port: 'error' });
});

test('a node inserted after another takes over what followed it', () => {
  const gesture = insertAfter(pipelineDocument(), 'load', code);
  const { edges } = applyEdits(pipelineDocument(), gesture?.edits ?? []);
  const made = gesture?.select[0];
  expect(edges.filter(({ source }) => source === 'load').map(({ target }) => target)).toEqual([made]);
  expect(edges.filter(({ source }) => source === made).map(({ target }) => target)).toEqual(['clean']);
});

test('duplicates keep the edges among them and none to the rest', () => {
  const gesture = duplicateNodes(pipelineDocument(), ['load', 'clean']);
  const after = applyEdits(pipelineDocument(), gesture.edits);
  expect(gesture.select).toEqual(['load-2', 'clean-2']);
  const added = after.edges.slice(pipelineDocument().edges.length);
  expect(added.map(({ source, target }) => `${source}>${target}`)).toEqual(['load-2>clean-2']);
});

test('deleting nodes and edges is one command that says how much', () => {
  const gesture = removeThings(['load', 'clean'], ['back']);
  const after = applyEdits(pipelineDocument(), gesture.edits);
  expect(gesture.label).toBe('Delete 2 nodes');
  expect(after.nodes).toHaveLength(7);
  expect(after.edges.some(({ id }) => id === 'back')).toBe(false);
});

test('moving by a distance moves the selected alone', () => {
  const after = applyEdits(pipelineDocument(), moveBy(pipelineDocument(), ['clean'], 20, -20).edits);
  expect(after.nodes[1]?.position).toEqual({ x: 260, y: -20 });
  expect(after.nodes[0]?.position).toEqual({ x: 0, y: 0 });
});

test('arrow keys walk along edges, else to the nearest node that way', () => {
  const document = pipelineDocument();
  expect(walkFrom(document, 'impute', 'right')).toBe('encode');
  expect(walkFrom(document, 'encode', 'left')).toBe('impute');
  expect(walkFrom(document, 'load', 'down')).toBe('encode');
  expect(walkFrom(document, 'train', 'up')).toBe('encode');
  expect(walkFrom(document, 'load', 'up')).toBeUndefined();
});
