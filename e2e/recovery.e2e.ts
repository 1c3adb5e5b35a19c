import type { GraphDocument } from '../src/model/graph-document.ts';
import { codeChain, expect, test, Workbench } from './workbench.ts';

/** Counts to 80 in steps of at least 50 ms: long enough to go away in the middle. */
const counting: GraphDocument = {
  ...codeChain('Counting', {
    count: 'export default async ({ context, sleep }) => { await sleep(50); return { round: context.round + 1 }; };',
    mark: 'export default ({ context }) => ({ marks: [...context.marks, context.round] });',
  }),
  context: { initial: { round: 0, marks: [] } },
  edges: [
    { id: 'e1', source: 'count', target: 'mark' },
    { id: 'e2', source: 'mark', target: 'count', when: 'round < 80' },
  ],
};

const ways = {
  'a reload': async (workbench: Workbench) => {
    await workbench.page.reload();
    return workbench.page;
  },
  'closing the tab': async (workbench: Workbench) => {
    const { page } = workbench;
    const [address, context] = [page.url(), page.context()];
    await page.close();
    const next = await context.newPage();
    await next.goto(address);
    return next;
  },
  'a crash of the page': async (workbench: Workbench) => {
    const { page } = workbench;
    const [address, context] = [page.url(), page.context()];
    const devtools = await context.newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    void devtools.send('Page.crash').catch(() => undefined);
    await crashed;
    const next = await context.newPage();
    await next.goto(address);
    return next;
  },
};

for (const [what, goAway] of Object.entries(ways)) {
  test(`${what} in the middle leaves every saved step, and Resume goes on`, async ({ workbench }) => {
    await workbench.openDocument(counting);
    await workbench.run();
    await workbench.whenSaved(8);
    const saved = await workbench.summary();

    const back = new Workbench(await goAway(workbench));
    await back.ready();
    await expect(back.status).toContainText('interrupted');
    await expect(back.page.getByText('everything saved is here').first()).toBeVisible();
    const found = await back.summary();
    expect(found.status).toBe('interrupted');
    expect(found.lastSeq).toBeGreaterThanOrEqual(saved.durableSeq);
    expect(await back.verified()).toEqual([]);
    const { round } = await back.context();
    expect(round).toBeGreaterThanOrEqual(4);

    await back.resume();
    expect(await back.whenIdle()).toMatchObject({ status: 'completed', steps: 160 });
    const { marks } = await back.context();
    expect(marks).toEqual(Array.from({ length: 80 }, (_, i) => i + 1));
    expect(await back.verified()).toEqual([]);
  });
}

test('an interrupted execution can be rolled back and repaired instead', async ({ workbench }) => {
  const document = codeChain('Stuck', {
    one: 'export default () => ({ one: 1 });',
    two: 'export default () => ({ two: 2 });',
    stuck: 'export default ({ sleep }) => sleep(3_600_000);',
  });
  await workbench.openDocument({
    ...document,
    nodes: document.nodes.map((node) => ({ ...node, timeoutMs: 3_700_000 })),
  });
  await workbench.run();
  await workbench.whenSaved(2);
  await expect(workbench.node('stuck')).toHaveAccessibleName(/running/);
  await workbench.reload();
  await expect(workbench.status).toContainText('interrupted');
  await workbench.selectStep(/one/);
  await workbench.rollBackToHere();
  await expect(workbench.status).toContainText('rolled back');
  await workbench.typeCode('stuck', 'export default ({ context }) => ({ three: context.one + context.two });');
  await workbench.swapInEditedCode();
  await workbench.resume();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', branches: 2 });
  expect(await workbench.context()).toEqual({ one: 1, two: 2, three: 3 });
});

test('a question to a person survives a reload and is answered by its form', async ({ workbench }) => {
  await workbench.openDocument(asking);
  await workbench.run();
  await workbench.whenIdle();
  await expect(workbench.status).toContainText('waiting for an answer at ask');
  await workbench.reload();
  await workbench.resume();
  const form = workbench.page.getByRole('form', { name: 'Ship it?' });
  await form.getByRole('textbox', { name: /Comment/ }).fill('after the reload');
  await form.getByRole('checkbox', { name: /Approved/ }).click();
  await workbench.button('Answer', form).click();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  expect(await workbench.context()).toMatchObject({ one: 1, approved: true, comment: 'after the reload', last: true });
});

test('a delay that is over when one comes back does not start anew', async ({ workbench }) => {
  await workbench.openDocument(delaying(15_000));
  await workbench.run();
  await expect(workbench.status).toContainText('waiting at wait');
  const until = await waitingUntil(workbench);
  await workbench.whenSaved(1);
  await workbench.reload();
  await workbench.resume();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', steps: 3 });
  expect(await waitingUntil(workbench)).toBe(until);
});

/** Every moment that the execution has waited until. */
function waitingUntil(workbench: Workbench): Promise<string> {
  return workbench.events().then((events) => {
    const waits = events.flatMap((event) => (event.type === 'activation-waiting' ? [event.wait] : []));
    return [...new Set(waits.map((wait) => ('until' in wait ? wait.until : undefined)))].join();
  });
}

const asking: GraphDocument = {
  ...codeChain('Asking', {
    one: 'export default () => ({ one: 1 });',
    last: 'export default () => ({ last: true });',
  }),
  edges: [
    { id: 'e1', source: 'one', target: 'ask' },
    { id: 'e2', source: 'ask', target: 'last' },
  ],
};
asking.nodes.push({
  id: 'ask',
  kind: 'human',
  position: { x: 120, y: 240 },
  variants: [
    {
      id: 'a',
      config: {
        title: 'Ship it?',
        schema: {
          type: 'object',
          properties: {
            approved: { type: 'boolean', title: 'Approved', default: false },
            comment: { type: 'string', title: 'Comment', default: '' },
          },
          required: ['approved'],
        },
      },
    },
  ],
});

function delaying(ms: number): GraphDocument {
  const document = codeChain('Delaying', {
    one: 'export default () => ({ one: 1 });',
    last: 'export default () => ({ last: true });',
  });
  return {
    ...document,
    nodes: [
      ...document.nodes,
      { id: 'wait', kind: 'delay', position: { x: 120, y: 240 }, variants: [{ id: 'a', config: { ms } }] },
    ],
    edges: [
      { id: 'e1', source: 'one', target: 'wait' },
      { id: 'e2', source: 'wait', target: 'last' },
    ],
  };
}
