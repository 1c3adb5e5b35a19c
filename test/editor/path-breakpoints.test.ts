import { describe, expect, it } from 'vitest';
import { breakpointChange } from '../../src/editor/document-breakpoints.ts';
import { createEditorSession } from '../../src/editor/editor-session.ts';
import { renameGraph } from '../../src/editor/graph-edits.ts';
import { applyEditsIn } from '../../src/editor/shown-graph.ts';
import { nodeAtPath, nodesOnPath } from '../../src/graph/node-at-path.ts';
import type { GraphEdit } from '../../src/graph/edit.ts';
import type { WorkflowsClient } from '../../src/host/engine-client.ts';
import type { Breakpoint } from '../../src/model/breakpoint.ts';
import { WtbError } from '../../src/model/errors.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { activationPath, nodeId } from '../../src/model/ids.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { createManualClock, MemoryWorkflows, settle } from './workflow-fakes.ts';

const running = (...graphs: string[]) => graphs.map((graph) => ({ id: graph, config: { graph, over: 'rows' } }));
/** `all` maps over `item` (or, by its other variant, `brief`), in which `again` loops over `round`. */
const document: GraphDocument = {
  format: 'wtb/1',
  id: 'scores',
  name: 'Scores',
  nodes: [{ id: 'all', kind: 'map', variants: running('item', 'brief'), active: 'item' }],
  edges: [],
  graphs: {
    item: { nodes: [{ id: 'again', kind: 'loop', variants: running('round') }], edges: [] },
    brief: {
      nodes: [
        { id: 'again', kind: 'code' },
        { id: 'sum', kind: 'code' },
      ],
      edges: [],
    },
    round: { nodes: [{ id: 'turn', kind: 'code' }], edges: [] },
  },
};
const at = (path: string, node = 'round/turn'): Breakpoint => ({
  id: 'b',
  type: 'node',
  node: nodeId(node),
  path: activationPath(path),
  when: 'before',
  enabled: true,
});

describe('the node at a path', () => {
  it.each([
    ['all', 'all'],
    ['all#2', 'all'],
    ['all[3]/again', 'item/again'],
    ['all#2[*]/again[4]/turn#3', 'round/turn'],
    ['all[0]/sum', 'brief/sum'],
    ['all[0]/none', undefined],
    ['all[0]', undefined],
    ['again', undefined],
    ['item/again', undefined],
  ])('%s is %s', (path, node) => {
    expect(nodeAtPath(document, path, nodeKinds)).toBe(node);
  });
  it('has the scopes on its way', () => {
    expect(nodesOnPath(document, 'all[0]/again[1]/turn', nodeKinds)).toEqual(['all', 'item/again', 'round/turn']);
  });
});

describe('a breakpoint with a path', () => {
  const changed = (edits: readonly GraphEdit[], graph: string, breakpoint: Breakpoint) => {
    const after = applyEditsIn(document, graph, edits);
    return breakpointChange([breakpoint], { edits, graph, before: document, after, kinds: nodeKinds });
  };

  it('follows the nodes on its way to other names', () => {
    const rename = (node: string): GraphEdit[] => [{ type: 'rename-node-id', node, to: 'fresh' }];
    const path = 'all#2[*]/again[1]/turn#3';
    expect(changed(rename('all'), '', at(path)).added).toEqual([at('fresh#2[*]/again[1]/turn#3')]);
    expect(changed(rename('again'), 'item', at(path)).added).toEqual([at('all#2[*]/fresh[1]/turn#3')]);
    expect(changed(rename('turn'), 'round', at(path)).added).toEqual([at('all#2[*]/again[1]/fresh#3', 'round/fresh')]);
    expect(changed(rename('again'), 'brief', at(path))).toEqual({ removed: [], added: [] });
    expect(changed(rename('all'), '', at('older[1]/turn'))).toEqual({ removed: [], added: [] });
  });

  it('stays where it is when a graph on its way gets another name, and goes with its node', () => {
    const edits = [renameGraph(document, 'item', 'part', nodeKinds)];
    const after = applyEditsIn(document, '', edits);
    const renamesGraph = { from: 'item', to: 'part' };
    const inItem = at('all[1]/again', 'item/again');
    const change = { edits, graph: '', before: document, after, kinds: nodeKinds, renamesGraph };
    expect(breakpointChange([inItem], change).added).toEqual([at('all[1]/again', 'part/again')]);
    const gone: GraphEdit[] = [{ type: 'remove-nodes', nodes: ['turn'] }];
    expect(changed(gone, 'round', at('all[1]/again[1]/turn'))).toMatchObject({ removed: [{ id: 'b' }], added: [] });
  });

  it('on a node of a workflow that is referred to outlives edits of this one', () => {
    const edits: GraphEdit[] = [{ type: 'rename-node-id', node: 'all', to: 'fresh' }];
    expect(changed(edits, '', at('other/x', 'elsewhere/x'))).toEqual({ removed: [], added: [] });
  });

  it('is kept under its new path when what checks it hears of the rename', async () => {
    const workflows = new MemoryWorkflows();
    const id = workflows.put(document);
    const session = createEditorSession({
      workflows: workflows as unknown as WorkflowsClient,
      executions: {
        async setBreakpoints(workflow, breakpoints) {
          const stored = await workflows.get(workflow);
          for (const { path, node } of breakpoints) {
            if (nodeAtPath(stored.document, path ?? '', nodeKinds) === node) continue;
            throw new WtbError({ code: 'execution/unknown-activation', message: 'No node is there.' });
          }
          await workflows.executions.setBreakpoints(workflow, breakpoints);
        },
      },
      kinds: nodeKinds,
      clock: createManualClock(),
    });
    await session.open(id);
    session.setBreakpoints([at('all[1]/again[1]/turn')]);
    await settle();
    session.edit([{ type: 'rename-node-id', node: 'all', to: 'fresh' }], { label: 'Rename' });
    await settle();
    expect(workflows.records.get(id)?.breakpoints).toEqual([at('fresh[1]/again[1]/turn')]);
    expect(session.store.getState().saveError).toBeUndefined();
  });
});
