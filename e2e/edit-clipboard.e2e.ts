import { codeChain, expect, test, Workbench } from './workbench.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const chain = codeChain('Chain', {
  one: 'export default () => ({ a: 1 })',
  two: 'export default () => ({ b: 2 })',
  three: 'export default () => ({ c: 3 })',
});
const hostile = codeChain('Hostile', { one: 'export default () => ({})' });
const clipboardText = (workbench: Workbench) => workbench.page.evaluate(() => navigator.clipboard.readText());
const putOnClipboard = (workbench: Workbench, text: string) =>
  workbench.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);

test('nodes are copied with the edges among them, and pasted beside each other', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(chain);
  await workbench.node('one').click();
  await workbench.node('two').click({ modifiers: ['Control'] });
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(workbench.canvas.getByRole('group', { name: /^(one|two)-\d+, selected$/ })).toHaveCount(2);
  await page.keyboard.press('Control+v');
  const { nodes, edges } = await workbench.document();
  expect(nodes).toHaveLength(7);
  expect(edges).toHaveLength(4);
  expect(new Set(nodes.map(({ position }) => JSON.stringify(position))).size).toBe(7);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  expect(await workbench.document()).toEqual(chain);
});

test('cut nodes go to another tab as JSON text, what their keys are called does no harm', async ({
  workbench,
  context,
}) => {
  const params = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}');
  const [node] = hostile.nodes;
  const config = { ...node?.variants?.[0]?.config, params };
  await workbench.openDocument({
    ...hostile,
    nodes: [{ ...node!, label: '<img src=x onerror="window.harmed = 1">', variants: [{ id: 'a', config }] }],
  });
  await workbench.node('<img src=x onerror="window.harmed = 1">').click();
  await workbench.page.keyboard.press('Control+x');
  await expect(workbench.canvas.getByText('An empty workflow')).toBeVisible();
  expect(JSON.parse(await clipboardText(workbench))).toMatchObject({ format: 'wtb/clipboard/1' });

  const other = new Workbench(await context.newPage());
  await other.open();
  await other.newWorkflow();
  await other.canvas.click({ position: { x: 200, y: 120 } });
  await other.page.keyboard.press('Control+v');
  await expect(other.node('<img src=x onerror="window.harmed = 1">')).toBeVisible();
  const pasted = (await other.document()).nodes[0]?.variants?.[0]?.config?.['params'];
  expect(JSON.stringify(pasted)).toBe(JSON.stringify(params));
  expect(await other.page.evaluate(() => 'harmed' in window || 'polluted' in {})).toBe(false);
});

test('text that holds no nodes is refused with what to do, and text in a field stays text', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(chain);
  await putOnClipboard(workbench, 'a shopping list');
  await workbench.node('one').click();
  await page.keyboard.press('Control+v');
  await expect(page.getByRole('log')).toContainText('The clipboard does not hold nodes of a workflow.');
  await expect(page.getByRole('log')).toContainText('Copy nodes on the canvas first');
  expect(await workbench.document()).toEqual(chain);

  await workbench.inspector.getByLabel('Label').fill('');
  await page.keyboard.press('Control+v');
  await expect(workbench.node('a shopping list')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('Label');
  expect((await workbench.document()).nodes.map(({ label }) => label)).toEqual(['Label', undefined, undefined]);
});

test('copy and paste are in the menus, too', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(chain);
  await workbench.node('three').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Copy/ }).click();
  await workbench.canvas.click({ button: 'right', position: { x: 40, y: 40 } });
  await page.getByRole('menuitem', { name: /^Paste/ }).click();
  await expect(workbench.node('three-2')).toBeVisible();
  expect((await workbench.document()).nodes).toHaveLength(4);
});
