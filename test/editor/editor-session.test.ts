import { beforeEach, describe, expect, it } from 'vitest';
import { createDraftStore } from '../../src/editor/draft-store.ts';
import { createEditorSession } from '../../src/editor/editor-session.ts';
import type { EditorSession } from '../../src/editor/editor-state.ts';
import type { GraphEdit } from '../../src/graph/edit.ts';
import type { WorkflowsClient } from '../../src/host/engine-client.ts';
import type { Breakpoint } from '../../src/model/breakpoint.ts';
import { WtbError } from '../../src/model/errors.ts';
import { nodeId, type WorkflowId } from '../../src/model/ids.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { codeNode, graphFromText } from '../graph/graph-from-text.ts';
import { createManualClock, MemoryWorkflows, settle } from './workflow-fakes.ts';

const rename = (name: string): GraphEdit[] => [{ type: 'update-document', changes: { name } }];
const breakpoint = (node: string): Breakpoint => {
  return { id: `b-${node}`, type: 'node', node: nodeId(node), when: 'before', enabled: true };
};

let clock = createManualClock();
let workflows = new MemoryWorkflows();
let hide: () => void = () => {};
let session: EditorSession;
let id: WorkflowId;

let drafts = new Map<string, string>();
const draftStorage = {
  getItem: (key: string) => drafts.get(key) ?? null,
  setItem: (key: string, text: string) => void drafts.set(key, text),
  removeItem: (key: string) => void drafts.delete(key),
};

function newSession(checked: string[] = [], parsed: string[] = []): EditorSession {
  return createEditorSession({
    workflows: workflows as unknown as WorkflowsClient,
    executions: workflows.executions,
    kinds: nodeKinds,
    clock,
    onHide(listener) {
      hide = listener;
      return () => {};
    },
    drafts: createDraftStore(draftStorage),
    checkSource: (source) => {
      parsed.push(source);
      const fault = { code: 'node/syntax', message: 'Unexpected token.', place: { line: 1, column: 3 } } as const;
      return Promise.resolve(source.includes('=>=>') ? fault : undefined);
    },
    checkExpression: (text) => {
      checked.push(text);
      return Promise.resolve(text.includes('((') ? { message: 'unexpected end', position: text.length } : undefined);
    },
  });
}
const state = (): ReturnType<EditorSession['store']['getState']> => session.store.getState();
const names = (): string[] => workflows.saves.map((document) => document.name);

beforeEach(async () => {
  clock = createManualClock();
  workflows = new MemoryWorkflows();
  drafts = new Map();
  session = newSession();
  id = workflows.put(graphFromText('a -> b -> c'));
  await session.open(id);
});

