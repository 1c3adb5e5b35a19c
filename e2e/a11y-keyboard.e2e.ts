import { command, tabTo } from './keyboard.ts';
import { expect, test } from './workbench.ts';

test('runs, chooses a step, rolls back, swaps, goes on and compares by keyboard alone', async ({ page, workbench }) => {
  await page.keyboard.press('Control+Enter');
  await expect(workbench.dialog).toBeVisible();
  await tabTo(page, ({ role, name }) => role === 'button' && name === 'Run');
  await page.keyboard.press('Enter');
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });

  await tabTo(page, ({ role }) => role === 'row' || role === 'grid');
  for (let up = 0; up < 3; up++) await page.keyboard.press('ArrowUp');
  await expect(workbench.timeline.getByRole('row', { selected: true })).toHaveAccessibleName(/split/);
  await tabTo(page, ({ name }) => name === 'Roll back to here', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(workbench.status).toContainText('paused before Train');

  await tabTo(page, ({ role, name }) => role === 'button' && name === 'Swap variant');
  await page.keyboard.press('Enter');
  await expect(workbench.dialog).toBeVisible();
  await tabTo(page, ({ role }) => role === 'radio' || role === 'input');
  const forest = workbench.dialog.getByRole('radio', { name: /^Random forest/ });
  for (let down = 0; down < 4 && !(await forest.isChecked()); down++) await page.keyboard.press('ArrowDown');
  await expect(forest).toBeChecked();
  await tabTo(page, ({ name }) => name === 'Swap variant');
  await page.keyboard.press('Enter');
  await expect(workbench.dialog).toHaveCount(0);

  await page.keyboard.press('F8');
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', branches: 2 });
  await command(page, 'Show comparison');
  await expect(page.getByText(/first diverging step/i)).toBeVisible();
});

test('adds two nodes and connects them without a mouse', async ({ page, workbench }) => {
  await command(page, 'New workflow');
  await expect(workbench.canvas.getByText('An empty workflow')).toBeVisible();
  for (const kind of ['Transform', 'Assert']) {
    await command(page, `Add ${kind}`);
    await expect(workbench.dialog).toHaveCount(0);
    await expect(workbench.canvas.getByRole('group', { name: new RegExp(kind) })).toBeVisible();
  }
  await expect.poll(async () => (await workbench.document()).nodes.length).toBe(2);
  const { nodes, edges } = await workbench.document();
  if (edges.length > 0) {
    // A node added after a selected one is connected at once.
    expect(edges[0]).toMatchObject({ source: nodes[0]?.id, target: nodes[1]?.id });
    return;
  }
  await page.keyboard.press('c');
  await expect(workbench.dialog).toBeVisible();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await workbench.document()).edges.length).toBe(1);
});
