import { codeChain, expect, test } from './workbench.ts';

const add = (name: string) => `export default ({ context }) => ({ ${name}: Object.keys(context).length });`;
const chain = () => codeChain('Stations', { one: add('a'), two: add('b'), three: add('c'), four: add('d') });

test('holds before a node whose breakpoint was set by its dot, and steps off it', async ({ workbench }) => {
  await workbench.openDocument(chain());
  await workbench.node('three').hover();
  await workbench.button('Add breakpoint', workbench.node('three')).click();
  await expect(workbench.node('three')).toHaveAccessibleName(/breakpoint/);

  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'paused', steps: 2 });
  await expect(workbench.status).toContainText('paused before three');
  await expect(workbench.status).toContainText('breakpoint');
  expect(await workbench.context()).toEqual({ a: 0, b: 1 });
  await workbench.resume();
  await expect(workbench.status).toContainText('completed');

  await workbench.button('Remove breakpoint', workbench.node('three')).click();
  await expect(workbench.node('three')).not.toHaveAccessibleName(/breakpoint/);
});

test('toggles breakpoints by F9 and b, and keeps them after a reload', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(chain());
  await workbench.node('two').click();
  await page.keyboard.press('F9');
  await workbench.node('four').click();
  await page.keyboard.press('b');
  await workbench.node('three').click();
  await page.keyboard.press('b');
  await expect(workbench.node('three')).toHaveAccessibleName(/breakpoint/);
  await page.keyboard.press('F9');
  await expect(workbench.node('three')).not.toHaveAccessibleName(/breakpoint/);
  await workbench.document();

  await page.reload();
  await workbench.ready();
  await expect(workbench.node('two')).toHaveAccessibleName(/breakpoint/);
  await expect(workbench.node('four')).toHaveAccessibleName(/breakpoint/);
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'paused', steps: 1 });
  await workbench.resume();
  await expect(workbench.status).toContainText('before four');
  await workbench.resume();
  await expect(workbench.status).toContainText('completed');
});

test('adds, disables, enables and removes a breakpoint by the context menu', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(chain());
  const choose = async (entry: string) => {
    await workbench.node('two').click({ button: 'right' });
    await page.getByRole('menuitem', { name: entry }).click();
  };
  await choose('Add breakpoint');
  await expect(workbench.node('two')).toHaveAccessibleName(/breakpoint(,|$)/);
  await choose('Disable breakpoint');
  await expect(workbench.node('two')).toHaveAccessibleName(/breakpoint off/);
  await workbench.run();
  await expect(workbench.status).toContainText('completed');

  await choose('Enable breakpoint');
  await workbench.run();
  await expect(workbench.status).toContainText('paused before two');
  await choose('Remove breakpoint');
  await expect(workbench.node('two')).not.toHaveAccessibleName(/breakpoint/);
});

test('obeys a breakpoint that is set while the execution is paused', async ({ workbench }) => {
  await workbench.openDocument(chain());
  await workbench.startPaused();
  await expect(workbench.status).toContainText('paused');
  await workbench.node('four').hover();
  await workbench.button('Add breakpoint', workbench.node('four')).click();
  await workbench.resume();
  await expect(workbench.status).toContainText('paused before four');
  expect(await workbench.whenIdle()).toMatchObject({ steps: 3 });
});