describe('history', () => {
  it('undoes and redoes one command at a time and names them', () => {
    session.edit(rename('One'), { label: 'Rename to One' });
    session.edit(rename('Two'), { label: 'Rename to Two' });
    expect(state()).toMatchObject({ undoLabel: 'Rename to Two', redoLabel: undefined });
    session.undo();
    expect(state()).toMatchObject({ undoLabel: 'Rename to One', redoLabel: 'Rename to Two' });
    expect(state().document?.name).toBe('One');
    session.redo();
    expect(state().document?.name).toBe('Two');
    session.undo();
    session.undo();
    session.undo();
    expect(state().document?.name).toBe('Test');
  });

  it('forgets what was undone when something else is done', () => {
    session.edit(rename('One'), { label: 'One' });
    session.undo();
    session.edit(rename('Two'), { label: 'Two' });
    expect(state().redoLabel).toBeUndefined();
  });

  it('makes one command of successive ones with a key, until a pause', () => {
    for (const name of ['H', 'He', 'Hel']) {
      session.edit(rename(name), { label: 'Rename', mergeKey: 'name' });
      clock.advance(300);
    }
    clock.advance(5000);
    session.edit(rename('Hello'), { label: 'Rename', mergeKey: 'name' });
    session.undo();
    expect(state().document?.name).toBe('Hel');
    session.undo();
    expect(state().document?.name).toBe('Test');
    expect(state().undoLabel).toBeUndefined();
  });

  it('does not make one command of what other commands stand between', () => {
    session.edit(rename('A'), { label: 'Rename', mergeKey: 'name' });
    session.edit([{ type: 'remove-edges', edges: ['e1'] }], { label: 'Delete an edge' });
    session.edit(rename('B'), { label: 'Rename', mergeKey: 'name' });
    session.undo();
    session.undo();
    expect(state().document?.name).toBe('A');
  });

  it('brings back a deleted node with its edges, its position and its breakpoint', async () => {
    const position = { x: 40, y: 50 };
    session.edit([{ type: 'move-nodes', positions: [{ node: 'b', position }] }], { label: 'Move' });
    session.setBreakpoints([breakpoint('a'), breakpoint('b')]);
    const before = state().document;
    session.edit([{ type: 'remove-nodes', nodes: ['b'] }], { label: 'Delete b' });
    expect(state().document?.edges).toEqual([]);
    expect(state().breakpoints).toEqual([breakpoint('a')]);
    session.undo();
    expect(state().document).toBe(before);
    expect(state().breakpoints).toEqual([breakpoint('a'), breakpoint('b')]);
    await settle();
    expect(workflows.records.get(id)?.breakpoints).toEqual([breakpoint('a'), breakpoint('b')]);
    session.redo();
    expect(state().breakpoints).toEqual([breakpoint('a')]);
  });

  it('lets the breakpoint of a renamed node follow it, and back', () => {
    session.setBreakpoints([breakpoint('b')]);
    session.edit([{ type: 'rename-node-id', node: 'b', to: 'train' }], { label: 'Rename' });
    expect(state().breakpoints.map((each) => each.node)).toEqual(['train']);
    session.undo();
    expect(state().breakpoints).toEqual([breakpoint('b')]);
  });

  it('gives one breakpoint back when its node was renamed and deleted in one command', () => {
    session.setBreakpoints([breakpoint('b')]);
    const command = { label: 'Rename and delete', mergeKey: 'gesture' };
    session.edit([{ type: 'rename-node-id', node: 'b', to: 'train' }], command);
    session.edit([{ type: 'remove-nodes', nodes: ['train'] }], command);
    expect(state().breakpoints).toEqual([]);
    session.undo();
    expect(state().breakpoints).toEqual([breakpoint('b')]);
    session.redo();
    expect(state().breakpoints).toEqual([]);
  });

  it('makes no command of edits that change nothing', () => {
    session.edit([{ type: 'remove-nodes', nodes: ['nobody'] }], { label: 'Delete' });
    expect(state()).toMatchObject({ undoLabel: undefined, saving: 'saved' });
  });

  it('leads back to the graph that a command changed, and forth', () => {
    const graph = { nodes: [codeNode('inner')], edges: [] };
    session.edit([{ type: 'update-document', changes: { graphs: { item: graph } } }], { label: 'New graph' });
    session.showGraph('item');
    session.edit([{ type: 'remove-nodes', nodes: ['inner'] }], { label: 'Delete inner' });
    expect(state().shown?.nodes).toEqual([]);
    session.showGraph('');
    session.undo();
    expect(state().graph).toBe('item');
    expect(state().shown?.nodes.map((node) => node.id)).toEqual(['inner']);
    session.undo();
    expect(state().graph).toBe('');
    session.redo();
    session.redo();
    expect([state().graph, state().shown?.nodes]).toEqual(['item', []]);
  });

  it('shows a graph that another document lends, and leaves it as it is', () => {
    const lender = { ...graphFromText('a'), graphs: { other: { nodes: [codeNode('theirs')], edges: [] } } };
    session.showGraph('other', lender);
    expect(state()).toMatchObject({ graph: 'other', borrowed: lender });
    expect(state().shown?.nodes.map((node) => node.id)).toEqual(['theirs']);
    session.edit([{ type: 'remove-nodes', nodes: ['theirs'] }], { label: 'Delete' });
    const graphs = { item: { nodes: [], edges: [] } };
    const scope: GraphEdit = { type: 'add-node', node: { id: 'scope', kind: 'map' } };
    session.edit([{ type: 'update-document', changes: { graphs } }, scope], { label: 'Add map' });
    expect(state()).toMatchObject({ undoLabel: undefined, borrowed: lender });
    session.edit(rename('Renamed'), { label: 'Rename' });
    expect(state()).toMatchObject({ document: { name: 'Renamed' }, graph: 'other', borrowed: lender });
    session.showGraph('other');
    expect(state()).toMatchObject({ graph: '', borrowed: undefined });
  });

  it('takes a graph of its own before one of the same name that is lent', () => {
    const graph = { nodes: [codeNode('mine')], edges: [] };
    session.edit([{ type: 'update-document', changes: { graphs: { item: graph } } }], { label: 'New graph' });
    session.showGraph('item', { ...graphFromText('a'), graphs: { item: { nodes: [], edges: [] } } });
    expect(state().borrowed).toBeUndefined();
    expect(state().shown?.nodes.map((node) => node.id)).toEqual(['mine']);
  });

  it('starts anew with another workflow', async () => {
    session.edit(rename('One'), { label: 'One' });
    const other = workflows.put({ ...graphFromText('x'), id: 'other' });
    await session.open(other);
    expect(state()).toMatchObject({ workflow: other, undoLabel: undefined });
    expect(names()).toEqual(['One']);
  });
});

