import type { GraphDocument } from '../src/model/graph-document.ts';
import { codeChain, expect, test } from './workbench.ts';

/** Three steps over a context with nested values and a table; the second changes, adds and removes. */
function census(): GraphDocument {
  const document = codeChain('Census', {
    load: `export default () => ({
      count: 1, gone: true,
      profile: { name: 'Ada', address: { zip: '3000', town: 'Bern' }, tags: ['a', 'b'] },
      rows: Array.from({ length: 500 }, (_, id) => ({ id, score: id * 2 })),
    });`,
    count: `export default ({ context, remove, log }) => {
      log('counting', context.count);
      remove('gone');
      return {
        count: context.count + 1, accuracy: 0.5,
        profile: { ...context.profile, address: { ...context.profile.address, zip: '3001' }, tags: ['a'], age: 36 },
        rows: context.rows.map((row) => ({ ...row, score: row.score + 1 })),
      };
    };`,
    report: 'export default ({ input }) => ({ accuracy: input / 2 });',
  });
  const nodes = document.nodes.map((node) => (node.id === 'report' ? { ...node, input: 'count' } : node));
  return { ...document, nodes };
}

test('lists every step with number, path, variant, duration and whether it is saved', async ({ workbench }) => {
  await workbench.openDocument(census());
  await workbench.run();
  await workbench.whenIdle();
  const row = workbench.row(/count/);
  await expect(row).toContainText('2');
  await expect(row).toContainText('First');
  await expect(row).toContainText(/\d(\.\d)? (ms|s)/);
  for (const each of ['load', 'count', 'report']) {
    await expect(workbench.row(each).getByRole('img', { name: 'Saved', exact: true })).toBeVisible();
  }
  await expect(workbench.row(/report/)).toContainText('head');
});

