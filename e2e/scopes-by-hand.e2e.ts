import type { GraphDocument } from '../src/model/graph-document.ts';
import { command, tabTo } from './keyboard.ts';
import { expect, test } from './workbench.ts';

const variant = (id: string, source: string) => ({ id, name: id, config: { source, params: {} } });
const at = (column: number) => ({ x: column * 240, y: 0 });

/** A map that scores each row in two steps, the second of which has two variants. */
const scores: GraphDocument = {
  format: 'wtb/1',
  id: 'scores',
  name: 'Scores',
  context: { initial: { rows: [3, 1, 4] } },
  nodes: [
    {
      id: 'load',
      kind: 'code',
      label: 'Load',
      position: at(0),
      variants: [variant('Load', 'export default () => ({ loaded: true })')],
    },
    {
      id: 'map',
      kind: 'map',
      label: 'Score all',
      position: at(1),
      output: 'scores',
      variants: [{ id: 'main', config: { graph: 'item', over: 'rows', result: 'score', maxConcurrency: 1 } }],
    },
  ],
  edges: [{ id: 'e1', source: 'load', target: 'map' }],
  graphs: {
    item: {
      label: 'Score an item',
      nodes: [
        {
          id: 'score',
          kind: 'code',
          label: 'Score',
          position: at(0),
          variants: [variant('Tenfold', 'export default ({ context }) => ({ score: context.item * 10 })')],
        },
        {
          id: 'check',
          kind: 'code',
          label: 'Check',
          position: at(1),
          variants: [
            variant('Plain', 'export default ({ context }) => ({ checked: context.score > 0 })'),
            variant('Doubled', 'export default ({ context }) => ({ score: context.score * 2 })'),
          ],
          active: 'Plain',
        },
      ],
      edges: [{ id: 'e1', source: 'score', target: 'check' }],
    },
  },
};

test('opens a graph, steps into it, looks into an item, rolls back into the middle, swaps, goes on and compares by keyboard alone', async ({
  page,
  workbench,
}) => {
  const { keyboard } = page;
  await workbench.openDocument(scores);
  await tabTo(page, ({ role, name }) => role === 'group' && name.startsWith('Load'));
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await expect(workbench.node('Check')).toBeVisible();
  await keyboard.press('Shift+O');
  await expect(workbench.node('Load')).toBeVisible();

  await keyboard.press('Control+Shift+Enter');
  await workbench.whenIdle();
  await keyboard.press('F10');
  await workbench.whenIdle();
  await keyboard.press('F11');
  await workbench.whenIdle();
  await expect(workbench.node('Score')).toBeVisible();
  await expect(workbench.status).toContainText('before Score in map[0]');
  await keyboard.press('F8');
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });

  await tabTo(page, ({ role }) => role === 'row' || role === 'grid');
  const selected = workbench.timeline.getByRole('row', { selected: true });
  const up = async (wanted: RegExp) => {
    for (let moves = 0; moves < 20; moves++) {
      if (wanted.test((await selected.getAttribute('aria-label')) ?? (await selected.textContent()) ?? '')) return;
      await keyboard.press('ArrowUp');
    }
    throw new Error(`No row ${String(wanted)} above.`);
  };
  await up(/map\[1\]\/check/);
  await command(page, 'Show context');
  await expect(page.getByRole('region', { name: 'Context', exact: true })).toContainText('score');
  expect(await workbench.context('map[1]/check')).toMatchObject({ rows: [3, 1, 4] });

  await tabTo(page, ({ role }) => role === 'row' || role === 'grid');
  await up(/map\[1\]\/score/);
  await tabTo(page, ({ name }) => name === 'Roll back to here', 'Shift+Tab');
  await keyboard.press('Enter');
  await expect(workbench.status).toContainText('before Check in map[1]');

  await tabTo(page, ({ role, name }) => role === 'button' && name === 'Swap variant');
  await keyboard.press('Enter');
  await expect(workbench.dialog).toBeVisible();
  await tabTo(page, ({ role }) => role === 'radio' || role === 'input');
  const doubled = workbench.dialog.getByRole('radio', { name: /^Doubled/ });
  for (let down = 0; down < 3 && !(await doubled.isChecked()); down++) await keyboard.press('ArrowDown');
  await expect(doubled).toBeChecked();
  await keyboard.press('Tab');
  const fromHere = workbench.dialog.getByRole('radio', { name: /^From here on/ });
  for (let up = 0; up < 3 && !(await fromHere.isChecked()); up++) await keyboard.press('ArrowUp');
  await expect(fromHere).toBeChecked();
  await tabTo(page, ({ name }) => name === 'Swap variant');
  await keyboard.press('Enter');
  await expect(workbench.dialog).toHaveCount(0);
  await keyboard.press('F8');
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', branches: 2 });
  // The first item stays as it was; the others are doubled.
  expect(await workbench.context()).toMatchObject({ scores: [30, 20, 80] });
  await command(page, 'Show comparison');
  await expect(page.getByText(/first diverging step/i)).toBeVisible();
});

