// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { activationPath, edgeId, nodeId } from '../../src/model/ids.ts';
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx';
import { HumanAnswer } from '../../src/ui/dialogs/HumanAnswer.tsx';
import { Inspector } from '../../src/ui/inspector/Inspector.tsx';
import { type Workbench, WorkbenchProvider } from '../../src/ui/workbench/workbench.ts';
import { pausedExecution, runsOf, stepRow, testWorkbench } from './inspector-workbench.ts';

afterEach(cleanup);

const document_: GraphDocument = {
  format: 'wtb/1',
  id: 'w',
  name: 'W',
  nodes: [
    {
      id: 'wait',
      kind: 'delay',
      label: 'Wait',
      active: 'short',
      variants: [
        { id: 'short', name: 'Short', config: { ms: 10 } },
        { id: 'long', name: 'Long', config: { ms: 999 } },
      ],
    },
    { id: 'next', kind: 'delay', variants: [{ id: 'main', config: { ms: 1 } }] },
  ],
  edges: [{ id: 'e1', source: 'wait', target: 'next' }],
};

function show(workbench: Workbench, body: ReactNode) {
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <WorkbenchProvider value={workbench}>{body}</WorkbenchProvider>
    </QueryClientProvider>,
  );
}

function inspect(parts: Parameters<typeof testWorkbench>[1] = {}) {
  const made = testWorkbench(document_, parts);
  made.workbench.view.setState({ selectedNodes: [nodeId('wait')] });
  show(made.workbench, <Inspector />);
  const node = () => made.editor.store.getState().document?.nodes[0];
  return { ...made, node };
}

const paused = {
  execution: pausedExecution,
  document: document_,
  rows: [stepRow(1, 'wait', 'short')],
  nodes: runsOf({ wait: { variant: 'short', state: 'done' } }),
};

