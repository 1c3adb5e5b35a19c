import { codeChain, expect, test, type Workbench } from './workbench.ts';

const tiny = codeChain('Tiny', { one: 'export default () => ({ a: 1 })' });

async function menu(workbench: Workbench, name: string, entry: string): Promise<void> {
  await workbench.tab('Workflows').click();
  await workbench.button(`More for ${name}`).click();
  await workbench.page.getByRole('menuitem', { name: entry }).click();
}

test('workflows are made, renamed, duplicated and opened', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.newWorkflow();
  await workbench.add('Code');
  await menu(workbench, 'New workflow', 'Rename');
  await workbench.dialog.getByLabel('Name').fill('Mine');
  await page.keyboard.press('Enter');
  await expect(workbench.button('Mine').first()).toBeVisible();
  await menu(workbench, 'Mine', 'Duplicate');
  await expect(workbench.workflow('Mine')).toHaveCount(2);
  await expect(workbench.node('Code')).toBeVisible();
  const copy = await workbench.document();
  expect(copy.name).not.toBe('Mine');

  // Renamed without being open, too.
  await menu(workbench, 'Launch crew', 'Rename');
  await workbench.dialog.getByLabel('Name').fill('Crew');
  await workbench.button('Rename', workbench.dialog).click();
  await workbench.workflow('Crew').getByRole('button').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Crew');

  // By clicking its name above the canvas.
  await page.getByRole('heading', { level: 1 }).getByRole('button').click();
  await page.keyboard.type('Crew of two');
  await page.keyboard.press('Enter');
  await expect(workbench.workflow('Crew of two')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Crew');
});

test('a deleted workflow comes back with Undo, its executions too', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(tiny);
  await workbench.run();
  await workbench.whenIdle();
  await menu(workbench, 'Tiny', 'Delete');
  await expect(workbench.workflow('Tiny')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Tiny');
  await workbench.button('Undo', page.getByRole('log')).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tiny');
  await expect(workbench.workflow('Tiny')).toHaveCount(1);
  await expect(workbench.status).toContainText('completed');
});

test('the last workflow can be deleted: an empty one takes its place', async ({ workbench }) => {
  const { page } = workbench;
  for (const name of ['Language detective', 'Dependency review', 'Launch crew']) await menu(workbench, name, 'Delete');
  // The new one shows the palette.
  await expect(workbench.canvas.getByText('An empty workflow')).toBeVisible();
  await workbench.tab('Workflows').click();
  await expect(page.getByRole('list', { name: 'Workflows' }).getByRole('listitem')).toHaveCount(1);
  await expect(workbench.canvas.getByText('An empty workflow')).toBeVisible();
  await page.reload();
  await workbench.ready();
  await expect(workbench.canvas.getByText('An empty workflow')).toBeVisible();
});

test('an example is put back to how it came, and that can be undone', async ({ workbench }) => {
  const { page } = workbench;
  const shipped = await workbench.document();
  await workbench.node('Train').click();
  await page.keyboard.press('Delete');
  await expect(workbench.node('Train')).toHaveCount(0);
  const edited = await workbench.document();
  await menu(workbench, 'Language detective', 'Reset example');
  await expect(workbench.node('Train')).toBeVisible();
  expect(await workbench.document()).toEqual(shipped);
  await workbench.button('Undo', page.getByRole('log')).click();
  expect(await workbench.document()).toEqual(edited);
});

test('a second tab sees edits, and does not overwrite newer ones', async ({ workbench, context }) => {
  await workbench.openDocument(tiny);
  await workbench.document();
  const page = await context.newPage();
  await page.goto(workbench.page.url());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tiny');
  await workbench.node('one').click();
  await workbench.inspector.getByLabel('Label').fill('Seen elsewhere');
  await workbench.document();
  await expect(page.getByRole('group', { name: /^Seen elsewhere/ })).toBeVisible();
});
