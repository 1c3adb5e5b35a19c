import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEditorSession } from '../../src/editor/editor-session.ts';
import { duplicateGraph } from '../../src/editor/graph-edits.ts';
import { applyEditsIn } from '../../src/editor/shown-graph.ts';
import { applyEdits } from '../../src/graph/edit.ts';
import { extractGraph } from '../../src/graph/extract-graph.ts';
import type { WorkflowsClient } from '../../src/host/engine-client.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { codeNode, graphFromText } from '../graph/graph-from-text.ts';
import { randomEdits } from '../graph/random-edits.ts';
import { createManualClock, MemoryWorkflows } from './workflow-fakes.ts';

const isOfNodes = ({ type }: { readonly type: string }): boolean => !type.endsWith('-document');

describe('edits of a named graph', () => {
  it('do there what they do to a document, and nothing elsewhere', () => {
    fc.assert(
      fc.property(randomEdits, ({ document, edits }) => {
        const { nodes, edges } = document;
        const outer: GraphDocument = {
          ...graphFromText('n0 -> n1'),
          graphs: { g: { nodes, edges }, h: { nodes, edges } },
        };
        const ofNodes = edits.filter(isOfNodes);
        const alone = applyEdits(document, ofNodes);
        const after = applyEditsIn(outer, 'g', ofNodes);
        expect(after.graphs?.['g']).toEqual({ nodes: alone.nodes, edges: alone.edges });
        expect(after.graphs?.['h']).toBe(outer.graphs?.['h']);
        expect([after.nodes, after.edges]).toEqual([outer.nodes, outer.edges]);
        if (alone === document) expect(after).toBe(outer);
      }),
    );
  });

  it('are undone and redone one by one, whichever graph is looked at', async () => {
    await fc.assert(
      fc.asyncProperty(randomEdits, fc.array(fc.constantFrom('', 'g', 'h')), async ({ document, edits }, shown) => {
        const { nodes, edges } = document;
        const workflows = new MemoryWorkflows();
        const session = createEditorSession({
          workflows: workflows as unknown as WorkflowsClient,
          executions: workflows.executions,
          kinds: nodeKinds,
          clock: createManualClock(),
        });
        await session.open(
          workflows.put({ ...document, graphs: { g: { nodes, edges }, h: { nodes: [], edges: [] } } }),
        );
        const state = session.store.getState;
        const documents = [state().document];
        edits.forEach((edit, index) => {
          session.showGraph(shown[index] ?? 'g');
          session.edit([edit], { label: edit.type });
          if (state().document !== documents.at(-1)) documents.push(state().document);
        });
        for (const before of documents.slice(0, -1).toReversed()) {
          session.undo();
          session.showGraph('h');
          expect(state().document).toBe(before);
        }
        for (const after of documents.slice(1)) {
          session.redo();
          expect(state().document).toBe(after);
        }
        session.dispose();
      }),
      { numRuns: 100 },
    );
  });
});

describe('a copy of a graph', () => {
  const runs = (graph: string) => ({ id: 's', kind: 'subflow', variants: [{ id: 'main', config: { graph } }] });

  it('has a free name and runs itself where the original does', () => {
    const graph = { label: 'Item', nodes: [runs('item'), codeNode('x')], edges: [] };
    const document: GraphDocument = {
      ...graphFromText('a'),
      graphs: { item: graph, 'item-2': { nodes: [], edges: [] } },
    };
    const copy = duplicateGraph(document, 'item', nodeKinds);
    expect(copy?.name).toBe('item-3');
    const after = applyEdits(document, copy === undefined ? [] : [copy.edit]);
    expect(after.graphs?.['item-3']).toEqual({ ...graph, nodes: [runs('item-3'), codeNode('x')] });
    expect(after.graphs?.['item']).toBe(graph);
    expect(duplicateGraph(document, 'gone', nodeKinds)).toBeUndefined();
  });
});

describe('taking nodes out of a named graph', () => {
  it('leaves a subflow there, and adds the new graph to the document', () => {
    const { nodes, edges } = graphFromText('x -> y -> z');
    const document: GraphDocument = { ...graphFromText('a'), graphs: { item: { nodes, edges } } };
    const found = extractGraph(document, { from: 'item', nodes: ['y'], wanted: 'part' });
    const after = applyEditsIn(document, 'item', 'refused' in found ? [] : found.edits);
    expect(after.nodes).toEqual(document.nodes);
    expect(after.graphs?.['item']?.nodes.map(({ id }) => id)).toEqual(['x', 'part', 'z']);
    expect(after.graphs?.['item']?.edges.map(({ source, target }) => source + target)).toEqual(['xpart', 'partz']);
    expect(after.graphs?.['part']?.nodes).toEqual([codeNode('y')]);
  });
});
