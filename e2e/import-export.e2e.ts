import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { codeChain, expect, test, type Workbench } from './workbench.ts';

const pair = codeChain('Imported pair', {
  one: 'export default () => ({ a: 1 })',
  two: 'export default () => ({ b: 2 })',
});
const json = (document: unknown) => JSON.stringify(document, undefined, 2);

async function openImport(workbench: Workbench): Promise<Locator> {
  await workbench.tab('Workflows').click();
  await workbench.button('Import').click();
  return workbench.dialog;
}
async function pick(workbench: Workbench, name: string, content: string | Buffer): Promise<void> {
  const buffer = typeof content === 'string' ? Buffer.from(content) : content;
  await workbench.dialog.getByLabel('File to import').setInputFiles({ name, mimeType: 'text/plain', buffer });
}

const yaml = `format: wtb/1
id: from-yaml
name: From YAML
nodes:
  - id: wait
    kind: delay
    position: { x: 0, y: 0 }
    variants:
      - { id: main, config: { ms: 5 } }
  - id: note
    kind: note
    position: { x: 240, y: 0 }
    variants:
      - { id: main, config: { text: "Multi\\nline" } }
edges: []
`;

test('a workflow goes out as JSON or YAML and comes in again from the file', async ({ workbench }) => {
  const { page, dialog } = workbench;
  await workbench.openDocument(pair);
  for (const format of ['JSON', 'YAML'] as const) {
    await workbench.tab('Workflows').click();
    await workbench.button('More for Imported pair').first().click();
    await page.getByRole('menuitem', { name: 'Export…' }).click();
    await dialog.getByRole('radio', { name: new RegExp(`^${format}`) }).click();
    const download = page.waitForEvent('download');
    await workbench.button('Download', dialog).click();
    const file = await (await download).path();
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(format === 'JSON' ? /^\{\n {2}"format": "wtb\/1"/ : /^format: wtb\/1\n/);
    await openImport(workbench);
    await pick(workbench, (await download).suggestedFilename(), text);
    await expect(dialog).toContainText('Imported pair: 2 nodes, 1 edge');
    await workbench.button('Import', dialog).click();
    await expect(dialog).toBeHidden();
    await expect(workbench.edge('one', 'two')).toBeAttached();
    // An id is this browser's: one that is taken gives way to a fresh one.
    expect(await workbench.document()).toEqual({ ...pair, id: expect.any(String) });
  }
  await expect(workbench.workflow('Imported pair')).toHaveCount(3);
});

test('pasted YAML is a workflow that runs', async ({ workbench }) => {
  const dialog = await openImport(workbench);
  await dialog.getByLabel('Text to import').fill(yaml);
  await expect(dialog).toContainText('From YAML: 2 nodes, 0 edges');
  await workbench.page.keyboard.press('Control+Enter');
  await workbench.button('Import', dialog).click();
  await expect(workbench.node('wait')).toBeVisible();
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', steps: 1 });
});

const [one] = pair.nodes;
const refused = [
  {
    what: 'malformed JSON',
    text: json(pair).replace('"kind": "code",', '"kind" "code",'),
    says: ['line 8', 'This is not JSON: a colon is expected after the key "kind"'],
  },
  {
    what: 'malformed YAML',
    text: 'format: wtb/1\nname: "open\nnodes: [',
    says: ['This is not YAML', 'line '],
  },
  {
    what: 'an unknown key',
    text: json({ ...pair, colour: 'red' }),
    says: ['The document has the key “colour”, which the format wtb/1 does not know', 'line '],
  },
  {
    what: 'wrong types',
    text: yaml
      .replace('ms: 5', 'ms: 5')
      .replace('position: { x: 0, y: 0 }', 'position: { x: far, y: 0 }')
      .replace('edges: []', 'edges: 7'),
    says: [
      'line 7',
      'nodes[0].position.x must be a number, but is "far".',
      'line 15',
      'edges must be a list, but is 7.',
    ],
  },
  {
    what: 'keys that would reach a prototype',
    text: json(pair).replace('"id": "one"', '"__proto__": { "polluted": true }, "constructor": 1, "id": "one"'),
    says: ['“__proto__”', '“constructor”', 'nodes[0]'],
  },
  {
    what: '1,000-deep nesting',
    text: json({ ...pair, nodes: [{ ...one, variants: [{ id: 'a', config: { deep: 'HERE' } }] }] }).replace(
      '"HERE"',
      `${'['.repeat(1000)}${']'.repeat(1000)}`,
    ),
    says: ['The document nests deeper than 1000 levels.', 'Flatten the data'],
  },
  {
    what: 'a file of another kind',
    text: json({ name: 'left-pad', version: '1.0.0' }),
    says: ['The document lacks “nodes”.'],
  },
];

test('what can’t be read is refused with line, path and remedy, and can be corrected in place', async ({
  workbench,
}) => {
  const dialog = await openImport(workbench);
  for (const { what, text, says } of refused) {
    await test.step(what, async () => {
      await pick(workbench, 'bad.json', text);
      const errors = dialog.getByRole('list', { name: 'Errors' });
      for (const part of says) await expect(errors).toContainText(part);
      await expect(workbench.button('Import', dialog)).toBeDisabled();
    });
  }
  await dialog.getByLabel('Text to import').fill(json(pair));
  await expect(dialog.getByRole('list', { name: 'Errors' })).toHaveCount(0);
  await expect(workbench.button('Import', dialog)).toBeEnabled();
  await workbench.button('Cancel', dialog).click();
  expect(await workbench.page.evaluate(() => 'polluted' in {})).toBe(false);
  await expect(workbench.workflow('Imported pair')).toHaveCount(0);
});

test('a file of more than 5 MB is refused, one of just less is taken', async ({ workbench }) => {
  test.slow();
  const dialog = await openImport(workbench);
  const sized = (bytes: number) => {
    const document = { ...pair, context: { initial: { filler: '' } } };
    const filler = 'x'.repeat(bytes - JSON.stringify(document).length);
    return Buffer.from(JSON.stringify({ ...pair, context: { initial: { filler } } }));
  };
  await pick(workbench, 'large.json', sized(5_000_001));
  await expect(dialog).toContainText('The file has 5.0 MB; a workflow may have 5.0 MB.');
  await pick(workbench, 'large.json', sized(4_900_000));
  await expect(dialog).toContainText('Imported pair: 2 nodes, 1 edge');
  await workbench.button('Import', dialog).click();
  await expect(workbench.edge('one', 'two')).toBeAttached({ timeout: 40_000 });
});

test('a graph with errors comes in and shows them: dangling edge, duplicate id, cycle of pure conditions', async ({
  workbench,
}) => {
  const { page } = workbench;
  const condition = (id: string, y: number) => ({
    id,
    kind: 'condition',
    position: { x: 480, y },
    variants: [{ id: 'a', config: { branches: [{ port: 'yes', when: 'true' }] } }],
  });
  const text = json({
    ...pair,
    nodes: [...pair.nodes, { ...one, position: { x: 0, y: 300 } }, condition('p', 0), condition('q', 200)],
    edges: [
      ...pair.edges,
      { id: 'lost', source: 'one', target: 'nowhere' },
      { id: 'pq', source: 'p', port: 'yes', target: 'q' },
      { id: 'qp', source: 'q', port: 'yes', target: 'p' },
    ],
  });
  const dialog = await openImport(workbench);
  await pick(workbench, 'graph.json', text);
  await workbench.button('Import', dialog).click();
  await page.getByRole('button', { name: /^\d+ problems$/ }).click();
  const problems = page.getByRole('list', { name: 'Problems' });
  await expect(problems).toContainText('Edge “lost” ends at “nowhere”');
  await expect(problems).toContainText('Two nodes have the id “one”');
  await expect(problems).toContainText('“p”, “q” holds nothing but conditions');
});

test('labels with HTML are text everywhere, keys named like prototype members are plain data', async ({
  workbench,
}) => {
  const { page } = workbench;
  const label = '<img src=x onerror="window.harmed=1"><b>bold</b>';
  const initial = JSON.parse(
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}, "toString": "text"}',
  ) as object;
  const text = JSON.stringify({
    ...pair,
    name: label,
    context: { initial },
    nodes: pair.nodes.map((node) => ({ ...node, label, description: label })),
    edges: pair.edges.map((edge) => ({ ...edge, label })),
  });
  const dialog = await openImport(workbench);
  await pick(workbench, 'hostile.json', text);
  await workbench.button('Import', dialog).click();
  await expect(workbench.node(label)).toHaveCount(2);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(label);
  await workbench.node(label).first().click();
  await expect(workbench.inspector.getByLabel('Label')).toHaveValue(label);
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', steps: 2 });
  await workbench.selectStep(/one/);
  await workbench.tab('Context').click();
  await expect(workbench.region('Context')).toContainText('__proto__');
  expect(JSON.stringify((await workbench.document()).context?.initial)).toBe(JSON.stringify(initial));
  expect(await page.evaluate(() => 'harmed' in window || 'polluted' in {})).toBe(false);
  await expect(page.locator('b', { hasText: /^bold$/ })).toHaveCount(0);
});
