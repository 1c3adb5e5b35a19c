import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEdits,
  freshEdgeId,
  freshNodeId,
  freshVariantId,
  idFromText,
  type GraphEdit,
} from '../../src/graph/edit.ts';
import type { GraphDocument, GraphNode } from '../../src/model/graph-document.ts';
import { codeNode, graphFromText } from './graph-from-text.ts';
import { randomEdits } from './random-edits.ts';

const document = graphFromText('a -> b -> c');
const nodeOf = (of: GraphDocument, id: string): GraphNode => of.nodes.find((node) => node.id === id)!;
const withVariants = applyEdits(document, [
  { type: 'add-variant', node: 'a', variant: { id: 'two', name: 'Two', config: { source: '2' } } },
  { type: 'add-variant', node: 'a', variant: { id: 'three' }, index: 1 },
  { type: 'set-active', node: 'a', variant: 'two' },
]);
const variantIds = (of: GraphDocument): string[] => nodeOf(of, 'a').variants!.map((variant) => variant.id);

describe('edits', () => {
  it('leave the document given as it was, and what they do not touch the same', () => {
    fc.assert(
      fc.property(randomEdits, ({ document, edits }) => {
        const copy = structuredClone(document);
        const after = applyEdits(document, edits);
        expect(document).toEqual(copy);
        const before = new Set(document.nodes);
        for (const node of after.nodes) {
          const same = document.nodes.find((each) => JSON.stringify(each) === JSON.stringify(node));
          if (same !== undefined && edits.every((edit) => !changesNodes(edit))) expect(before.has(node)).toBe(true);
        }
      }),
    );
  });

  const changesNodes = (edit: GraphEdit): boolean => edit.type !== 'add-edge' && edit.type !== 'remove-edges';

  it('give the very document back when they change nothing', () => {
    const nothing: GraphEdit[] = [
      { type: 'remove-nodes', nodes: ['x'] },
      { type: 'move-nodes', positions: [{ node: 'x', position: { x: 1, y: 1 } }] },
      { type: 'update-node', node: 'a', changes: { kind: 'code', label: undefined } },
      { type: 'rename-node-id', node: 'a', to: 'b' },
      { type: 'remove-variant', node: 'a', variant: 'main' },
      { type: 'reorder-variants', node: 'a', variants: ['main'] },
      { type: 'set-active', node: 'a', variant: 'x' },
      { type: 'update-edge', edge: 'e9', changes: { when: 'x' } },
      { type: 'remove-edges', edges: [] },
      { type: 'reorder-edges', edges: ['e1'] },
      { type: 'update-document', changes: { name: 'Test' } },
    ];
    for (const edit of nothing) expect(applyEdits(document, [edit])).toBe(document);
  });

  it('remove a node with every edge that starts or ends there', () => {
    const after = applyEdits(document, [{ type: 'remove-nodes', nodes: ['b'] }]);
    expect(after.nodes).toEqual([document.nodes[0], document.nodes[2]]);
    expect(after.nodes[0]).toBe(document.nodes[0]);
    expect(after.edges).toEqual([]);
  });

  it('rename a node together with the ends of its edges', () => {
    const after = applyEdits(document, [{ type: 'rename-node-id', node: 'b', to: 'train' }]);
    expect(after.edges.map((edge) => [edge.source, edge.target])).toEqual([
      ['a', 'train'],
      ['train', 'c'],
    ]);
  });

  it('rename the first of two nodes with one id, and leave the edges to the other', () => {
    const twice = { ...document, nodes: [...document.nodes, codeNode('b')] };
    const after = applyEdits(twice, [{ type: 'rename-node-id', node: 'b', to: 'b-2' }]);
    expect(after.nodes.map((node) => node.id)).toEqual(['a', 'b-2', 'c', 'b']);
    expect(after.edges).toEqual(document.edges);
  });

  it('take a field away that is given as undefined', () => {
    const labelled = applyEdits(document, [{ type: 'update-node', node: 'a', changes: { label: 'A', join: 'any' } }]);
    const after = applyEdits(labelled, [{ type: 'update-node', node: 'a', changes: { label: undefined } }]);
    expect(nodeOf(after, 'a')).toEqual({ ...nodeOf(document, 'a'), join: 'any' });
  });

  it('keep variants in order and the active one active', () => {
    expect(variantIds(withVariants)).toEqual(['main', 'three', 'two']);
    const edits: GraphEdit[] = [
      { type: 'reorder-variants', node: 'a', variants: ['two', 'main'] },
      { type: 'update-variant', node: 'a', variant: 'two', changes: { id: 'second', name: undefined } },
      { type: 'duplicate-variant', node: 'a', variant: 'second', as: { id: 'copy', name: 'Copy' } },
    ];
    const after = applyEdits(withVariants, edits);
    expect(variantIds(after)).toEqual(['second', 'copy', 'main', 'three']);
    expect(nodeOf(after, 'a').active).toBe('second');
    expect(nodeOf(after, 'a').variants?.[1]).toEqual({ id: 'copy', name: 'Copy', config: { source: '2' } });
  });

  it('make another variant active when the active one is removed, and keep the last', () => {
    const after = applyEdits(withVariants, [{ type: 'remove-variant', node: 'a', variant: 'two' }]);
    expect(nodeOf(after, 'a').active).toBe('three');
    expect(variantIds(applyEdits(document, [{ type: 'remove-variant', node: 'a', variant: 'main' }]))).toEqual([
      'main',
    ]);
  });

  it('refuse an id that is taken', () => {
    expect(() => applyEdits(document, [{ type: 'add-node', node: codeNode('a') }])).toThrow(/taken/);
    expect(() => applyEdits(document, [{ type: 'add-edge', edge: { id: 'e1', source: 'a', target: 'c' } }])).toThrow();
    expect(() => applyEdits(document, [{ type: 'add-variant', node: 'a', variant: { id: 'main' } }])).toThrow();
  });
});

describe('fresh ids', () => {
  it('count on from what is there', () => {
    const more = { ...document, nodes: [codeNode('train'), codeNode('train-2'), codeNode('b-9')] };
    expect(freshNodeId(more, 'load')).toBe('load');
    expect(freshNodeId(more, 'train')).toBe('train-3');
    expect(freshNodeId(more, 'train-2')).toBe('train-3');
    expect(freshEdgeId(document)).toBe('e3');
    expect(freshVariantId(nodeOf(document, 'a'), 'main')).toBe('main-2');
  });

  it('are made of any text', () => {
    expect(idFromText('Train the Model! (é)', 'x')).toBe('train-the-model-e');
    expect(idFromText('<>', 'node')).toBe('node');
  });
});

describe('renaming a node', () => {
  it('is followed by those that name it: what it undoes and what cancels it', () => {
    const document: GraphDocument = {
      ...graphFromText('a; undo'),
      nodes: [
        { ...codeNode('a'), compensate: 'undo' },
        codeNode('undo'),
        { id: 'c', kind: 'cancel', variants: [{ id: 'main', config: { nodes: ['undo', 'a'] } }] },
      ],
    };
    const { nodes } = applyEdits(document, [{ type: 'rename-node-id', node: 'undo', to: 'back' }]);
    expect(nodes[0]?.compensate).toBe('back');
    expect(nodes[2]?.variants?.[0]?.config).toEqual({ nodes: ['back', 'a'] });
    expect(nodes[1]).toEqual({ ...codeNode('undo'), id: 'back' });
  });
});
