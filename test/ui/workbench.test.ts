import { expect, test } from 'vitest';
import { applyEdits } from '../../src/graph/edit.ts';
import { differsInBehaviour } from '../../src/ui/shell/document-difference.ts';
import { placeBeside } from '../../src/ui/shell/place-beside.ts';
import { rankCommands } from '../../src/ui/shell/rank-commands.ts';
import { edgePath, portsOf } from '../../src/ui/canvas/geometry.ts';
import { createNodeFacts } from '../../src/ui/canvas/node-facts.ts';
import { cardName } from '../../src/ui/canvas/card-name.ts';
import { runCommands } from '../../src/ui/run-bar/run-commands.ts';
import { formatBytes, formatDuration, formatRelative } from '../../src/ui/widgets/format.ts';
import { createToasts } from '../../src/ui/widgets/toasts.ts';
import { createCommandRegistry } from '../../src/ui/workbench/command-registry-store.ts';
import { createViewStore } from '../../src/ui/workbench/view-store.ts';
import { createFakeWorkbench, pausedSummary, pipelineDocument } from './fake-workbench.ts';

test('durations, sizes and times are short and have units', () => {
  expect([0, 0.4, 12, 1234, 65_000, 3_840_000].map(formatDuration)).toEqual([
    '0 ms',
    '0.4 ms',
    '12 ms',
    '1.2 s',
    '1 min 5 s',
    '1 h 4 min',
  ]);
  expect([812, 1500, 48_000, 1_400_000].map(formatBytes)).toEqual(['812 B', '1.5 KB', '47 KB', '1.3 MB']);
  expect(formatRelative(0, 180_000)).toBe('3 min ago');
  expect(formatRelative(7_200_000, 0)).toBe('in 2 h');
});

test('a command that fails is shown and never throws', async () => {
  const shown: unknown[] = [];
  const registry = createCommandRegistry((problem) => shown.push(problem));
  registry.register([{ id: 'a', title: 'A', group: 'G', run: () => Promise.reject(new Error('no')) }]);
  await registry.run('a');
  expect(shown).toEqual([new Error('no')]);
});

test('a command that makes no sense now does not run, and one that is gone is not listed', async () => {
  const registry = createCommandRegistry(() => undefined);
  let runs = 0;
  const dispose = registry.register([
    { id: 'a', title: 'A', group: 'G', enabled: () => 'not now', run: () => void runs++ },
  ]);
  await registry.run('a');
  expect(runs).toBe(0);
  dispose();
  expect(registry.all()).toEqual([]);
});

test('the view remembers theme and tabs, survives rubbish and a storage that refuses', () => {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => void items.set(key, text),
  };
  createViewStore(storage).setState({ theme: 'dark', leftTab: 'executions', selectedNodes: [] });
  expect(createViewStore(storage).getState()).toMatchObject({ theme: 'dark', leftTab: 'executions' });
  items.set('wtb.view', '{"theme":"pink","leftTab":7}');
  expect(createViewStore(storage).getState()).toMatchObject({ theme: 'system', leftTab: 'build' });
  const refusing = {
    getItem: (): string => {
      throw new Error('denied');
    },
    setItem: () => {
      throw new Error('denied');
    },
  };
  const store = createViewStore(refusing);
  store.setState({ theme: 'light' });
  expect(store.getState().theme).toBe('light');
});

test('commands are found by the beginnings of words, those that make sense first', () => {
  const command = (title: string, enabled: true | string = true) => ({
    id: title,
    title,
    group: 'G',
    enabled: () => enabled,
    run: () => undefined,
  });
  const all = [command('Delete', 'no'), command('Duplicate'), command('Fit view'), command('Overview')];
  expect(rankCommands(all, 'd').map(({ title }) => title)).toEqual(['Duplicate', 'Delete']);
  expect(rankCommands(all, 'view')[0]?.title).toBe('Fit view');
  expect(rankCommands(all, 'xyz')).toEqual([]);
});

test('run commands follow the status of the execution', () => {
  const workbench = createFakeWorkbench();
  const enabled = () =>
    runCommands(workbench)
      .filter((command) => (command.enabled?.() ?? true) === true)
      .map(({ title }) => title);
  expect(enabled()).toEqual([
    'Step back',
    'Resume',
    'Step',
    'Step into',
    'Stop',
    'Send message…',
    'Start paused',
    'Run',
  ]);
  workbench.debug.store.setState({ execution: pausedSummary({ status: 'running' }) });
  expect(enabled()).toContain('Pause');
  expect(enabled()).not.toContain('Resume');
  workbench.debug.store.setState({ execution: pausedSummary({ driver: 'elsewhere' }) });
  expect(enabled()).toEqual(['Start paused', 'Run']);
});

test('Run asks for the input where the workflow has an input node', async () => {
  const calls: string[] = [];
  const workbench = createFakeWorkbench({ calls });
  const run = runCommands(workbench).find(({ id }) => id === 'execution.run');
  await run?.run();
  expect(calls).toEqual(['start']);
  workbench.editor.edit([{ type: 'add-node', node: { id: 'in', kind: 'input' } }], { label: 'Add' });
  await run?.run();
  expect(calls).toEqual(['start']);
  expect(workbench.view.getState().dialog).toEqual({ type: 'run-input', startPaused: false });
});

