import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyNodes, duplicateNodes, isClipboardText, pasteNodes } from '../../src/editor/clipboard.ts';
import { applyEdits } from '../../src/graph/edit.ts';
import { graphFromText, randomGraph } from '../graph/graph-from-text.ts';

const document = applyEdits(graphFromText('a -> b -> c'), [
  { type: 'move-nodes', positions: [{ node: 'a', position: { x: 10, y: 20 } }] },
  { type: 'move-nodes', positions: [{ node: 'b', position: { x: 110, y: 40 } }] },
]);

describe('the clipboard', () => {
  it('carries nodes with the edges among them, under fresh ids', () => {
    const { edits, ids } = pasteNodes(document, copyNodes(document, ['a', 'b'])!, { x: 500, y: 300 });
    const after = applyEdits(document, edits);
    expect(ids).toEqual(['a-2', 'b-2']);
    expect(after.nodes.slice(3).map((node) => node.position)).toEqual([
      { x: 500, y: 300 },
      { x: 600, y: 320 },
    ]);
    expect(after.edges.slice(2)).toEqual([{ id: 'e3', source: 'a-2', target: 'b-2' }]);
    expect(after.nodes[3]?.variants).toEqual(document.nodes[0]?.variants);
  });

  it('keeps ids where they are free, as in another workflow', () => {
    const other = { ...graphFromText('x'), edges: [] };
    const { edits } = pasteNodes(other, copyNodes(document, ['a', 'b'])!);
    const after = applyEdits(other, edits);
    expect(after.nodes.map((node) => node.id)).toEqual(['x', 'a', 'b']);
    expect(after.edges).toEqual([document.edges[0]]);
  });

  it('never takes an id twice, whatever is copied how often', () => {
    fc.assert(
      fc.property(randomGraph(6), fc.array(fc.nat(5), { minLength: 1 }), (start, picks) => {
        let grown = start;
        for (let i = 0; i < 3; i++) {
          grown = applyEdits(
            grown,
            duplicateNodes(
              grown,
              picks.map((pick) => `n${pick}`),
            ).edits,
          );
        }
        expect(new Set(grown.nodes.map((node) => node.id)).size).toBe(grown.nodes.length);
        expect(new Set(grown.edges.map((edge) => edge.id)).size).toBe(grown.edges.length);
      }),
    );
  });

  it('is empty when nothing is selected', () => {
    expect(copyNodes(document, ['zz'])).toBeUndefined();
    expect(duplicateNodes(document, [])).toEqual({ edits: [], ids: [] });
  });

  it('knows its own text', () => {
    expect(isClipboardText(copyNodes(document, ['a'])!)).toBe(true);
    expect(isClipboardText('{"format":"wtb/1"}')).toBe(false);
  });

  it.each([
    'hello',
    '{"format":"wtb/clipboard/1","nodes":[],"edges":[]}',
    '{"format":"wtb/clipboard/1","nodes":[{"id":"a"}],"edges":[]}',
    '{"format":"wtb/clipboard/2","nodes":[{"id":"a","kind":"code"}],"edges":[]}',
    `{"format":"wtb/clipboard/1","nodes":${'['.repeat(2000)}`,
  ])('refuses other text: %s', (text) => {
    expect(() => pasteNodes(document, text)).toThrowError(
      expect.objectContaining({ code: 'import/unsupported' }) as Error,
    );
  });

  it('refuses text that is too large', () => {
    expect(() => pasteNodes(document, ' '.repeat(5_000_001))).toThrowError(
      expect.objectContaining({ code: 'import/too-large' }) as Error,
    );
  });
});

describe('copies of nodes that name each other', () => {
  it('name the copies, and no node that was not copied', () => {
    const document = graphFromText('a; undo; c');
    const nodes = document.nodes.map((node) => (node.id === 'undo' ? node : { ...node, compensate: 'undo' }));
    const both = pasteNodes({ ...document, nodes }, copyNodes({ ...document, nodes }, ['a', 'undo']) ?? '');
    expect(both.edits[0]).toMatchObject({ node: { id: 'a-2', compensate: 'undo-2' } });
    const alone = pasteNodes({ ...document, nodes }, copyNodes({ ...document, nodes }, ['a']) ?? '');
    expect(alone.edits).toEqual([
      { type: 'add-node', node: expect.not.objectContaining({ compensate: 'undo' }) as object },
    ]);
  });
});
