import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEditorSession } from '../../src/editor/editor-session.ts';
import type { WorkflowsClient } from '../../src/host/engine-client.ts';
import { nodeId } from '../../src/model/ids.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { randomEdits } from '../graph/random-edits.ts';
import { createManualClock, MemoryWorkflows } from './workflow-fakes.ts';

describe('laws of undo', () => {
  it('undoing everything gives the document and breakpoints of the start; redoing everything those of the end', async () => {
    await fc.assert(
      fc.asyncProperty(randomEdits, fc.array(fc.constantFrom('k', undefined)), async ({ document, edits }, keys) => {
        const workflows = new MemoryWorkflows();
        const session = createEditorSession({
          workflows: workflows as unknown as WorkflowsClient,
          executions: workflows.executions,
          kinds: nodeKinds,
          clock: createManualClock(),
        });
        await session.open(workflows.put(document));
        const state = session.store.getState;
        const sorted = (): unknown[] => state().breakpoints.toSorted((a, b) => a.id.localeCompare(b.id));
        session.setBreakpoints(
          document.nodes.map((node) => {
            return { id: node.id, type: 'node', node: nodeId(node.id), when: 'before', enabled: true };
          }),
        );
        const start = { document: state().document, breakpoints: sorted() };
        edits.forEach((edit, index) => {
          const mergeKey = keys[index];
          session.edit([edit], { label: edit.type, ...(mergeKey === undefined ? {} : { mergeKey }) });
        });
        const end = { document: state().document, breakpoints: sorted() };
        while (state().undoLabel !== undefined) session.undo();
        expect(state().document).toBe(start.document);
        expect(sorted()).toEqual(start.breakpoints);
        while (state().redoLabel !== undefined) session.redo();
        expect(state().document).toBe(end.document);
        expect(sorted()).toEqual(end.breakpoints);
        session.dispose();
      }),
      { numRuns: 200 },
    );
  });
});
