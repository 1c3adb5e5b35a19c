import type { GraphDocument } from '../src/model/graph-document.ts';
import { codeChain, expect, test, type Workbench } from './workbench.ts';

/** A node that goes wrong, and what is said of it. */
interface Failing {
  readonly what: string;
  readonly source: string;
  readonly message: RegExp;
  readonly code: string;
  readonly line?: number;
  readonly timeoutMs?: number;
}

const before = 'export default () => ({ rows: [1, 2, 3] });';
const good = 'export default ({ context }) => ({ total: context.rows.length });';

const failings: readonly Failing[] = [
  {
    what: 'a thrown error',
    source: "export default () => {\n  const rows = undefined;\n  throw new RangeError('no rows came');\n};",
    message: /no rows came/,
    code: 'node/threw',
    line: 3,
  },
  {
    what: 'a rejected promise',
    source: "export default async () => {\n  await null;\n  throw new Error('too late');\n};",
    message: /too late/,
    code: 'node/threw',
    line: 3,
  },
  {
    what: 'a rejection that nobody awaits',
    source:
      "export default async ({ sleep }) => {\n  Promise.reject(new Error('left alone'));\n  await sleep(60_000);\n};",
    message: /left alone/,
    code: 'node/threw',
    line: 2,
  },
  {
    what: 'a thrown text',
    source: "export default () => {\n  throw 'just words';\n};",
    message: /just words/,
    code: 'node/threw',
  },
  {
    what: 'a timeout',
    source: 'export default ({ sleep }) => sleep(60_000);',
    message: /longer than/i,
    code: 'node/timeout',
    timeoutMs: 150,
  },
  {
    what: 'a loop for ever',
    source: 'export default () => {\n  for (;;);\n};',
    message: /longer than/i,
    code: 'node/timeout',
    timeoutMs: 300,
  },
  {
    what: 'a result that can not be kept',
    source: 'export default () => ({ total: { model: [() => 1] } });',
    message: /function/i,
    code: 'context/unsupported-value',
  },
  {
    what: 'a class instance',
    source: 'class Model {}\nexport default () => ({ total: new Model() });',
    message: /Model/,
    code: 'context/unsupported-value',
  },
  {
    what: 'a syntax error',
    source: 'export default () => {\n  return (;\n};',
    message: /unexpected/i,
    code: 'node/syntax',
    line: 2,
  },
  {
    what: 'an unknown import',
    source: "import { x } from 'left-pad';\nexport default () => ({ total: x });",
    message: /left-pad/,
    code: 'node/unknown-import',
    line: 1,
  },
];

const groups = {
  'what code throws': failings.slice(0, 4),
  'code that never ends, and results that can not be kept': failings.slice(4, 8),
  'code that can not be loaded': failings.slice(8),
};

for (const [title, group] of Object.entries(groups)) {
  test(`${title} is shown on canvas, timeline and console`, async ({ workbench }) => {
    for (const failing of group) {
      await test.step(failing.what, async () => {
        await workbench.openDocument(chain(failing));
        await workbench.run();
        expect(await workbench.whenIdle()).toMatchObject({
          status: 'paused',
          steps: 1,
          pause: { type: 'error', node: 'work', error: { code: failing.code } },
        });
        await seesTheFailure(workbench, failing);
      });
    }
  });
}

test('a failed node is repaired: fix the code, swap it in, resume; nothing before it is lost', async ({
  workbench,
}) => {
  const [failing] = failings;
  await workbench.openDocument(chain(failing!));
  await workbench.run();
  await workbench.whenIdle();
  await workbench.resume();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'paused', steps: 1 });

  await workbench.button('Fix code').click();
  await expect(workbench.inspector).toContainText(/Line 3: .*no rows came/);
  await workbench.typeCode('work', good);
  await workbench.swapInEditedCode();
  await workbench.resume();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', steps: 3 });
  expect(await workbench.context()).toMatchObject({ rows: [1, 2, 3], total: 3, after: true });
  await expect(workbench.node('work')).toHaveAccessibleName(/done/);
  await expect(workbench.row(/work.*failed/)).toHaveCount(2);
});

