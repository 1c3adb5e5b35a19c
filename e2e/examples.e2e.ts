import type { WorkflowId } from '../src/model/ids.ts';
import type { Value } from '../src/model/value.ts';
import { expect, test, type Workbench } from './workbench.ts';

/** The three examples as somebody meets them: with what they offer, with a file of one's own, and with a bad one. */

async function open(workbench: Workbench, id: string, name: string): Promise<void> {
  await workbench.page.evaluate((id) => window.wtb!.workflows.open(id as WorkflowId), id);
  await expect(workbench.page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Presses Run, puts a file into the form that comes up, and runs with it. */
async function runWithFile(workbench: Workbench, name: string, text: string): Promise<void> {
  await workbench.button('Run').first().click();
  const file = { name, mimeType: 'text/plain', buffer: Buffer.from(text) };
  await workbench.dialog.locator('input[type=file]').setInputFiles(file);
  await expect(workbench.dialog.getByRole('strong').filter({ hasText: name })).toBeVisible();
  await workbench.button('Run', workbench.dialog).click();
}

/** Starts it as a script would, waits for its end, and gives its context. */
async function contextWith(workbench: Workbench, workflow: string, variants: Record<string, string>): Promise<Row> {
  return workbench.page.evaluate(
    async ({ workflow, variants }) => {
      const { id } = await window.wtb!.start({ workflow: workflow as WorkflowId, variants });
      const summary = await window.wtb!.whenIdle(id);
      const { entries } = await window.wtb!.context(id);
      const values: Record<string, unknown> = { status: summary?.status };
      for (const { key, value } of entries) values[key] = await window.wtb!.value(id, value.hash);
      return values;
    },
    { workflow, variants },
  ) as Promise<Row>;
}

type Row = Record<string, Value>;
interface Lock {
  readonly [path: string]: object;
}

const lockfile = (packages: Lock) =>
  JSON.stringify({ name: 'tea-shop', version: '2.0.0', lockfileVersion: 3, packages });
const pinned = { integrity: 'sha512-x', license: 'MIT' };

/** Copyleft, a copy in another version, and a script on install: too much for three packages. */
const worrying = lockfile({
  '': { dependencies: { kettle: '1.0.0', cup: '2.0.0' } },
  'node_modules/kettle': { ...pinned, version: '1.0.0', license: 'GPL-3.0-only', hasInstallScript: true },
  'node_modules/kettle/node_modules/cup': { ...pinned, version: '1.0.0' },
  'node_modules/cup': { ...pinned, version: '2.0.0' },
});
const harmless = lockfile({
  '': { dependencies: { cup: '2.0.0' } },
  'node_modules/cup': { ...pinned, version: '2.0.0' },
});

test('the dependency review of the project itself asks a person, who approves', async ({ workbench }) => {
  await open(workbench, 'dependency-review', 'Dependency review');
  await workbench.run();
  await workbench.whenIdle();
  await expect(workbench.status).toContainText('waiting for an answer at Approve');
  const form = workbench.page.getByRole('form', { name: 'May these dependencies be used?' });
  await form.getByRole('checkbox', { name: /They may be used/ }).click();
  await form.getByRole('textbox', { name: /Why/ }).fill('All of them are known.');
  await workbench.button('Answer', form).click();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  expect(await workbench.context()).toMatchObject({ verdict: 'approved', project: { name: 'workflow-test-bench' } });

  await showReport(workbench);
  await expect(workbench.page.getByText(/a person has looked at it and approved/).first()).toBeVisible();
});

test('the dependency review blocks a lock file with copyleft, copies and scripts', async ({ workbench }) => {
  await open(workbench, 'dependency-review', 'Dependency review');
  await runWithFile(workbench, 'package-lock.json', worrying);
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  await expect(workbench.edgeState('gate', 'blocked')).toHaveAttribute('data-state', 'taken');
  const { verdict, project, findings } = await workbench.context();
  expect({ verdict, project }).toMatchObject({ verdict: 'blocked', project: { name: 'tea-shop', packages: 3 } });
  const found = (findings as readonly { kind: string; name: string }[]).map(({ kind, name }) => `${kind} ${name}`);
  expect(found.sort()).toEqual(['duplicate cup', 'licence kettle', 'supply kettle']);
});

test('a malformed lock file is named as such; with a good one the review goes through', async ({ workbench }) => {
  await open(workbench, 'dependency-review', 'Dependency review');
  await runWithFile(workbench, 'package-lock.json', '{ "packages": ');
  expect(await workbench.whenIdle()).toMatchObject({ status: 'paused', pause: { type: 'error', node: 'read' } });
  await expect(workbench.page.getByText(/package-lock\.json is not JSON/).first()).toBeVisible();

  const id = await workbench.executionId();
  await runWithFile(workbench, 'package-lock.json', harmless);
  await expect.poll(() => workbench.executionId()).not.toBe(id);
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  expect(await workbench.context()).toMatchObject({ verdict: 'passed', risk: 0, project: { name: 'tea-shop' } });
});

test('the launch crew loops, grows its context, and goes where a person sends it', async ({ workbench }) => {
  const { page } = workbench;
  await open(workbench, 'launch-crew', 'Launch crew');
  await workbench.run();
  await workbench.whenIdle();
  await expect(workbench.status).toContainText('waiting for an answer at Approve');
  await expect(workbench.edgeState('validate', 'market')).toHaveAttribute('data-state', 'taken');
  const before = await workbench.context();
  const round = before['round'] as number;
  expect(round).toBeGreaterThan(1);
  // One word of the builder, then the writer and the validator in each round.
  expect(before['messages']).toHaveLength(1 + 2 * round);

  await workbench.selectStep(/validate/);
  await workbench.tab('Diff').click();
  await expect(
    workbench
      .region('Diff')
      .getByText(/Validator/)
      .first(),
  ).toBeVisible();

  await answer(workbench, 'revise', 'Free for schools.');
  await expect.poll(async () => (await workbench.context())['round']).toBeGreaterThan(round);
  await expect(workbench.status).toContainText('waiting for an answer at Approve');
  await answer(workbench, 'launch', 'Go.');
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  const after = await workbench.context();
  expect(after).toMatchObject({ outcome: 'launched', approval: { decision: 'launch' } });
  expect(JSON.stringify(after['kit'])).toContain('Free for schools.');
  await expect(page.getByRole('form', { name: 'Shall it be launched?' })).toBeHidden();
});

/** Selects the last step and opens the key `report` of the context there. */
async function showReport(workbench: Workbench): Promise<void> {
  await workbench.selectStep(/report/);
  await workbench.tab('Context').click();
  await workbench
    .region('Context')
    .getByRole('button', { name: /^report / })
    .click();
}

async function answer(workbench: Workbench, decision: string, comment: string): Promise<void> {
  const { page } = workbench;
  const form = page.getByRole('form', { name: 'Shall it be launched?' });
  await form.getByRole('combobox', { name: /Decision/ }).click();
  await page.getByRole('option', { name: decision }).click();
  await form.getByRole('textbox', { name: /Comment/ }).fill(comment);
  await workbench.button('Answer', form).click();
}

test('the language detective judges a file of one’s own', async ({ workbench }) => {
  const python = [
    'import os',
    '',
    '',
    'class Shelf(object):',
    '    """Holds books."""',
    '',
    '    def __init__(self, books=None):',
    '        self.books = books or []',
    '',
    '    def add(self, book):',
    '        if book is None:',
    "            raise ValueError('no book')",
    '        self.books.append(book)',
    '        return len(self.books)',
    '',
  ].join('\n');
  await runWithFile(workbench, 'shelf.py', python);
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', steps: 11 });
  const { verdict } = (await workbench.context())['report'] as { verdict: Verdict };
  expect(verdict).toMatchObject({ fileName: 'shelf.py', language: verdict.votes[0]?.label });
  expect(verdict.votes.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 2);

  await showReport(workbench);
  await expect(workbench.page.getByText(`shelf.py looks like ${verdict.language}`).first()).toBeVisible();
  await expect(workbench.page.getByText('Votes on shelf.py').first()).toBeVisible();
});

interface Verdict {
  readonly language: string;
  readonly votes: readonly { readonly label: string; readonly value: number }[];
}

test('each way to train comes to another accuracy, and counts every test row', async ({ workbench }) => {
  const accuracies: Value[] = [];
  for (const train of ['knn', 'tree', 'logistic', 'forest']) {
    const context = await contextWith(workbench, 'language-detective', { train });
    expect(context['status']).toBe('completed');
    const { matrix } = context['confusion'] as { matrix: number[][] };
    const rows = (context['test'] as { y: number[] }).y.length;
    expect(matrix.flat().reduce((sum, count) => sum + count, 0)).toBe(rows);
    accuracies.push(context['accuracy']);
  }
  expect(new Set(accuracies).size).toBe(4);
});