test('that there are errors is said as long as there are', async () => {
  const workbench = createFakeWorkbench();
  const { editor, toasts } = workbench;
  const run = runCommands(workbench).find(({ id }) => id === 'execution.run');
  editor.store.setState({ problems: [{ severity: 'error', code: 'document/bad-config', message: 'Wrong.' }] });
  await run?.run();
  expect(toasts.store.getState().map(({ text }) => text)).toEqual(['The workflow has errors; see Problems.']);
  editor.store.setState({ graph: 'other' });
  expect(toasts.store.getState()).toHaveLength(1);
  editor.store.setState({ problems: [] });
  expect(toasts.store.getState()).toEqual([]);
});

test('labels and positions do not change behaviour, configs and edges do', () => {
  const before = pipelineDocument();
  const labelled = applyEdits(before, [
    { type: 'update-node', node: 'load', changes: { label: 'Other', position: { x: 1, y: 1 } } },
  ]);
  expect(differsInBehaviour(before, labelled)).toBe(false);
  expect(differsInBehaviour(before, applyEdits(before, [{ type: 'remove-edges', edges: ['back'] }]))).toBe(true);
  expect(differsInBehaviour(before, applyEdits(before, [{ type: 'set-active', node: 'train', variant: 'tree' }]))).toBe(
    true,
  );
});

test('a workflow that was taken along does not change behaviour, another one does', () => {
  const referring = (workflow: string) => [{ id: 's', kind: 'subflow', variants: [{ id: 'v', config: { workflow } }] }];
  const document = { ...pipelineDocument(), nodes: referring('other'), edges: [] };
  const ran = {
    ...document,
    nodes: [{ id: 's', kind: 'subflow', variants: [{ id: 'v', config: { graph: 'other' } }] }],
    graphs: { other: { origin: { workflow: 'other', version: 2 }, nodes: [], edges: [] } },
  };
  expect(differsInBehaviour(ran, document)).toBe(false);
  expect(differsInBehaviour(ran, { ...document, nodes: referring('third') })).toBe(true);
});

test('facts keep their reference and tell only the nodes that changed', () => {
  const workbench = createFakeWorkbench();
  const frames: (() => void)[] = [];
  const facts = createNodeFacts({
    editor: workbench.editor.store,
    debug: workbench.debug.store,
    kinds: workbench.kinds,
    schedule: (callback) => frames.push(callback),
  });
  const disconnect = facts.connect();
  const told: string[] = [];
  for (const id of ['load', 'train']) facts.subscribe(id, () => told.push(id));
  const load = facts.get('load');
  const nodes = new Map(workbench.debug.store.getState().nodes);
  for (const [id, run] of nodes) if (id === 'train') nodes.set(id, { ...run, state: 'running' });
  workbench.debug.store.setState({ nodes });
  workbench.debug.store.setState({ loading: true });
  expect(frames).toHaveLength(1);
  frames[0]?.();
  expect(told).toEqual(['train']);
  expect(facts.get('load')).toBe(load);
  disconnect();
});

test('a node is named with its state, step, variant and breakpoint', () => {
  const workbench = createFakeWorkbench();
  const facts = createNodeFacts({
    editor: workbench.editor.store,
    debug: workbench.debug.store,
    kinds: workbench.kinds,
    schedule: () => undefined,
  });
  const name = (id: string) => {
    const found = facts.get(id);
    return found === undefined ? '' : cardName(found, false);
  };
  expect(name('train')).toBe('Train, paused, variant k-nearest, breakpoint');
  expect(name('split')).toBe('Split, done, step 6 of 6, variant stratified');
  expect(name('report')).toBe('Report, not run, 1 problem');
});

test('an edge that leads back goes around the cards, its label on the longest piece', () => {
  const { path, label } = edgePath({ sourceX: 416, sourceY: 269, targetX: 0, targetY: 269 });
  expect(path.startsWith('M416 269')).toBe(true);
  expect(path.endsWith('L0 269')).toBe(true);
  expect(label.y).toBeGreaterThan(269 + 29);
});

test('a node has the ports of its kind, of its error edge, and those that edges use', () => {
  expect(portsOf({ id: 'a', kind: 'x', onError: 'edge' }, undefined, ['retry'])).toEqual(['next', 'error', 'retry']);
});

test('a tour card stays on the screen', () => {
  const card = { width: 340, height: 150 };
  const screen = { width: 1280, height: 720 };
  const corner = placeBeside({ x: 1200, y: 690, width: 60, height: 20 }, card, screen);
  expect(corner.x + card.width).toBeLessThanOrEqual(1280);
  expect(corner.y + card.height).toBeLessThanOrEqual(690);
  const full = placeBeside({ x: 0, y: 0, width: 1280, height: 720 }, card, screen);
  expect(full.y).toBeGreaterThanOrEqual(0);
});

test('at most four messages are kept, the newest last', () => {
  const toasts = createToasts();
  for (let count = 1; count <= 6; count++) toasts.show({ text: `${count}` });
  expect(toasts.store.getState().map(({ text }) => text)).toEqual(['3', '4', '5', '6']);
});
