import { codeChain, expect, test, type Workbench } from './workbench.ts';

const pair = codeChain('Pair', {
  make: 'export default () => ({ score: 3 })',
  judge: 'export default ({ context }) => ({ good: context.score > 2 })',
});

/** Replaces what stands in a code editor. */
async function retype(workbench: Workbench, name: string, text: string): Promise<void> {
  const editor = workbench.inspector.getByRole('textbox', { name });
  await editor.click();
  await workbench.page.keyboard.press('Control+a');
  await workbench.page.keyboard.insertText(text);
}
const firstNode = async (workbench: Workbench) => (await workbench.document()).nodes[0];

/** Chooses in a menu or a list that a button opens. */
async function choose(workbench: Workbench, list: string, option: string | RegExp): Promise<void> {
  await workbench.inspector.getByRole('combobox', { name: list }).click();
  await workbench.page.getByRole('option', { name: option }).click();
}
async function variantMenu(workbench: Workbench, variant: string, entry: string): Promise<void> {
  await workbench.button(`More for ${variant}`, workbench.inspector).click();
  await workbench.page.getByRole('menuitem', { name: entry }).click();
}

test('label, description, keys and behaviour are edited in the settings', async ({ workbench }) => {
  await workbench.openDocument(pair);
  await workbench.node('make').click();
  await workbench.tab('Settings').click();
  const panel = workbench.inspector.getByRole('tabpanel', { name: 'Settings' });
  await panel.getByLabel('Label').last().fill('Maker');
  await expect(workbench.node('Maker')).toBeVisible();
  await panel.getByLabel('Description').fill('Makes a score.');
  await panel.getByLabel('Output key').fill('result');
  await panel.getByLabel('Time limit (ms)').fill('1500');
  await choose(workbench, 'When it fails', /^Take the error edges/);
  await choose(workbench, 'Waits for', /^First few/);
  expect(await firstNode(workbench)).toMatchObject({
    label: 'Maker',
    description: 'Makes a score.',
    output: 'result',
    timeoutMs: 1500,
    onError: 'edge',
    join: { first: 1 },
  });
  await panel.getByLabel('Id', { exact: true }).fill('judge');
  await expect(panel.getByText('Another node has this id.')).toBeVisible();
  await panel.getByLabel('Id', { exact: true }).fill('maker');
  await workbench.page.keyboard.press('Enter');
  await expect(workbench.edge('maker', 'judge')).toBeAttached();
});

test('contract and retries have forms of their own', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(pair);
  await workbench.node('make').click();
  await workbench.tab('Contract').click();
  await workbench.inspector.getByRole('checkbox', { name: /^Writes each of these keys/ }).check();
  await workbench.inspector.getByLabel('Add to keys that it writes').fill('score');
  await page.keyboard.press('Enter');
  expect((await firstNode(workbench))?.writes).toEqual(['score']);
  await workbench.tab('Retry').click();
  await workbench.inspector
    .getByLabel(/attempts/i)
    .first()
    .fill('3');
  expect((await firstNode(workbench))?.retry).toMatchObject({ maxAttempts: 3 });
});

test('a kind’s settings are a form made from its schema, with its errors at their fields', async ({ workbench }) => {
  await workbench.newWorkflow();
  await workbench.add('Delay');
  await workbench.node('Delay').click();
  const field = workbench.inspector.getByLabel('Milliseconds');
  await field.fill('2500');
  expect(JSON.stringify((await firstNode(workbench))?.variants?.[0]?.config)).toContain('2500');
  await field.fill('-1');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(workbench.node('Delay')).toHaveAttribute('aria-label', /problem/);
});

test('variants are added, duplicated, renamed, reordered, made active and deleted', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(pair);
  await workbench.node('make').click();
  const names = async () => (await firstNode(workbench))?.variants?.map(({ id, name }) => name ?? id);
  await workbench.button('Add variant', workbench.inspector).click();
  await page.keyboard.type('Second');
  await page.keyboard.press('Enter');
  expect(await names()).toEqual(['First', 'Second']);
  await variantMenu(workbench, 'First', 'Duplicate');
  await page.keyboard.type('Third');
  await page.keyboard.press('Enter');
  expect(await names()).toEqual(['First', 'Third', 'Second']);
  await variantMenu(workbench, 'Second', 'Move up');
  await variantMenu(workbench, 'Third', 'Rename');
  await page.keyboard.type('Last');
  await page.keyboard.press('Escape');
  await workbench.inspector.getByRole('radio', { name: 'Make Second active' }).check();
  await expect(workbench.node('make')).toHaveAttribute('aria-label', /variant Second/);
  expect(await names()).toEqual(['First', 'Second', 'Last']);
  expect((await firstNode(workbench))?.variants?.[2]?.config).toEqual(pair.nodes[0]?.variants?.[0]?.config);
  await variantMenu(workbench, 'Second', 'Delete');
  expect((await firstNode(workbench))?.active).not.toBe('variant-2');
  await workbench.button('Undo', page.getByRole('log')).click();
  expect(await names()).toEqual(['First', 'Second', 'Last']);
  await expect(workbench.node('make')).toHaveAttribute('aria-label', /variant Second/);
});

