import { expect, test } from './workbench.ts';
import { codeChain } from './workbench.ts';
import type { GraphDocument } from '../src/model/graph-document.ts';

/** Counts to three over a cycle, so that `count` runs three times. */
const counting: GraphDocument = {
  ...codeChain('Counting', {
    count: 'export default async ({ context }) => ({ n: (context.n ?? 0) + 1 })',
    done: 'export default async ({ context }) => ({ result: context.n * 10 })',
  }),
  context: { initial: { n: 0 } },
  edges: [
    { id: 'again', source: 'count', target: 'count', when: 'n < 3' },
    { id: 'on', source: 'count', target: 'done', when: 'n >= 3' },
  ],
};

test('an address opens exactly the point that it names', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(counting);
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', steps: 4 });
  const workflow = /#\/w\/([^/?]+)/.exec(page.url())?.[1] ?? '';
  const execution = (await workbench.executionId()) ?? '';
  const commits = (await workbench.events()).filter((event) => event.type === 'step-committed');
  const second = commits[1]?.checkpoint ?? '';

  for (const point of [second, encodeURIComponent('count#2')]) {
    await page.goto('about:blank');
    await workbench.open(`./#/w/${workflow}/x/${execution}/c/${point}`);
    await expect(workbench.timeline.getByRole('row', { selected: true })).toHaveAccessibleName(/count#2/);
    await expect(workbench.change('n')).toContainText('2');
  }
  await expect.poll(() => new URL(page.url()).hash).toContain(`/c/${second}`);
});

test('panels and selection are in the address', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(counting);
  await workbench.node('count').click();
  await workbench.tab('Retry').click();
  await workbench.tab('Console').click();
  await workbench.tab('Context').click();
  await workbench.tab('Executions').click();
  const address = page.url();
  expect(new URL(address).hash).toMatch(
    /left=executions.*inspector=retry.*bottom=console.*detail=context.*nodes=count/,
  );

  await page.goto('about:blank');
  await workbench.open(address);
  for (const name of ['Retry', 'Console', 'Context', 'Executions']) {
    await expect(workbench.tab(name)).toHaveAttribute('aria-selected', 'true');
  }
  await expect.poll(() => workbench.selected()).toEqual(['count']);
});

test('back and forward go between executions', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(counting);
  await workbench.run();
  await workbench.whenIdle();
  const first = await workbench.executionId();
  await workbench.run();
  await expect.poll(() => workbench.executionId()).not.toBe(first);
  const second = await workbench.executionId();
  await workbench.whenIdle();

  await page.goBack();
  await expect.poll(() => workbench.executionId()).toBe(first);
  await expect(page.locator('footer')).toContainText('#1');
  await page.goForward();
  await expect.poll(() => workbench.executionId()).toBe(second);
  await expect(page.locator('footer')).toContainText('#2');
});

test('the status line ends with everything saved', async ({ workbench }) => {
  await workbench.openDocument(counting);
  await workbench.run();
  await workbench.whenIdle();
  await expect(workbench.page.locator('footer')).toContainText('all steps saved');
});

test('Why? leads from a value back to the first step', async ({ workbench }) => {
  await workbench.openDocument(counting);
  await workbench.run();
  await workbench.whenIdle();
  await workbench.tab('Context').click();
  const context = workbench.region('Context');
  await workbench.button('Why? result', context).click();
  const why = context.getByRole('list', { name: 'Why result', exact: true });
  await expect(why).toContainText('step 4');
  await why.getByRole('button', { name: /read n/ }).click();
  const before = why.getByRole('list', { name: 'Why n', exact: true }).first();
  await expect(before).toContainText('2 → 3');
  await before.getByRole('button', { name: /^step 3/ }).click();
  await expect(workbench.timeline.getByRole('row', { selected: true })).toHaveAccessibleName(/count#3/);
});

test('a failure leads to its line of code', async ({ workbench }) => {
  await workbench.openDocument(
    codeChain('Broken', {
      one: 'export default async () => ({ a: 1 });',
      two: 'export default async () => {\n  const rows = undefined;\n  return rows.length;\n};',
    }),
  );
  await workbench.run();
  await workbench.whenIdle();
  await workbench.button('Fix code').click();
  await expect(workbench.inspector.getByRole('textbox', { name: /^Code of/ })).toBeFocused();
  await expect(workbench.inspector.locator('.cm-activeLine').first()).toHaveText(/return rows\.length/);
});

test('a panel that could not be loaded is loaded when tried again', async ({ page, workbench }) => {
  const panel = /DetailPanel-[\w-]+\.js/;
  await page.route(panel, (route) => route.abort());
  await page.reload();
  await expect(page.getByText("The detail can't be shown")).toBeVisible();
  await page.unroute(panel);
  await workbench.button('Try again').click();
  await expect(workbench.region('Diff')).toBeVisible();
});
