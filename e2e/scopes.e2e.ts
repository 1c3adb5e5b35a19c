import type { GraphDocument } from '../src/model/graph-document.ts';
import { expect, test } from './workbench.ts';

const code = (source: string) => [{ id: 'main', name: 'Main', config: { source, params: {} } }];

/** Load, a map that scores each row in two steps, and a report. */
function scores(rows: readonly number[] = [3, 1, 4]): GraphDocument {
  return {
    format: 'wtb/1',
    id: 'scores',
    name: 'Scores',
    context: { initial: { rows: [...rows] } },
    nodes: [
      {
        id: 'load',
        kind: 'code',
        label: 'Load',
        position: { x: 0, y: 0 },
        variants: code('export default () => ({ loaded: true })'),
      },
      {
        id: 'map',
        kind: 'map',
        label: 'Score all',
        position: { x: 240, y: 0 },
        output: 'scores',
        variants: [{ id: 'main', config: { graph: 'item', over: 'rows', result: 'score', maxConcurrency: 1 } }],
      },
      {
        id: 'report',
        kind: 'code',
        label: 'Report',
        position: { x: 480, y: 0 },
        variants: code('export default ({ context }) => ({ best: Math.max(...context.scores) })'),
      },
    ],
    edges: [
      { id: 'e1', source: 'load', target: 'map' },
      { id: 'e2', source: 'map', target: 'report' },
    ],
    graphs: {
      item: {
        label: 'Score an item',
        nodes: [
          {
            id: 'score',
            kind: 'code',
            label: 'Score',
            position: { x: 0, y: 0 },
            variants: code('export default ({ context }) => ({ score: context.item * 10 })'),
          },
          {
            id: 'check',
            kind: 'code',
            label: 'Check',
            position: { x: 240, y: 0 },
            variants: code('export default ({ context }) => ({ checked: context.score > 0 })'),
          },
        ],
        edges: [{ id: 'e1', source: 'score', target: 'check' }],
      },
    },
  };
}

test('builds a map by hand: its graph is opened, filled, named and left again', async ({ workbench }) => {
  const { page, canvas } = workbench;
  await workbench.newWorkflow();
  await workbench.add('Map');
  await expect(workbench.node('Map')).toHaveAccessibleName(/runs item/);
  await workbench.button('Open graph', workbench.node('Map')).click();
  await expect(canvas.getByText('An empty graph')).toBeVisible();
  await workbench.add('Transform', 'Code');
  await workbench.drawEdge('Transform', 'Code');
  await page.keyboard.press('Escape');
  const way = canvas.getByRole('navigation', { name: 'Graphs' });
  await expect(way).toContainText('item');

  const inside = await workbench.document();
  expect(inside.nodes.map(({ kind }) => kind)).toEqual(['map']);
  expect(inside.graphs?.['item']?.nodes.map(({ kind }) => kind)).toEqual(['transform', 'code']);
  expect(inside.graphs?.['item']?.edges).toHaveLength(1);

  await way.getByRole('button', { name: /^New workflow/ }).click();
  await expect(workbench.node('Map')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(workbench.node('Transform')).toBeVisible();
  expect((await workbench.document()).graphs?.['item']?.edges).toHaveLength(0);
});

test('opens a graph by double click, Enter and O, and keeps it in the address', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(scores());
  await workbench.node('Score all').click();
  await page.keyboard.press('o');
  await expect(workbench.node('Check')).toBeVisible();
  expect(new URL(page.url()).hash).toContain('g=item');
  await workbench.reload();
  await expect(workbench.node('Check')).toBeVisible();
  await page.keyboard.press('Shift+O');
  await expect(workbench.node('Score all')).toBeVisible();
  await expect(workbench.node('Score all')).toHaveAccessibleName(/selected$/);
  await workbench.node('Score all').focus();
  await page.keyboard.press('Enter');
  await expect(workbench.node('Check')).toBeVisible();
});

test('a graph is renamed and deleted in the inspector, and what runs it follows', async ({ workbench }) => {
  const { page, inspector } = workbench;
  await workbench.openDocument(scores());
  await workbench.button('Open graph', workbench.node('Score all')).click();
  await inspector.getByRole('textbox', { name: 'Name' }).fill('each');
  await page.keyboard.press('Enter');
  const renamed = await workbench.document();
  expect(Object.keys(renamed.graphs ?? {})).toEqual(['each']);
  expect(renamed.nodes[1]?.variants?.[0]?.config?.['graph']).toBe('each');
  await workbench.button('Delete graph', inspector).click();
  await expect(workbench.node('Score all')).toHaveAccessibleName(/problem/);
  await workbench.button('Undo').click();
  await expect(workbench.node('Check')).toBeVisible();
  await expect.poll(async () => Object.keys((await workbench.document()).graphs ?? {})).toEqual(['each']);
});

