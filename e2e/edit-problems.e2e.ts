import type { GraphDocument } from '../src/model/graph-document.ts';
import { codeChain, expect, test } from './workbench.ts';

const sound = codeChain('Broken', {
  one: 'export default () => ({ a: 1 })',
  two: 'export default () => ({ b: 2 })',
});
const [one, two] = sound.nodes;

/** Something wrong in every way that a document can still be drawn with. */
const broken: GraphDocument = {
  ...sound,
  nodes: [
    one!,
    two!,
    { ...two!, label: 'Twin', position: { x: 240, y: 200 } },
    { id: 'odd', kind: 'teleport', position: { x: 0, y: 200 } },
    {
      id: 'gone',
      kind: 'code',
      active: 'lost',
      position: { x: 480, y: 80 },
      variants: [{ id: 'a', config: { source: 'export default () => ({})' } }],
    },
    {
      id: 'ask',
      kind: 'condition',
      position: { x: 0, y: 320 },
      variants: [{ id: 'a', config: { branches: [{ port: 'yes', when: 'a = 1' }] } }],
    },
    {
      id: 'again',
      kind: 'condition',
      position: { x: 240, y: 320 },
      variants: [{ id: 'a', config: { branches: [{ port: 'yes', when: 'a = 1' }] } }],
    },
  ],
  edges: [
    ...sound.edges,
    { id: 'e0', source: 'one', target: 'gone' },
    { id: 'dangling', source: 'one', target: 'nowhere' },
    { id: 'ask-again', source: 'ask', port: 'yes', target: 'again' },
    { id: 'again-ask', source: 'again', port: 'yes', target: 'ask' },
  ],
};

test('an invalid graph is drawn, its problems are listed and lead to their places, the rest stays usable', async ({
  workbench,
}) => {
  const { page } = workbench;
  await workbench.openDocument(broken);
  await expect(workbench.node('Twin')).toBeVisible();
  await expect(workbench.node('odd')).toBeVisible();
  await page.getByRole('button', { name: /^\d+ problems$/ }).click();
  const problems = page.getByRole('list', { name: 'Problems' });
  for (const text of [
    'Two nodes have the id “two”',
    'Two edges have the id “e0”',
    'is of the kind “teleport”, which this bench does not know',
    'Edge “dangling” ends at “nowhere”, and no node has that id.',
    'The active variant “lost” of node “gone” is not there.',
    'holds nothing but conditions',
  ]) {
    await expect(problems).toContainText(text);
  }
  await problems.getByRole('button', { name: /teleport/ }).click();
  await expect(workbench.node('odd')).toHaveAttribute('aria-label', /1 problem, selected$/);
  await expect(workbench.inspector).toContainText('which this bench does not know');

  // The dangling edge has no line to click: its problem is the way to it.
  await problems.getByRole('button', { name: /dangling/ }).click();
  await workbench.button('Delete', workbench.inspector).click();
  await expect(problems).not.toContainText('dangling');
  await workbench.node('one').click();
  await workbench.inspector.getByLabel('Label').fill('Still editable');
  await expect(workbench.node('Still editable')).toBeVisible();
  expect((await workbench.document()).nodes[0]?.label).toBe('Still editable');
});

test('a workflow with errors does not run and says why', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument({ ...sound, edges: [...sound.edges, { id: 'd', source: 'two', target: 'nowhere' }] });
  await workbench.run();
  await expect(page.getByRole('log')).toContainText('The workflow has errors; see Problems.');
  await expect(page.getByRole('list', { name: 'Problems' })).toContainText('Edge “d” ends at “nowhere”');
  await page.getByRole('list', { name: 'Problems' }).getByRole('button').first().click();
  await workbench.inspector.getByRole('combobox', { name: 'Ends at' }).click();
  await page.getByRole('option', { name: 'one' }).click();
  await expect(workbench.edge('two', 'one')).toBeAttached();
  await workbench.button('Delete', workbench.inspector).click();
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
});