async function seesTheFailure(workbench: Workbench, { message, line, code }: Failing): Promise<void> {
  await expect(workbench.status).toContainText(/at work/);
  await expect(workbench.status).toContainText(message);
  await expect(workbench.node('work')).toHaveAccessibleName(/failed/);
  await expect(workbench.button('Fix code')).toBeVisible();

  await workbench.tab('Timeline').click();
  await workbench.row(/work.*failed/).click();
  await workbench.tab('Diff').click();
  const card = workbench.region('Diff');
  await expect(card).toContainText(message);
  await expect(card).toContainText(code);
  if (line !== undefined) await expect(card).toContainText(`line ${line}`);

  await workbench.tab('Console').click();
  const said = workbench.region('Console').getByRole('button', { name: message }).first();
  await expect(said).toBeVisible();
  if (line !== undefined) await expect(said).toContainText(`line ${line}`);
}

function chain({ source, timeoutMs }: Failing): GraphDocument {
  const document = codeChain('Failing', { before, work: source, after: 'export default () => ({ after: true });' });
  if (timeoutMs === undefined) return document;
  return { ...document, nodes: document.nodes.map((node) => (node.id === 'work' ? { ...node, timeoutMs } : node)) };
}

test('retries with backoff are counted, shown, and end well', async ({ workbench }) => {
  const document = codeChain('Retries', {
    before,
    work: "export default ({ attempt }) => {\n  if (attempt < 3) throw new Error('not yet');\n  return { total: attempt };\n};",
  });
  await workbench.openDocument({
    ...document,
    nodes: document.nodes.map((node) => ({
      ...node,
      retry: { maxAttempts: 3, backoff: 'fixed', initialDelayMs: 50, jitter: false },
    })),
  });
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  expect(await workbench.context()).toMatchObject({ total: 3 });
  await expect(workbench.row(/work.*attempt 3/)).toBeVisible();
  await workbench.tab('Console').click();
  await expect(workbench.region('Console')).toContainText('Attempt 1 failed: not yet Trying again in 50 ms.');
  await expect(workbench.region('Console')).toContainText('Attempt 2 failed');
});

test('an error goes over its own edge, or the execution goes on without the node', async ({ workbench }) => {
  const document = codeChain('Caught', {
    skip: "export default () => { throw new Error('skipped over'); };",
    fails: "export default () => { throw new TypeError('on its own edge'); };",
    rescue: 'export default ({ input }) => ({ caught: input.message });',
  });
  await workbench.openDocument({
    ...document,
    nodes: document.nodes.map((node) => {
      if (node.id === 'skip') return { ...node, onError: 'continue' };
      return node.id === 'fails' ? { ...node, onError: 'edge' } : node;
    }),
    edges: [
      { id: 'e1', source: 'skip', target: 'fails' },
      { id: 'e2', source: 'fails', target: 'rescue', port: 'error' },
    ],
  });
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  expect(await workbench.context()).toEqual({ caught: 'on its own edge' });
  await expect(workbench.row(/^\d+ skip.*went on after an error/)).toBeVisible();
});

test('an assertion and conditions that give no answer say where and why', async ({ workbench }) => {
  const document = codeChain('Checks', { one: 'export default () => ({ score: 0.4 });', two: good });
  await workbench.openDocument({
    ...document,
    nodes: [
      ...document.nodes.slice(0, 1),
      {
        id: 'check',
        kind: 'assert',
        position: { x: 240, y: 80 },
        variants: [{ id: 'a', config: { expression: 'score > 0.5', message: 'The score is too low.' } }],
      },
    ],
    edges: [{ id: 'e', source: 'one', target: 'check' }],
  });
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'paused', pause: { error: { code: 'node/assert' } } });
  await expect(workbench.status).toContainText('The score is too low.');
});

for (const { what, when, message } of [
  { what: 'no boolean', when: 'score * 2', message: /instead of true or false/ },
  { what: 'a missing key', when: 'scroe > 0.5', message: /scroe/ },
]) {
  test(`a condition over ${what} stops with its place`, async ({ workbench }) => {
    const document = codeChain('Condition', {
      one: 'export default () => ({ score: 0.4 });',
      two: 'export default () => ({ two: true });',
    });
    await workbench.openDocument({ ...document, edges: [{ id: 'e', source: 'one', target: 'two', when }] });
    await workbench.run();
    const summary = await workbench.whenIdle();
    expect(summary).toMatchObject({ status: 'paused', pause: { type: 'error', error: { place: { edge: 'e' } } } });
    await expect(workbench.status).toContainText(message);
    await workbench.tab('Console').click();
    await expect(workbench.region('Console').getByRole('button', { name: message }).first()).toBeVisible();
  });
}
