import { codeChain, expect, test, type Workbench } from './workbench.ts';

const chain = codeChain('Two tabs', {
  one: 'export default () => ({ one: 1 });',
  two: 'export default () => ({ two: 2 });',
  three: 'export default () => ({ three: 3 });',
});

test('a second tab watches live, does not drive, and takes over when the first is closed', async ({ workbench }) => {
  await workbench.openDocument(chain);
  await workbench.startPaused();
  await workbench.whenIdle();
  const watcher = await workbench.anotherTab();
  await expect(watcher.page.getByText('Another tab drives this execution.').first()).toBeVisible();
  await expect(watcher.status).toContainText('paused');
  for (const verb of ['Resume', 'Step', 'Stop']) {
    await expect(watcher.button(verb).first()).toBeDisabled();
    await expect(watcher.button(verb).first()).toHaveAttribute('title', `${verb}: Another tab drives this execution.`);
  }
  const id = await watcher.executionId();
  const refused = await watcher.page.evaluate(
    (id) => window.wtb!.resume(id as never).catch((error: { info?: { code: string } }) => error.info?.code),
    id,
  );
  expect(refused).toBe('execution/driven-elsewhere');

  await expect(watcher.row(/one/)).toBeHidden();
  await workbench.step();
  await expect(watcher.row(/one/)).toBeVisible();
  await expect(watcher.node('one')).toHaveAccessibleName(/done/);
  await workbench.step();
  await expect(watcher.row(/two/)).toBeVisible();
  expect(await watcher.context()).toEqual({ one: 1, two: 2 });

  await workbench.page.close();
  await expect(watcher.button('Resume').first()).toBeEnabled();
  await expect(watcher.page.getByText('Another tab drives this execution.')).toBeHidden();
  await watcher.resume();
  expect(await watcher.whenIdle()).toMatchObject({ status: 'completed', driver: 'here', steps: 3 });
  expect(await watcher.context()).toEqual({ one: 1, two: 2, three: 3 });
  expect(await watcher.verified()).toEqual([]);
});

test('a second tab sees new workflows and executions, and edits of the first', async ({ workbench }) => {
  const other = await workbench.anotherTab();
  await workbench.openDocument(chain);
  await workbench.run();
  await workbench.whenIdle();
  await other.tab('Workflows').click();
  await expect(other.workflow('Two tabs')).toBeVisible();
  await other.workflow('Two tabs').getByRole('button').first().click();
  await expect(other.node('three')).toBeVisible();
  await other.tab('Executions').click();
  await expect(other.page.getByRole('list', { name: 'Executions' }).getByText('#1 completed')).toBeVisible();

  await workbench.add('Assert');
  await expect(workbench.node('Assert')).toBeVisible();
  await expect(other.node('Assert')).toBeVisible();
});

for (const keep of ['Keep mine', 'Take theirs']) {
  test(`edits in two tabs at once do not overwrite each other: ${keep}`, async ({ workbench }) => {
    await workbench.openDocument(chain);
    const other = await workbench.anotherTab();
    await expect(other.node('three')).toBeVisible();
    // Both edit before either has saved.
    const add = 'Assert';
    await workbench.tab('Build').click();
    await other.tab('Build').click();
    await Promise.all([
      workbench.button(add, workbench.region('Palette')).click(),
      other.button('Delay', other.region('Palette')).click(),
    ]);
    const conflict = ({ page }: Workbench) => page.getByText('Another tab saved a newer version of this workflow.');
    const isLoser = async (tab: Workbench) => conflict(tab).isVisible();
    await expect.poll(async () => (await isLoser(workbench)) || (await isLoser(other))).toBe(true);
    const loser = (await isLoser(workbench)) ? workbench : other;
    const [mine, theirs] = loser === workbench ? ['Assert', 'Delay'] : ['Delay', 'Assert'];
    await expect(loser.node(mine)).toBeVisible();
    await loser.button(keep).click();
    await expect(conflict(loser)).toBeHidden();
    await expect(loser.node(keep === 'Keep mine' ? mine : theirs)).toBeVisible();
    await expect(loser.node(keep === 'Keep mine' ? theirs : mine)).toBeHidden();
    const labels = (await loser.document()).nodes.map(({ kind }) => kind);
    expect(labels).toContain((keep === 'Keep mine' ? mine : theirs).toLowerCase());
  });
}