describe('autosave', () => {
  it('saves a moment after the last edit, once', async () => {
    session.edit(rename('One'), { label: 'One' });
    clock.advance(200);
    session.edit(rename('Two'), { label: 'Two' });
    clock.advance(200);
    await settle();
    expect(state().saving).toBe('unsaved');
    clock.advance(200);
    expect(state().saving).toBe('saving');
    await settle();
    expect(state()).toMatchObject({ saving: 'saved', version: 2 });
    expect(names()).toEqual(['Two']);
  });

  it('saves at once when the page hides and when asked to', async () => {
    session.edit(rename('One'), { label: 'One' });
    hide();
    await settle();
    session.edit(rename('Two'), { label: 'Two' });
    await session.flush();
    expect(names()).toEqual(['One', 'Two']);
  });

  it('saves again what was edited while it saved', async () => {
    let open = (): void => {};
    workflows.gate = new Promise((resolve) => {
      open = resolve;
    });
    session.edit(rename('One'), { label: 'One' });
    const flushed = session.flush();
    session.edit(rename('Two'), { label: 'Two' });
    open();
    await flushed;
    expect(names()).toEqual(['One', 'Two']);
    expect(state()).toMatchObject({ saving: 'saved', version: 3 });
  });

  it('saves nothing when undo leads back to what is stored', async () => {
    session.edit(rename('One'), { label: 'One' });
    session.undo();
    expect(state().saving).toBe('saved');
    clock.advance(1000);
    await settle();
    expect(names()).toEqual([]);
  });

  it('shows a failure, keeps the edits and tries again', async () => {
    workflows.failure = new WtbError({ code: 'storage/full', message: 'The disk is full.' });
    session.edit(rename('One'), { label: 'One' });
    await expect(session.flush()).rejects.toMatchObject({ code: 'storage/full' });
    expect(state()).toMatchObject({ saving: 'failed', saveError: { code: 'storage/full' } });
    expect(state().document?.name).toBe('One');
    workflows.failure = undefined;
    clock.advance(5000);
    await settle();
    expect(state()).toMatchObject({ saving: 'saved', saveError: undefined });
  });

  it('does not leave a workflow whose edits could not be saved', async () => {
    workflows.failure = new WtbError({ code: 'storage/full', message: 'The disk is full.' });
    session.edit(rename('One'), { label: 'One' });
    const other = workflows.put({ ...graphFromText('x'), id: 'other' });
    await expect(session.open(other)).rejects.toMatchObject({ code: 'storage/full' });
    expect(state().document?.name).toBe('One');
  });

  it('saves what is unsaved when it is disposed of, and nothing later', async () => {
    session.edit(rename('One'), { label: 'One' });
    session.dispose();
    await settle();
    workflows.put({ ...graphFromText('x') });
    await settle();
    expect(names()).toEqual(['One']);
    expect(state().document?.name).toBe('One');
  });
});

describe('other tabs', () => {
  const theirs = { ...graphFromText('x -> y'), name: 'Theirs' };

  it('takes over what another tab saved when nothing is unsaved, and can undo that', async () => {
    workflows.put(theirs);
    await settle();
    expect(state()).toMatchObject({ document: theirs, version: 2, saving: 'saved' });
    session.undo();
    expect(state()).toMatchObject({ saving: 'unsaved', document: { name: 'Test' } });
    await session.flush();
    expect(workflows.records.get(id)).toMatchObject({ version: 3, document: { name: 'Test' } });
  });

  async function conflict(): Promise<void> {
    session.edit(rename('Ours'), { label: 'Rename to Ours' });
    workflows.put(theirs);
    await settle();
  }

  it('sees a conflict when both edited, saves nothing and loses nothing', async () => {
    await conflict();
    expect(state()).toMatchObject({ saving: 'conflict', saveError: { code: 'storage/conflict' } });
    session.edit(rename('Ours too'), { label: 'Rename' });
    clock.advance(10_000);
    await settle();
    expect(state()).toMatchObject({ saving: 'conflict', document: { name: 'Ours too' } });
    expect(workflows.records.get(id)?.document).toBe(theirs);
    await expect(session.flush()).rejects.toMatchObject({ code: 'storage/conflict' });
  });

  it('sees the conflict, too, when the store refuses the save first', async () => {
    session.edit(rename('Ours'), { label: 'Rename' });
    const found = await workflows.get(id);
    workflows.records.set(id, { ...found, document: theirs, version: found.version + 1 });
    clock.advance(1000);
    await settle();
    expect(state().saving).toBe('conflict');
  });

  it('keeps ours over theirs', async () => {
    await conflict();
    await session.resolveConflict('ours');
    expect(state()).toMatchObject({ saving: 'saved', version: 3, document: { name: 'Ours' } });
    expect(workflows.records.get(id)?.document.name).toBe('Ours');
  });

  it('takes theirs, and ours stays reachable by undo', async () => {
    await conflict();
    await session.resolveConflict('theirs');
    expect(state()).toMatchObject({ saving: 'saved', document: theirs, undoLabel: 'Take the other version' });
    session.undo();
    await session.flush();
    expect(workflows.records.get(id)).toMatchObject({ version: 3, document: { name: 'Ours' } });
  });

  it('shows breakpoints that another tab set', async () => {
    await workflows.executions.setBreakpoints(id, [breakpoint('a')]);
    await settle();
    expect(state().breakpoints).toEqual([breakpoint('a')]);
  });
});