test('code is edited with its syntax error marked at its line, and what stands there runs', async ({ workbench }) => {
  await workbench.openDocument(pair);
  await workbench.node('make').click();
  await retype(workbench, 'Code of First', 'export default () => {\n  const a = ;\n  return { score: 1 };\n};');
  await expect(workbench.inspector.getByText(/^Line 2: /)).toBeVisible();
  await expect(workbench.inspector.locator('.cm-lint-marker-error')).toHaveCount(1);
  await expect(workbench.inspector.locator('.cm-lintRange-error')).toHaveCount(1);
  await retype(workbench, 'Code of First', 'export default (): { score: number } => ({ score: 1 });');
  await expect(workbench.inspector.getByText(/^Line \d+: /)).toHaveCount(0);
  await workbench.run();
  await workbench.whenIdle();
  expect(await workbench.context()).toMatchObject({ score: 1, good: false });
});

test('parameters of the code are fields, or JSON with errors at their line', async ({ workbench }) => {
  const [make, judge] = pair.nodes;
  const variants = [
    {
      id: 'a',
      name: 'First',
      config: {
        source: 'export default ({ config }) => ({ score: config.share })',
        params: { share: 0.5, deep: true },
      },
    },
  ];
  await workbench.openDocument({ ...pair, nodes: [{ ...make!, variants }, judge!] });
  await workbench.node('make').click();
  const params = workbench.inspector.getByRole('region', { name: 'Parameters' });
  await params.getByLabel('share').fill('0.8');
  expect((await firstNode(workbench))?.variants?.[0]?.config?.['params']).toEqual({ share: 0.8, deep: true });
  await workbench.button('Edit as JSON', params).click();
  await retype(workbench, 'Parameters as JSON', '{\n  "share": 0.9,\n  "deep" false\n}');
  await expect(params.getByText(/^Line 3: /)).toBeVisible();
  await retype(workbench, 'Parameters as JSON', '{ "share": 0.9 }');
  await expect(params.getByText(/^Line \d+: /)).toHaveCount(0);
  expect((await firstNode(workbench))?.variants?.[0]?.config?.['params']).toEqual({ share: 0.9 });
});

test('an edge gets its condition from rows joined by and and or, or from text', async ({ workbench }) => {
  const { page, inspector } = workbench;
  await workbench.openDocument(pair);
  await workbench.edge('make', 'judge').click();
  await expect(inspector.getByText('Always taken.')).toBeVisible();
  await workbench.button('Add condition', inspector).click();
  await inspector.getByLabel('Key of condition 1').fill('score');
  await choose(workbench, 'Comparison of condition 1', '≥');
  await inspector.getByLabel('Value of condition 1').fill('3');
  const when = async () => (await workbench.document()).edges[0]?.when;
  expect(await when()).toBe('score >= 3');
  await workbench.button('Add group', inspector).click();
  await inspector.getByLabel('Key of condition 1').last().fill('name');
  await inspector.getByLabel('Value of condition 1').last().fill('x');
  expect(await when()).toMatch(/^score >= 3 and \(?name = "x"\)?$/);
  await workbench.button('Edit as text', inspector).click();
  await inspector.getByLabel('Condition as text').fill('score > ((');
  await expect(page.getByRole('button', { name: '1 problem' })).toBeVisible();
  await expect(inspector).toContainText("The expression can't be read");
  await inspector.getByLabel('Condition as text').fill('score > 2');
  await expect(page.getByRole('button', { name: '1 problem' })).toHaveCount(0);
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', steps: 2 });
});

test('the workflow’s own settings: name, start of the context, merge rules, limits', async ({ workbench }) => {
  const { page, inspector } = workbench;
  await workbench.openDocument(pair);
  await workbench.canvas.click({ position: { x: 30, y: 30 } });
  await inspector.getByLabel('Name').fill('Pair of nodes');
  await expect(workbench.button('Pair of nodes')).toBeVisible();
  await retype(workbench, 'Context at the start', '{ "log": ["begun"] }');
  await inspector.getByLabel('Key of a new rule').fill('log');
  await page.keyboard.press('Enter');
  await inspector.getByLabel('Key of a new rule').fill('best');
  await workbench.button('Add rule', inspector).click();
  await choose(workbench, 'Rule for best', /^max/);
  await inspector.getByLabel('Steps').fill('50');
  const document = await workbench.document();
  expect(document.name).toBe('Pair of nodes');
  expect(document.context).toEqual({ initial: { log: ['begun'] }, merge: { log: 'append', best: 'max' } });
  expect(document.limits).toEqual({ maxSteps: 50 });
  await workbench.button('Remove the rule for log', inspector).click();
  expect((await workbench.document()).context?.merge).toEqual({ best: 'max' });
  await workbench.run();
  await workbench.whenIdle();
  expect(await workbench.context()).toMatchObject({ log: ['begun'], score: 3 });
});
