import { screen, waitFor, within } from '@testing-library/dom';
import { page, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executionId } from '../../src/model/ids.ts';
import '../../src/ui/theme/theme.ts';
import type { Workbench } from '../../src/ui/workbench/workbench.ts';
import { createRecordedWorkbench, mountPanels } from './playground-debugger/mount.tsx';

let workbench: Workbench;
let unmount: () => void = () => undefined;

beforeEach(async () => {
  await page.viewport(1280, 720);
  workbench = createRecordedWorkbench();
  const root = document.createElement('div');
  document.body.append(root);
  const takeAway = mountPanels(root, workbench, '520px');
  unmount = () => {
    takeAway();
    root.remove();
  };
  await workbench.debug.inspect(executionId('x12'));
  await screen.findByRole('grid', { name: 'Steps' });
});
afterEach(() => unmount());

const timeline = () => within(screen.getByRole('region', { name: 'Timeline' }));
const row = (name: RegExp) => timeline().getByRole('row', { name });
const selectedName = () => timeline().getByRole('row', { selected: true }).textContent;
const state = () => workbench.debug.store.getState();

describe('the timeline', () => {
  it('shows every step of both branches, and selects the head', async () => {
    await waitFor(() => expect(timeline().getAllByRole('row')).toHaveLength(16));
    expect(selectedName()).toContain('train');
    expect(selectedName()).toContain('head');
    expect(row(/train failed/)).toBeTruthy();
  });

  it('selects by click, and by arrow, Home and End keys', async () => {
    await userEvent.click(row(/3 impute/));
    expect(state().selected).toBe('c3');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(state().selected).toBe('c5');
    await userEvent.keyboard('{Home}');
    expect(state().selected).toBe('c0');
    await userEvent.keyboard('{End}');
    await waitFor(() => expect(state()).toMatchObject({ following: true, selected: 'c13' }));
  });

  it('rolls back to the selected step, and leaves the steps after it as they are', async () => {
    await userEvent.click(row(/2 clean/));
    await userEvent.click(timeline().getByRole('button', { name: 'Roll back to here' }));
    await waitFor(() => expect(state()).toMatchObject({ head: 'c2', selected: 'c2', following: true }));
    expect(state().rows).toHaveLength(15);
    expect(timeline().getByRole('button', { name: 'Roll back to here' })).toHaveProperty('disabled', true);
  });

  it('answers who wrote a key', async () => {
    await userEvent.fill(timeline().getByRole('searchbox'), 'who wrote train?');
    await waitFor(() => expect(timeline().getAllByRole('row')).toHaveLength(3));
    expect(timeline().getAllByText('split')).toHaveLength(2);
  });

  it('shows a refused command instead of swallowing it', async () => {
    await userEvent.click(timeline().getByRole('button', { name: 'Fork from here' }));
    expect(await screen.findByText('A recording can’t be forked.')).toBeTruthy();
  });

  it('makes only the rows that are in view', async () => {
    await workbench.debug.inspect(executionId('x10'));
    await waitFor(() => expect(state().rows.length).toBe(4001));
    await waitFor(() => expect(timeline().getAllByRole('row').length).toBeGreaterThan(10));
    expect(timeline().getAllByRole('row').length).toBeLessThan(80);
  });
});

describe('the details', () => {
  it('keep a path open while the step changes', async () => {
    await userEvent.click(row(/6 split Random/));
    await userEvent.click(await screen.findByRole('button', { name: /^train \[483 rows/ }));
    expect(await screen.findByRole('grid', { name: /^train, 483 rows/ })).toBeTruthy();
    await userEvent.click(row(/6 split Stratified/));
    expect(await screen.findByRole('grid', { name: /^train, 483 rows/ })).toBeTruthy();
  });

  it('show what differs inside a small value, path by path', async () => {
    await userEvent.click(row(/2 clean/));
    const diff = within(screen.getByRole('region', { name: 'Diff' }));
    const path = await diff.findByText('stats.rowsLeft');
    expect(path.closest('li')?.textContent).toContain('604→588');
  });

  it('lead from a value to the step that wrote it', async () => {
    await userEvent.click(screen.getByRole('tab', { name: 'Context' }));
    const context = within(await screen.findByRole('region', { name: 'Context' }));
    const stats = (await context.findByText('stats')).closest('li') as HTMLElement;
    await userEvent.click(within(stats).getByRole('button', { name: 'scale' }));
    expect(state().selected).toBe('c5');
  });

  it('say of a failed attempt what happened, where, and what to do', async () => {
    await userEvent.click(row(/train failed/));
    const diff = within(screen.getByRole('region', { name: 'Diff' }));
    expect(diff.getByText(/Cannot read properties/, { selector: 'strong' })).toBeTruthy();
    expect(diff.getByText(/line 3:5/)).toBeTruthy();
    await userEvent.click(diff.getByRole('button', { name: 'Swap variant' }));
    expect(workbench.view.getState().dialog).toEqual({ type: 'swap', node: 'train' });
  });

  it('compare a left branch with the head: first diverging step, metrics, keys', async () => {
    await workbench.debug.inspect(executionId('x11'));
    await userEvent.click(await timeline().findByRole('row', { name: /9 report.*6 ms/, selected: false }));
    await userEvent.click(timeline().getByRole('button', { name: 'Compare' }));
    const compare = within(await screen.findByRole('region', { name: 'Compare' }));
    const divergence = await compare.findByLabelText('First diverging step');
    expect(divergence.textContent).toContain('6 split · Random 80/20≠6 split · Stratified by language');
    const metrics = within(await compare.findByRole('table', { name: 'Metrics' }));
    expect(metrics.getByRole('row', { name: /^accuracy/ }).textContent).toBe('accuracy0.9120.946▲ +0.034');
    expect(await compare.findByText('log[2]')).toBeTruthy();
  });
});

describe('the other tabs', () => {
  it('lead from a console line to its step', async () => {
    await userEvent.click(screen.getByRole('tab', { name: 'Console' }));
    await userEvent.click(await screen.findByText('60 trees, depth 12'));
    expect(state().selected).toBe('c7');
  });

  it('roll back to the end of a branch that was left', async () => {
    await userEvent.click(screen.getByRole('tab', { name: 'Branches' }));
    const branch = within(await screen.findByRole('listitem', { name: 'Branch 1' }));
    await userEvent.click(branch.getAllByRole('button', { name: 'Roll back to here' })[0] as HTMLElement);
    await waitFor(() => expect(state().head).toBe('c9'));
  });
});