describe('problems', () => {
  it('follow every change, and keep their reference where nothing in them changed', () => {
    expect(state().problems).toEqual([]);
    session.edit([{ type: 'add-node', node: { id: 'bad', kind: 'nonsense' } }], { label: 'Add' });
    const { problems } = state();
    expect(problems.map((each) => each.code)).toContain('document/unknown-kind');
    session.edit(rename('Other'), { label: 'Rename' });
    expect(state().problems).toBe(problems);
    session.undo();
    session.undo();
    expect(state().problems).toEqual([]);
  });

  it('tell of expressions as soon as they are looked into, each text once', async () => {
    const checked: string[] = [];
    session = newSession(checked);
    await session.open(id);
    const when = (text: string): GraphEdit[] => [{ type: 'update-edge', edge: 'e1', changes: { when: text } }];
    session.edit(when('((a'), { label: 'Condition' });
    await settle();
    expect(state().problems).toMatchObject([
      { code: 'document/bad-expression', place: { path: 'edges[0].when', edge: 'e1', line: 1, column: 4 } },
    ]);
    session.edit(rename('Other'), { label: 'Rename' });
    await settle();
    expect(checked).toEqual(['((a']);
    session.edit(when('a'), { label: 'Condition' });
    await settle();
    expect(state().problems).toEqual([]);
  });

  it('are those of the workflow shown', async () => {
    const other = workflows.put({ ...graphFromText('x'), id: 'other', nodes: [codeNode('x'), codeNode('x')] });
    await session.open(other);
    expect(state().problems.map((each) => each.code)).toEqual(['document/duplicate-id']);
  });
});

describe('what the page could not save when it went', () => {
  const unsavedRename = (name: string): string => {
    session.edit(rename(name), { label: 'Rename' });
    hide();
    return [...drafts.values()].join();
  };

  it('is put down at once, and gone when the save comes through', async () => {
    expect(unsavedRename('Late')).toContain('"name":"Late"');
    await settle();
    expect(drafts.size).toBe(0);
  });

  it('is taken up by the next page as a command, and saved', async () => {
    const kept = unsavedRename('Late');
    await settle();
    const [other, key] = [new MemoryWorkflows(), `wtb.draft.${id}`];
    // The next page, in which that save never happened.
    workflows = other;
    id = workflows.put(graphFromText('a -> b -> c'));
    drafts.set(key.replace(/[^.]*$/, id), kept);
    session = newSession();
    await session.open(id);
    expect(state().document?.name).toBe('Late');
    await session.flush();
    expect(names()).toEqual(['Late']);
    session.undo();
    expect(state().document?.name).toBe('Test');
  });

  it('gives way to a newer version', async () => {
    const kept = unsavedRename('Late');
    session.edit(rename('Newer'), { label: 'Rename' });
    await session.flush();
    drafts.set(`wtb.draft.${id}`, kept);
    session = newSession();
    await session.open(id);
    expect(state().document?.name).toBe('Newer');
    expect(drafts.size).toBe(0);
  });

  it('is left out where it can not be read', async () => {
    drafts.set(`wtb.draft.${id}`, '1\n{"format":"wtb/1","nodes":7}');
    session = newSession();
    await session.open(id);
    expect(state().document?.name).toBe('Test');
    expect(state().saving).toBe('saved');
  });
});

describe('code', () => {
  it('is parsed once it rests, each text once, and its faults warn in whatever graph it stands', async () => {
    const parsed: string[] = [];
    session = newSession([], parsed);
    await session.open(id);
    const faulty = { ...codeNode('inner'), variants: [{ id: 'main', config: { source: '() =>=> 1' } }] };
    session.edit([{ type: 'update-document', changes: { graphs: { item: { nodes: [faulty], edges: [] } } } }], {
      label: 'New graph',
    });
    expect(parsed).toEqual([]);
    clock.advance(600);
    await settle();
    expect(parsed).toEqual(['export default () => ({});', '() =>=> 1']);
    const found = state().problems.filter(({ code }) => code === 'node/syntax');
    expect(found.map(({ severity, place }) => [severity, place?.node, place?.line])).toEqual([
      ['warning', 'item/inner', 1],
    ]);
    session.edit([{ type: 'update-document', changes: { graphs: undefined } }], { label: 'Delete graph' });
    expect(state().problems.filter(({ code }) => code === 'node/syntax')).toEqual([]);
  });
});