test('undo goes to the graph in which it undoes, back through several', async ({ page, workbench }) => {
  const { keyboard } = page;
  const way = workbench.canvas.getByRole('navigation', { name: 'Graphs' });
  await workbench.openDocument(scores);
  const rename = async (from: string, to: string) => {
    await workbench.node(from).click();
    await keyboard.press('F2');
    await keyboard.type(to);
    await keyboard.press('Enter');
    await expect(workbench.node(to)).toBeVisible();
  };
  await rename('Load', 'Fetch');
  await workbench.button('Open graph', workbench.node('Score all')).click();
  await rename('Check', 'Test');
  await workbench.node('Score').click();
  await keyboard.press('Shift+O');
  await expect(workbench.node('Fetch')).toBeVisible();

  await keyboard.press('Control+z');
  await expect(workbench.node('Check')).toBeVisible();
  await expect(way).toContainText('Score an item');
  await keyboard.press('Control+z');
  await expect(workbench.node('Load')).toBeVisible();
  await keyboard.press('Control+Shift+z');
  await expect(workbench.node('Fetch')).toBeVisible();
  await keyboard.press('Control+Shift+z');
  await expect(workbench.node('Test')).toBeVisible();
});

test('draws what undoes a node and a default edge from nothing, runs, and sees both', async ({ page, workbench }) => {
  const { inspector, canvas } = workbench;
  await workbench.newWorkflow();
  await workbench.add('Subflow');
  await workbench.node('Subflow').click();
  await inspector.getByRole('tab', { name: 'Settings' }).click();
  await inspector.getByRole('combobox', { name: 'When it fails' }).click();
  await page.getByRole('option', { name: /^Go on without its result/ }).click();
  await workbench.button('Open graph', workbench.node('Subflow')).click();
  await workbench.add('Transform', 'Transform', 'Transform', 'Transform', 'Assert');
  const inside = async () => Object.values((await workbench.document()).graphs ?? {})[0] ?? { nodes: [], edges: [] };
  const { nodes } = await inside();
  const names = ['Book', 'Cancel booking', 'Big', 'Small', 'Check'];
  for (const [index, { id }] of nodes.entries()) {
    await canvas.locator(`[data-id="${id}"]`).click();
    await page.keyboard.press('F2');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(names[index] ?? '');
    await page.keyboard.press('Enter');
    await expect(workbench.node(names[index] ?? '')).toBeVisible();
  }
  const [book, cancel, big, small] = nodes.map(({ id }) => id);
  await workbench.drawEdge('Book', 'Big');
  await workbench.drawEdge('Book', 'Small');
  await workbench.drawEdge('Small', 'Check');
  await expect.poll(async () => (await inside()).edges.length).toBe(3);

  await workbench.node('Book').click();
  await inspector.getByRole('tab', { name: 'Settings' }).click();
  await inspector.getByRole('combobox', { name: 'Undone by' }).click();
  await page.getByRole('option', { name: 'Cancel booking' }).click();
  const select = (from = '', to = '') => workbench.edge(from, to).locator('path').first().dispatchEvent('click');
  await select(book, big);
  await workbench.button('Edit as text', inspector).click();
  await inspector.getByRole('textbox', { name: 'Condition as text' }).fill('result > 10');
  await select(book, small);
  await inspector.getByRole('checkbox', { name: /^Default/ }).check();
  await workbench.node('Check').click();
  await inspector.getByRole('tab', { name: 'Variants' }).click();
  await inspector.getByRole('textbox', { name: /^(Expression|Condition)/ }).fill('false');
  const drawn = await inside();
  expect(drawn.nodes[0]).toMatchObject({ compensate: cancel });
  expect(drawn.edges[1]).toMatchObject({ source: book, target: small, default: true });
  await expect(canvas.getByText('undone by')).toBeVisible();

  await workbench.button('Run').click();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  await expect(workbench.edgeState(book ?? '', small ?? '')).toHaveAttribute('data-state', 'taken');
  await expect(workbench.edgeState(book ?? '', big ?? '')).toHaveAttribute('data-state', 'untaken');
  await expect(workbench.row(new RegExp(`/${cancel}`))).toBeVisible();
  await expect(workbench.node('Cancel booking')).toHaveAccessibleName(/done/);
});