describe('the breakpoints of the workflow', () => {
  const at = (id: string, path?: string) => ({
    id,
    type: 'node' as const,
    node: nodeId('wait'),
    when: 'before' as const,
    enabled: true,
    ...(path === undefined ? {} : { path: activationPath(path) }),
  });
  const listed = () => {
    const made = testWorkbench(document_);
    made.editor.store.setState({ breakpoints: [at('all'), at('third', 'wait#3')] });
    show(made.workbench, <Inspector />);
    const list = screen.getByRole('list', { name: 'Breakpoints of this workflow' });
    return { ...made, list, ids: () => made.editor.store.getState().breakpoints.map(({ id }) => id) };
  };

  it('are listed with their paths, switched off and removed', () => {
    const { editor, list, ids } = listed();
    expect(within(list).getAllByRole('listitem')).toHaveLength(2);
    fireEvent.click(within(list).getByRole('checkbox', { name: 'Breakpoint at Wait, wait#3' }));
    expect(editor.store.getState().breakpoints.map(({ enabled }) => enabled)).toEqual([true, false]);
    fireEvent.click(within(list).getByRole('button', { name: 'Remove breakpoint at Wait' }));
    expect(ids()).toEqual(['third']);
    fireEvent.click(within(list).getByRole('button', { name: 'Remove breakpoint at Wait, wait#3' }));
    expect(ids()).toEqual([]);
    expect(screen.queryByRole('region', { name: 'Breakpoints' })).toBeNull();
  });

  it('lead to their nodes', () => {
    const { workbench, list } = listed();
    fireEvent.click(within(list).getByRole('button', { name: /^Wait\s*wait#3$/ }));
    expect(workbench.view.getState().selectedNodes).toEqual(['wait']);
  });
});

describe('the inspector of a node', () => {
  it('renames it in place, as one undoable command', () => {
    const { editor, node } = inspect();
    const label = screen.getByLabelText('Label');
    fireEvent.change(label, { target: { value: 'Wa' } });
    fireEvent.change(label, { target: { value: 'Pause' } });
    expect(node()?.label).toBe('Pause');
    expect(editor.commands).toEqual(['Rename node']);
  });

  it('makes a variant active', () => {
    const { node } = inspect();
    fireEvent.click(screen.getByRole('radio', { name: 'Make Long active' }));
    expect(node()?.active).toBe('long');
  });

  it('edits the settings of the variant that is looked at', () => {
    const { node } = inspect();
    fireEvent.click(screen.getByRole('button', { name: /^Long/ }));
    fireEvent.change(screen.getByLabelText('Milliseconds'), { target: { value: '500' } });
    expect(node()?.variants?.map(({ config }) => config?.['ms'])).toEqual([10, 500]);
  });

  it('adds a variant from the kind and lets it be named at once', () => {
    const { node } = inspect();
    fireEvent.click(screen.getByRole('button', { name: 'Add variant' }));
    fireEvent.change(screen.getByLabelText('Name of the variant'), { target: { value: 'Medium' } });
    expect(node()?.variants?.at(-1)).toEqual({ id: 'variant-3', name: 'Medium', config: { ms: 1000 } });
  });

  it('offers a swap only while an execution stands still, and not for what runs already', () => {
    inspect({ debug: paused });
    expect(screen.getAllByRole('button', { name: 'Swap…' })).toHaveLength(1);
    cleanup();
    inspect();
    expect(screen.queryByRole('button', { name: 'Swap…' })).toBeNull();
  });

  it('says that an edit takes effect in new executions, and offers to swap it in', () => {
    const { workbench } = inspect({ debug: paused });
    fireEvent.change(screen.getByLabelText('Milliseconds'), { target: { value: '20' } });
    fireEvent.click(screen.getByRole('button', { name: 'Swap in edited settings' }));
    expect(workbench.view.getState().dialog).toEqual({ type: 'swap', node: 'wait', variant: 'short' });
  });

  it('changes an id when the field is left, and refuses one that is taken', () => {
    const { workbench, editor } = inspect();
    fireEvent.click(screen.getByRole('tab', { name: 'Settings' }));
    const id = screen.getByLabelText('Id');
    fireEvent.change(id, { target: { value: 'next' } });
    fireEvent.blur(id);
    expect(screen.getByText('Another node has this id.')).toBeTruthy();
    fireEvent.change(id, { target: { value: 'hold' } });
    fireEvent.blur(id);
    expect(editor.store.getState().document?.edges[0]?.source).toBe('hold');
    expect(workbench.view.getState().selectedNodes).toEqual(['hold']);
  });

  it('limits what it writes by a contract', () => {
    const { node } = inspect();
    fireEvent.click(screen.getByRole('tab', { name: 'Contract' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Writes each of these keys and no other' }));
    const field = screen.getByLabelText('Add to keys that it writes');
    fireEvent.change(field, { target: { value: 'model' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(node()?.writes).toEqual(['model']);
  });
});

describe('the inspector of an edge', () => {
  it('writes its condition from rows', () => {
    const { workbench, editor } = testWorkbench(document_);
    workbench.view.setState({ selectedEdges: [edgeId('e1')] });
    show(workbench, <Inspector />);
    fireEvent.click(screen.getByRole('button', { name: 'Add condition' }));
    fireEvent.change(screen.getByLabelText('Key of condition 1'), { target: { value: 'rounds' } });
    fireEvent.change(screen.getByLabelText('Value of condition 1'), { target: { value: '3' } });
    expect(editor.store.getState().document?.edges[0]?.when).toBe('rounds = 3');
    fireEvent.click(screen.getByRole('button', { name: 'Remove condition 1' }));
    expect(editor.store.getState().document?.edges[0]?.when).toBeUndefined();
  });
});

describe('the swap dialog', () => {
  it('sends variant and policy to the engine', async () => {
    const swap = vi.fn(async () => pausedExecution);
    const { workbench } = testWorkbench(document_, { debug: paused, client: { executions: { swap } } });
    workbench.view.setState({ dialog: { type: 'swap', node: nodeId('wait'), variant: 'long' } });
    show(workbench, <Dialogs />);
    const dialog = await screen.findByRole('dialog', { name: 'Swap variant of Wait' });
    fireEvent.click(within(dialog).getByLabelText('From here on'));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Swap variant' }));
    await vi.waitFor(() => expect(workbench.view.getState().dialog).toBeUndefined());
    expect(swap).toHaveBeenCalledWith('x12', 'wait', { variant: 'long' }, 'from-here');
  });

  it('refuses what runs already', async () => {
    const { workbench } = testWorkbench(document_, { debug: paused });
    workbench.view.setState({ dialog: { type: 'swap', node: nodeId('wait'), variant: 'short' } });
    show(workbench, <Dialogs />);
    const button = await screen.findByRole<HTMLButtonElement>('button', { name: 'Swap variant' });
    expect(button.disabled).toBe(true);
    expect(screen.getByText('It runs already.')).toBeTruthy();
  });
});

describe('the answer card', () => {
  const wait = {
    type: 'human' as const,
    title: 'Approve?',
    instructions: 'Look first.',
    schema: { type: 'object', required: ['reason'], properties: { reason: { type: 'string', title: 'Reason' } } },
  };
  const live = { ...stepRow(4, 'next', 'main'), state: 'waiting', wait, attempt: 1, iteration: 1 };
  const execution = { ...pausedExecution, status: 'running', live: [live] } as unknown as typeof pausedExecution;

  it('asks by the form of the wait and hands the answer to the engine', async () => {
    const answer = vi.fn(async () => execution);
    const { workbench } = testWorkbench(document_, { debug: { execution }, client: { executions: { answer } } });
    show(workbench, <HumanAnswer />);
    fireEvent.click(await screen.findByRole('button', { name: 'Answer' }));
    expect(screen.getByText('This is needed.')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByLabelText('Reason *'));
    fireEvent.change(screen.getByLabelText('Reason *'), { target: { value: 'Good' } });
    fireEvent.click(screen.getByRole('button', { name: 'Answer' }));
    await vi.waitFor(() => expect(answer).toHaveBeenCalledWith('x12', 'next', { reason: 'Good' }));
  });
});