test('the items of a map are rows with paths, and folding leaves where they begin', async ({ workbench }) => {
  const { timeline } = workbench;
  await workbench.openDocument(scores());
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  await expect(workbench.node('Score all')).toHaveAccessibleName(/3 items begun, 3 done/);
  await expect(workbench.row('map[2]/check')).toBeVisible();
  await timeline.getByRole('button', { name: 'fold scopes' }).click();
  await expect(workbench.row('map[2]/check')).toHaveCount(0);
  await expect(workbench.row(/map\[2\].*2 steps/)).toBeVisible();
  await timeline.getByRole('button', { name: 'Steps of map[1]' }).click();
  await expect(workbench.row('map[1]/check')).toBeVisible();
  await timeline.getByRole('searchbox', { name: 'Filter steps' }).fill('path:map[0]');
  await expect(timeline.getByText('3 steps')).toBeVisible();
});

test('selecting a step in an item shows its graph, its frame and its context', async ({ workbench }) => {
  const { canvas } = workbench;
  await workbench.openDocument(scores());
  await workbench.run();
  await workbench.whenIdle();
  await workbench.selectStep('map[1]/score');
  await expect(workbench.node('Score')).toBeVisible();
  await expect(canvas.getByRole('button', { name: 'Shown run: map[1]' })).toBeVisible();
  await workbench.tab('Context').click();
  const context = workbench.region('Context');
  await expect(context.getByRole('button', { name: 'Context of map[1]' })).toBeVisible();
  await expect(context.getByRole('listitem').filter({ hasText: 'score' }).first()).toContainText('10');
  // At that step the third item had not begun.
  await expect(workbench.button('Next run', canvas)).toBeDisabled();
  await workbench.button('Previous run', canvas).click();
  await expect(canvas.getByRole('button', { name: 'Shown run: map[0]' })).toBeVisible();
});

test('steps into an item, over its first node and out of it', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(scores());
  await workbench.startPaused();
  await expect(workbench.status).toContainText('before Load');
  await expect(workbench.button('Step out')).toBeDisabled();
  await workbench.step();
  await expect(workbench.status).toContainText('before Score all');
  await workbench.button('Step into').click();
  await expect(workbench.status).toContainText('before Score in map[0]');
  await expect(workbench.node('Check')).toBeVisible();
  await workbench.step();
  await expect(workbench.status).toContainText('before Check in map[0]');
  await expect(workbench.row('map[0]/score')).toBeVisible();
  await page.keyboard.press('f');
  await expect(workbench.status).toContainText('before Report');
  await expect(workbench.node('Report')).toBeVisible();
  expect(await workbench.context()).toMatchObject({ scores: [30, 10, 40] });
});

test('rolls back into the second item and goes on: the first is not run again', async ({ workbench }) => {
  await workbench.openDocument(scores());
  await workbench.run();
  await workbench.whenIdle();
  await workbench.selectStep('map[1]/score');
  await workbench.rollBackToHere();
  await expect(workbench.status).toContainText('before Check in map[1]');
  await workbench.resume();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', branches: 2 });
  const commits = (await workbench.events()).filter(({ type }) => type === 'step-committed');
  const paths = commits.map((event) => (event.type === 'step-committed' ? event.path : ''));
  expect(paths.filter((path) => path === 'map[0]/score')).toHaveLength(1);
  expect(paths.filter((path) => path === 'map[1]/check')).toHaveLength(2);
  expect(await workbench.context()).toMatchObject({ scores: [30, 10, 40], best: 40 });
  expect(await workbench.verified()).toEqual([]);
});

test('an address with an inner path opens that step', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(scores());
  await workbench.run();
  await workbench.whenIdle();
  const place = /^(#\/w\/[^/]+\/x\/[^/?]+)/.exec(new URL(page.url()).hash)?.[1] ?? '';
  await page.evaluate((hash) => location.assign(hash), `${place}/c/map[2]/check`);
  await expect(workbench.row('map[2]/check')).toHaveAttribute('aria-selected', 'true');
});

test('a breakpoint in a graph holds in its item', async ({ workbench }) => {
  await workbench.openDocument(scores());
  await workbench.button('Open graph', workbench.node('Score all')).click();
  await workbench.node('Check').click();
  await workbench.page.keyboard.press('F9');
  await workbench.run();
  await workbench.whenIdle();
  await expect(workbench.status).toContainText('paused before Check');
  await expect(workbench.node('Check')).toHaveAccessibleName(/paused/);
});

test('a receive node waits until a message is sent by hand', async ({ workbench }) => {
  const { dialog } = workbench;
  await workbench.openDocument({
    format: 'wtb/1',
    id: 'orders',
    name: 'Orders',
    nodes: [
      {
        id: 'paid',
        kind: 'receive',
        label: 'Await payment',
        position: { x: 0, y: 0 },
        output: 'payment',
        variants: [{ id: 'main', config: { name: 'paid' } }],
      },
    ],
    edges: [],
  });
  await workbench.run();
  await expect(workbench.status).toContainText('waiting at Await payment · for the message paid');
  await workbench.button('Send message', workbench.canvas).click();
  await expect(dialog.getByRole('combobox', { name: 'Name' })).toHaveValue('paid');
  await dialog.getByRole('textbox', { name: 'Value' }).fill('{ "amount": 12 }');
  await workbench.button('Send', dialog).click();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  expect(await workbench.context()).toEqual({ payment: { amount: 12 } });
});
