import type { GraphDocument } from '../src/model/graph-document.ts';
import type { ExecutionId } from '../src/model/ids.ts';
import type { Workbench } from './workbench.ts';
import { codeChain, expect, test } from './workbench.ts';

const double = () =>
  codeChain('Double', {
    seven: 'export default () => ({ n: 7 });',
    twice: 'export default ({ context }) => ({ twice: context.n * 2 });',
  });

const list = (workbench: Workbench) => workbench.page.getByRole('list', { name: 'Executions' });

async function ranDouble(workbench: Workbench): Promise<void> {
  await workbench.openDocument(double());
  await workbench.run();
  await expect(workbench.status).toContainText('completed');
  await workbench.tab('Executions').click();
  await expect(list(workbench).getByRole('listitem')).toHaveCount(1);
}

async function choose(workbench: Workbench, entry: string): Promise<void> {
  await workbench.button('More for execution #1').click();
  await workbench.page.getByRole('menuitem', { name: entry }).click();
}

test('renames an execution', async ({ workbench }) => {
  await ranDouble(workbench);
  await choose(workbench, 'Rename');
  await workbench.dialog.getByRole('textbox', { name: 'Name' }).fill('The good one');
  await workbench.button('Rename', workbench.dialog).click();
  await expect(list(workbench)).toContainText('The good one');
  await workbench.reload();
  await expect(list(workbench)).toContainText('The good one');
});

test('duplicates an execution with its results', async ({ workbench }) => {
  await ranDouble(workbench);
  const original = await workbench.executionId();
  await choose(workbench, 'Duplicate');
  await expect(list(workbench).getByRole('listitem')).toHaveCount(2);
  await expect.poll(() => workbench.executionId()).not.toBe(original);
  expect(await workbench.context()).toEqual({ n: 7, twice: 14 });
});

test('deletes an execution, and Undo brings it back', async ({ workbench }) => {
  await ranDouble(workbench);
  await choose(workbench, 'Delete');
  await expect(workbench.page.getByText('No executions yet')).toBeVisible();
  await workbench.button('Undo').click();
  await expect(list(workbench).getByRole('listitem')).toHaveCount(1);
  await list(workbench).getByRole('button', { name: /#1/ }).first().click();
  await expect(workbench.row(/twice/)).toBeVisible();
  expect(await workbench.context()).toEqual({ n: 7, twice: 14 });
});

test('exports an execution to a file and imports it again with its results', async ({ workbench }) => {
  const { page } = workbench;
  await ranDouble(workbench);
  const original = await workbench.executionId();
  await choose(workbench, 'Export…');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    workbench.button('Download', workbench.dialog).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^double-1\.wtb\.json$/);
  const file = await download.path();

  await workbench.tab('Workflows').click();
  await workbench.button('Import').click();
  await workbench.dialog.getByLabel('File to import').setInputFiles(file);
  await expect(workbench.dialog).toContainText('An execution with its workflow');
  await workbench.button('Import', workbench.dialog).click();
  await expect(workbench.dialog).toBeHidden();
  await expect.poll(() => workbench.executionId()).not.toBe(original);
  expect(await workbench.context()).toEqual({ n: 7, twice: 14 });
  await expect(workbench.row(/twice/)).toBeVisible();
  const verified = await page.evaluate((id) => window.wtb!.verify(id as ExecutionId), await workbench.executionId());
  expect(verified).toMatchObject({ ok: true, steps: 2 });
});

test('asks for the input by a form made from its schema, and refuses what is against it', async ({ workbench }) => {
  const schema = {
    type: 'object',
    required: ['city', 'people'],
    properties: {
      city: { type: 'string', title: 'City', minLength: 1 },
      people: { type: 'integer', title: 'People', minimum: 1 },
      fast: { type: 'boolean', title: 'Fast' },
    },
  };
  const chain = codeChain('Trip', {
    ask: '',
    plan: 'export default ({ context }) => ({ plan: `${context.trip.people} to ${context.trip.city}` });',
  });
  const document: GraphDocument = {
    ...chain,
    nodes: chain.nodes.map((node) =>
      node.id === 'ask'
        ? {
            id: 'ask',
            kind: 'input',
            position: { x: 0, y: 80 },
            output: 'trip',
            variants: [{ id: 'form', config: { schema } }],
          }
        : node,
    ),
  };
  await workbench.openDocument(document);
  await workbench.button('Run').first().click();
  const { dialog } = workbench;
  await dialog.getByRole('textbox', { name: 'City' }).fill('Thun');
  await dialog.getByLabel('People').fill('0');
  await workbench.button('Run', dialog).click();
  await expect(dialog.getByLabel('People')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('People').fill('4');
  await dialog
    .getByRole('checkbox', { name: 'Fast' })
    .or(dialog.getByRole('switch', { name: 'Fast' }))
    .click();
  await workbench.button('Run', dialog).click();
  await expect(workbench.status).toContainText('completed');
  expect(await workbench.context()).toEqual({ trip: { city: 'Thun', people: 4, fast: true }, plan: '4 to Thun' });
});

test('classifies a file that was dropped into the language detective', async ({ workbench }) => {
  const { page } = workbench;
  const rule = (n: number) =>
    `.card-${n} > .title {\n  margin: 0 ${n}px;\n  color: #33${n % 10}a55;\n  font-size: 1${n % 10}px;\n}\n`;
  const text = Array.from({ length: 60 }, (_, n) => rule(n)).join('\n');
  await workbench.button('Run').first().click();
  const dropped = await page.evaluateHandle((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], 'cards.css', { type: 'text/css' }));
    return data;
  }, text);
  await workbench.dialog.getByText('Drop a file here').dispatchEvent('drop', { dataTransfer: dropped });
  await expect(workbench.dialog).toContainText('cards.css');
  await workbench.button('Run', workbench.dialog).click();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  const { report } = await workbench.context();
  expect(report).toMatchObject({ verdict: { fileName: 'cards.css', language: 'CSS' } });
  await workbench.selectStep(/report/);
  await expect(workbench.region('Diff')).toContainText('report');
  await workbench.tab('Logs').click();
  await expect(page.getByRole('list', { name: 'Log lines' })).toContainText('cards.css looks like CSS');
});
