import { describe, expect, it } from 'vitest';
import { copyNodes, pasteNodes } from '../../src/editor/clipboard.ts';
import { breakpointChange } from '../../src/editor/document-breakpoints.ts';
import {
  addGraph,
  removeGraph,
  renameGraph,
  scopesRunning,
  updateGraph,
  wayToGraph,
} from '../../src/editor/graph-edits.ts';
import { applyEditsIn, documentShowing } from '../../src/editor/shown-graph.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { nodeId } from '../../src/model/ids.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';

const running = (graph: string) => [{ id: 'main', config: { graph, over: 'rows' } }];
const document: GraphDocument = {
  format: 'wtb/1',
  id: 'scores',
  name: 'Scores',
  nodes: [
    { id: 'load', kind: 'code' },
    { id: 'all', kind: 'map', variants: running('item') },
  ],
  edges: [{ id: 'e1', source: 'load', target: 'all' }],
  graphs: {
    item: {
      nodes: [
        { id: 'load', kind: 'code' },
        { id: 'again', kind: 'loop', variants: running('round') },
      ],
      edges: [],
    },
    round: { context: { initial: { n: 1 } }, nodes: [{ id: 'turn', kind: 'code' }], edges: [] },
    lost: { nodes: [], edges: [] },
  },
};

describe('a document through one of its graphs', () => {
  it('shows the nodes, the edges and the context of that graph', () => {
    const shown = documentShowing(document, 'round');
    expect(shown.nodes.map(({ id }) => id)).toEqual(['turn']);
    expect(shown.context).toEqual({ initial: { n: 1 } });
    expect(documentShowing(document, '')).toBe(document);
    expect(documentShowing(document, 'nobody')).toBe(document);
  });

  it('takes edits of nodes into that graph and leaves everything else as it is', () => {
    const after = applyEditsIn(document, 'item', [
      { type: 'update-node', node: 'load', changes: { label: 'Load one' } },
      { type: 'update-document', changes: { name: 'Other' } },
    ]);
    expect(after.graphs?.['item']?.nodes[0]?.label).toBe('Load one');
    expect(after.name).toBe('Other');
    expect(after.nodes).toBe(document.nodes);
    expect(after.graphs?.['round']).toBe(document.graphs?.['round']);
    expect(applyEditsIn(document, 'item', [{ type: 'remove-nodes', nodes: ['nobody'] }])).toBe(document);
  });
});

describe('the graphs of a document', () => {
  it('are reached along the scopes that run them', () => {
    expect(wayToGraph(document, 'round', nodeKinds)).toEqual(['', 'item', 'round']);
    expect(wayToGraph(document, 'lost', nodeKinds)).toEqual(['', 'lost']);
    expect(scopesRunning(document, 'round', nodeKinds).map(({ graph, node }) => `${graph}/${node.id}`)).toEqual([
      'item/again',
    ]);
  });

  it('are made, declared and removed as edits of the document', () => {
    const made = applyEditsIn(document, 'item', [addGraph(document, 'fresh')]);
    expect(Object.keys(made.graphs ?? {})).toEqual(['item', 'round', 'lost', 'fresh']);
    const named = applyEditsIn(made, '', [updateGraph(made, 'fresh', { label: 'Fresh' })]);
    expect(named.graphs?.['fresh']).toEqual({ label: 'Fresh', nodes: [], edges: [] });
    expect(applyEditsIn(named, '', [removeGraph(named, 'fresh')]).graphs).toEqual(document.graphs);
  });

  it('take what runs them, and breakpoints in them, along to another name', () => {
    const edits = [renameGraph(document, 'round', 'turns', nodeKinds)];
    const after = applyEditsIn(document, 'round', edits);
    expect(after.graphs?.['item']?.nodes[1]?.variants?.[0]?.config).toEqual({ graph: 'turns', over: 'rows' });
    expect(Object.keys(after.graphs ?? {})).toEqual(['item', 'turns', 'lost']);
    const breakpoint = { id: 'b', type: 'node', node: nodeId('round/turn'), when: 'before', enabled: true } as const;
    const change = breakpointChange([breakpoint], {
      edits,
      graph: 'round',
      after,
      renamesGraph: { from: 'round', to: 'turns' },
    });
    expect(change.added).toEqual([{ ...breakpoint, node: 'turns/turn' }]);
  });

  it('keep their names apart: renaming a node in one leaves the breakpoint on its namesake in another', () => {
    const edits = [{ type: 'rename-node-id', node: 'load', to: 'read' }] as const;
    const after = applyEditsIn(document, 'item', edits);
    const on = (node: string) =>
      ({ id: node, type: 'node', node: nodeId(node), when: 'before', enabled: true }) as const;
    const change = breakpointChange([on('load'), on('item/load')], { edits, graph: 'item', after });
    expect(change.removed.map(({ node }) => node)).toEqual(['item/load']);
    expect(change.added.map(({ node }) => node)).toEqual(['item/read']);
  });

  it('go along when the scope that runs them is copied, and are shared where they are there already', () => {
    const text = copyNodes(document, ['all'])!;
    const other: GraphDocument = { format: 'wtb/1', id: 'other', name: 'Other', nodes: [], edges: [] };
    const into = (target: GraphDocument) => applyEditsIn(target, '', pasteNodes(target, text).edits);
    expect(Object.keys(into(other).graphs ?? {})).toEqual(['item', 'round']);
    expect(into(document).graphs).toBe(document.graphs);
    const clash = into({ ...other, graphs: { item: { nodes: [], edges: [] } } });
    expect(clash.nodes[0]?.variants?.[0]?.config).toEqual({ graph: 'item-2', over: 'rows' });
    expect(clash.graphs?.['item-2']).toEqual(document.graphs?.['item']);
  });
});