test('names iterations of a loop and attempts of a node that fails', async ({ workbench }) => {
  const loop = codeChain('Thrice', {
    again: 'export default ({ context }) => ({ n: context.n + 1 });',
    fail: 'export default () => { throw new Error("no luck"); };',
  });
  await workbench.openDocument({
    ...loop,
    context: { initial: { n: 0 } },
    nodes: loop.nodes.map((node) =>
      node.id === 'fail' ? { ...node, retry: { maxAttempts: 2, initialDelayMs: 1, jitter: false } } : node,
    ),
    edges: [
      { id: 'back', source: 'again', target: 'again', when: 'n < 3' },
      { id: 'on', source: 'again', target: 'fail', when: 'n >= 3' },
    ],
  });
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'paused', steps: 3 });
  await expect(workbench.row(/again#2/)).toBeVisible();
  await expect(workbench.row(/again#3/)).toBeVisible();
  await expect(workbench.edgeState('again', 'again')).toHaveAttribute('data-state', 'taken');
  const failed = workbench.row(/fail.*failed/);
  await expect(failed.last()).toContainText('attempt 2');
  await failed.last().click();
  await workbench.tab('Logs').click();
  await expect(workbench.page.getByRole('region', { name: 'Logs' })).toContainText('no luck');
});

test('shows what a step added, changed from → to and removed, with nested paths', async ({ workbench }) => {
  await workbench.openDocument(census());
  await workbench.run();
  await workbench.whenIdle();
  await workbench.selectStep(/count/);
  await expect(workbench.tab('Diff')).toHaveAttribute('aria-selected', 'true');
  const changed = workbench.change('count');
  await expect(changed).toHaveAttribute('data-change', 'changed');
  await expect(changed).toContainText(/1\s*→\s*2/);
  await expect(workbench.change('accuracy')).toHaveAttribute('data-change', 'added');
  await expect(workbench.change('gone')).toHaveAttribute('data-change', 'removed');
  await expect(workbench.change('profile.address.zip')).toContainText(/"3000"\s*→\s*"3001"/);
  await expect(workbench.change('profile.age')).toHaveAttribute('data-change', 'added');
  await expect(workbench.change('profile.tags[1]')).toHaveAttribute('data-change', 'removed');
});

test('opens a big value in place as a table, and it stays open while the step changes', async ({ workbench }) => {
  await workbench.openDocument(census());
  await workbench.run();
  await workbench.whenIdle();
  await workbench.selectStep(/load/);
  const diff = workbench.region('Diff');
  await diff.getByRole('button', { name: /^rows / }).click();
  const table = diff.getByRole('grid', { name: /500 rows, 2 columns/ });
  await expect(table).toBeVisible();
  await expect(table.getByRole('row').nth(2)).toContainText('12');
  await workbench.selectStep(/count/);
  await expect(diff.getByRole('grid', { name: /500 rows, 2 columns/ })).toBeVisible();
  await expect(diff.getByRole('grid').getByRole('row').nth(2)).toContainText('13');
});

test('shows the whole context, input, output and logs of a step', async ({ workbench }) => {
  await workbench.openDocument(census());
  await workbench.run();
  await workbench.whenIdle();
  await workbench.selectStep(/load/);
  await workbench.tab('Context').click();
  const keys = workbench.region('Context').getByRole('list', { name: 'Keys' });
  await expect(keys.getByRole('listitem')).toHaveCount(4);
  await expect(keys).toContainText('gone');
  await workbench.selectStep(/report/);
  await expect(keys).not.toContainText('gone');
  await expect(keys.getByRole('listitem').filter({ hasText: 'accuracy' })).toContainText('report');

  await workbench.tab('Input / Output').click();
  const io = workbench.page.getByRole('region', { name: 'Input / Output' });
  await expect(io).toContainText('variant');
  await expect(io).toContainText(/input\s*2/);
  await expect(io).toContainText(/accuracy/);

  await workbench.selectStep(/count/);
  await workbench.tab('Logs').click();
  await expect(workbench.page.getByRole('list', { name: 'Log lines' })).toContainText('counting 1');
});

test('finds who wrote a key', async ({ workbench }) => {
  await workbench.openDocument(census());
  await workbench.run();
  await workbench.whenIdle();
  const filter = workbench.timeline.getByRole('searchbox', { name: 'Filter steps' });
  await filter.fill('who wrote accuracy');
  const rows = workbench.timeline.getByRole('grid', { name: 'Steps' }).locator('tr[data-row]');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0)).toContainText('count');
  await expect(rows.nth(1)).toContainText('report');
  await filter.fill('who wrote gone?');
  await expect(rows).toHaveCount(2);
  await filter.fill('');
  await expect(rows).toHaveCount(4);
});

test('walks the steps by keys', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(census());
  await workbench.run();
  await workbench.whenIdle();
  await workbench.selectStep(/report/);
  await workbench.timeline.getByRole('grid', { name: 'Steps' }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(workbench.row(/count/)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  await expect(workbench.row(/start/)).toHaveAttribute('aria-selected', 'true');
});

test('compares any two steps', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(census());
  await workbench.run();
  await workbench.whenIdle();
  await workbench.selectStep(/report/);
  await workbench.row(/load/).click({ modifiers: ['Shift'] });
  await expect(workbench.tab('Compare')).toHaveAttribute('aria-selected', 'true');
  const keys = page.getByRole('list', { name: 'Keys that differ' });
  await expect(workbench.change('gone', keys)).toHaveAttribute('data-change', 'removed');
  await expect(workbench.change('accuracy', keys)).toHaveAttribute('data-change', 'added');
  await expect(workbench.change('count', keys)).toContainText(/1\s*→\s*2/);

  await workbench.button('Compare with…').click();
  await page.getByRole('menuitem', { name: /The step before/ }).click();
  await expect(workbench.change('accuracy', keys)).toContainText(/0\.5\s*→\s*1|1\s*→\s*0\.5/);
  await expect(workbench.change('gone', keys)).toBeHidden();
});
