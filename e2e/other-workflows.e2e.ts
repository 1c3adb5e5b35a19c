import type { GraphDocument } from '../src/model/graph-document.ts';
import type { WorkflowId } from '../src/model/ids.ts';
import { expect, test, type Workbench } from './workbench.ts';

const code = (source: string) => [{ id: 'main', name: 'Main', config: { source, params: {} } }];
const at = (x: number) => ({ x, y: 0 });

/** Says a word and checks it, in two steps. */
const speaker = (word: string): GraphDocument => ({
  format: 'wtb/1',
  id: 'speaker',
  name: 'Speaker',
  context: { initial: {} },
  nodes: [
    {
      id: 'say',
      kind: 'code',
      label: 'Say',
      position: at(0),
      variants: code(`export default () => ({ word: '${word}' })`),
    },
    {
      id: 'check',
      kind: 'code',
      label: 'Check',
      position: at(240),
      variants: code('export default ({ context }) => ({ checked: context.word.length })'),
    },
  ],
  edges: [{ id: 'e1', source: 'say', target: 'check' }],
});
const listener: GraphDocument = {
  format: 'wtb/1',
  id: 'listener',
  name: 'Listener',
  nodes: [
    {
      id: 'hear',
      kind: 'subflow',
      label: 'Hear',
      position: at(0),
      output: 'heard',
      variants: [{ id: 'main', config: { workflow: 'speaker', result: 'word' } }],
    },
    {
      id: 'note',
      kind: 'code',
      label: 'Keep',
      position: at(240),
      variants: code('export default () => ({ kept: true })'),
    },
  ],
  edges: [{ id: 'e1', source: 'hear', target: 'note' }],
};

/** The speaker in two versions, and the listener, which is opened. */
async function openListener(workbench: Workbench): Promise<void> {
  await workbench.openDocument(speaker('old'));
  await editSpeaker(workbench, 'new');
  await workbench.openDocument(listener);
}
const editSpeaker = (workbench: Workbench, word: string): Promise<unknown> =>
  workbench.page.evaluate(
    async (text) => {
      const { workflows } = window.wtb!;
      const id = 'speaker' as WorkflowId;
      await workflows.save(id, JSON.parse(text) as GraphDocument, (await workflows.get(id)).version);
    },
    JSON.stringify(speaker(word)),
  );

const heard = async (workbench: Workbench): Promise<unknown> => {
  const before = await workbench.executionId();
  await workbench.run();
  await expect.poll(() => workbench.executionId()).not.toBe(before);
  const { id } = await workbench.whenIdle();
  const { entries } = await workbench.page.evaluate((id) => window.wtb!.context(id), id);
  return entries.find(({ key }) => key === 'heard')?.value.summary.text;
};

test('a reference is pinned to a version and keeps it, whatever becomes of the other workflow', async ({
  workbench,
}) => {
  const { page, inspector } = workbench;
  await openListener(workbench);
  expect(await heard(workbench)).toContain('new');
  await workbench.node('Hear').click();
  await inspector.getByRole('combobox', { name: 'Version' }).click();
  await expect(page.getByRole('option', { name: /^Latest \(v2\)/ })).toBeVisible();
  await page.getByRole('option', { name: /^v1/ }).click();
  await expect(inspector.getByText('v1, latest is v2')).toBeVisible();
  expect(await heard(workbench)).toContain('old');
  await editSpeaker(workbench, 'newest');
  await expect(inspector.getByText('v1, latest is v3')).toBeVisible();
  await workbench.reload();
  expect(await heard(workbench)).toContain('old');
  await workbench.node('Hear').click();
  await workbench.button('Take v3', inspector).click();
  expect(await heard(workbench)).toContain('newest');
});

test('the other workflow opens from the node while no execution ran it', async ({ workbench }) => {
  const { page, inspector } = workbench;
  await openListener(workbench);
  await workbench.node('Hear').click();
  await workbench.button('Open workflow', inspector).click();
  await expect(workbench.node('Check')).toBeVisible();
  expect(new URL(page.url()).hash).toContain('/w/speaker');
  await page.goBack();
  await expect(workbench.node('Hear')).toBeVisible();
  await workbench.node('Hear').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open workflow' }).click();
  await expect(workbench.node('Check')).toBeVisible();
});

test('a deleted workflow is named by whoever runs it, until it is restored', async ({ workbench }) => {
  const { page } = workbench;
  await openListener(workbench);
  await workbench.tab('Workflows').click();
  await workbench.button('More for Speaker').click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const log = page.getByRole('log');
  await expect(log).toContainText('Deleted Speaker, which Listener can’t run without.');
  await workbench.run();
  await expect(log).toContainText('which was deleted');
  await workbench.button('Undo', log).click();
  await expect(workbench.workflow('Speaker')).toHaveCount(1);
  expect(await heard(workbench)).toContain('new');
});

test('stepping into another workflow shows it as the execution runs it', async ({ workbench }) => {
  const { page, canvas, inspector } = workbench;
  await openListener(workbench);
  await workbench.startPaused();
  await workbench.whenIdle();
  await workbench.button('Step into').click();
  await workbench.button('Step into').click();
  await expect(workbench.node('Check')).toBeVisible();
  const way = canvas.getByRole('navigation', { name: 'Graphs' });
  await expect(way).toContainText('Listener');
  await expect(way.getByRole('button', { name: 'Graph Speaker' })).toBeVisible();
  await expect(canvas.getByText('version 2, read-only')).toBeVisible();
  await expect(workbench.node('Say')).toHaveAccessibleName(/done/);
  expect(new URL(page.url()).hash).toContain('g=speaker');

  await workbench.node('Say').click();
  await expect(inspector.getByText(/^As execution #1 runs it/)).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(workbench.node('Say')).toBeVisible();
  await workbench.resume();
  await workbench.whenIdle();
  await workbench.reload();
  await expect(workbench.node('Check')).toHaveAccessibleName(/done/);
  await workbench.selectStep('hear/say');
  await expect(canvas.getByRole('button', { name: 'Shown run: hear' })).toBeVisible();
  await expect(workbench.node('Check')).toHaveAccessibleName(/not run/);

  await way.getByRole('button', { name: 'Listener' }).click();
  await expect(workbench.node('Hear')).toBeVisible();
  await expect(page.getByText('The document was edited since')).toHaveCount(0);
  await workbench.node('Hear').focus();
  await page.keyboard.press('Enter');
  await expect(workbench.node('Check')).toBeVisible();
  await workbench.button('Open workflow', canvas).click();
  await expect(workbench.node('Say')).toBeVisible();
  await expect(canvas.getByText('read-only')).toHaveCount(0);
  expect(new URL(page.url()).hash).toContain('/w/speaker');
});
