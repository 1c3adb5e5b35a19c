import type { GraphDocument } from '../src/model/graph-document.ts';
import { codeChain, expect, test } from './workbench.ts';

/** Counts, at a walking pace, until somebody pauses it. */
function ticker(): GraphDocument {
  const document = codeChain('Ticker', {
    tick: 'export default async ({ context, sleep }) => { await sleep(40); return { n: context.n + 1 }; };',
  });
  return {
    ...document,
    context: { initial: { n: 0 } },
    edges: [{ id: 'again', source: 'tick', target: 'tick', when: 'n < 1000000' }],
    limits: { maxSteps: 2_000_000 },
  };
}

/** Four steps; each notes its name. */
const note = (name: string) => `export default ({ context }) => ({ seen: [...(context.seen ?? []), '${name}'] });`;
const fourNotes = () =>
  codeChain('Four notes', { one: note('one'), two: note('two'), three: note('three'), four: note('four') });

test('shows live what is done, what runs, what comes and which edges were taken', async ({ workbench }) => {
  const document = codeChain('Long middle', {
    first: 'export default () => ({ a: 1 });',
    middle: 'export default async ({ sleep }) => { await sleep(600_000); };',
    last: 'export default () => ({ b: 2 });',
  });
  await workbench.openDocument(document);
  await workbench.run();
  await expect(workbench.node('middle')).toHaveAccessibleName(/running/);
  await expect(workbench.node('first')).toHaveAccessibleName(/done, step 1 of 1/);
  await expect(workbench.node('last')).not.toHaveAccessibleName(/done|running/);
  await expect(workbench.edgeState('first', 'middle')).toHaveAttribute('data-state', 'taken');
  await expect(workbench.edgeState('middle', 'last')).toHaveAttribute('data-state', 'untaken');
  await expect(workbench.timeline.getByRole('list', { name: 'In progress' })).toContainText('middle');
  await expect(workbench.status).toContainText('running');

  await workbench.stop();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'stopped', steps: 1 });
  await expect(workbench.status).toContainText('stopped');
  await expect(workbench.node('middle')).not.toHaveAccessibleName(/running/);
});

test('takes the branch that the condition chose and leaves the other one grey', async ({ workbench }) => {
  const chain = codeChain('Fork in the road', {
    measure: 'export default () => ({ share: 0.4 });',
    good: 'export default () => ({ good: true });',
    bad: 'export default () => ({ bad: true });',
  });
  await workbench.openDocument({
    ...chain,
    edges: [
      { id: 'good', source: 'measure', target: 'good', when: 'share >= 0.5' },
      { id: 'bad', source: 'measure', target: 'bad', when: 'share < 0.5' },
    ],
  });
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', steps: 2 });
  await expect(workbench.edgeState('measure', 'bad')).toHaveAttribute('data-state', 'taken');
  await expect(workbench.edgeState('measure', 'good')).toHaveAttribute('data-state', 'untaken');
  await expect(workbench.node('bad')).toHaveAccessibleName(/done/);
  await expect(workbench.node('good')).toHaveAccessibleName(/skipped/);
});

test('pauses, resumes, steps back and stops by buttons', async ({ workbench }) => {
  await workbench.openDocument(ticker());
  await workbench.run();
  await workbench.pause();
  const paused = await workbench.whenIdle();
  expect(paused.status).toBe('paused');
  await expect(workbench.status).toContainText('paused');

  await workbench.step();
  await expect.poll(async () => (await workbench.whenIdle()).steps).toBe(paused.steps + 1);
  expect(await workbench.context()).toEqual({ n: paused.steps + 1 });
  await workbench.stepBack();
  await expect.poll(async () => (await workbench.whenIdle()).steps).toBe(paused.steps);
  expect(await workbench.context()).toEqual({ n: paused.steps });

  await workbench.resume();
  await expect(workbench.button('Pause').first()).toBeEnabled();
  await workbench.pause();
  const later = await workbench.whenIdle();
  expect(later.steps).toBeGreaterThan(paused.steps);
  await workbench.stop();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'stopped', steps: later.steps });
  await expect(workbench.button('Stop').first()).toBeDisabled();
  await expect(workbench.button('Step').first()).toBeDisabled();
});

test('starts paused and goes one step at a time by buttons', async ({ workbench }) => {
  await workbench.openDocument(fourNotes());
  await workbench.startPaused();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'paused', steps: 0 });
  await expect(workbench.node('one')).toHaveAccessibleName(/paused/);
  for (const count of [1, 2, 3]) {
    await workbench.step();
    await expect.poll(async () => (await workbench.whenIdle()).steps).toBe(count);
  }
  expect(await workbench.context()).toEqual({ seen: ['one', 'two', 'three'] });
  await workbench.step();
  await expect(workbench.status).toContainText('completed');
});

test('runs, pauses, steps, steps back and stops by keys', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(ticker());
  await page.keyboard.press('Control+Enter');
  await expect(workbench.status).toContainText('running');
  await page.keyboard.press('F8');
  const { steps } = await workbench.whenIdle();
  await expect(workbench.status).toContainText('paused');

  const stepsAre = (count: number) => expect.poll(async () => (await workbench.whenIdle()).steps).toBe(count);
  await page.keyboard.press('F10');
  await stepsAre(steps + 1);
  await page.keyboard.press('n');
  await stepsAre(steps + 2);
  await page.keyboard.press('u');
  await stepsAre(steps + 1);

  await page.keyboard.press('F8');
  await expect(workbench.status).toContainText('running');
  await page.keyboard.press('p');
  await expect(workbench.status).toContainText('paused');
  await page.keyboard.press('p');
  await expect(workbench.status).toContainText('running');
  await page.keyboard.press('Shift+F8');
  await expect(workbench.status).toContainText('stopped');

  await page.keyboard.press('Control+Shift+Enter');
  await expect(workbench.status).toContainText('paused');
  expect(await workbench.whenIdle()).toMatchObject({ number: 2, steps: 0 });
});

test('lists the keys, and the letters stay letters while one types', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(fourNotes());
  await page.keyboard.press('?');
  await expect(workbench.dialog).toContainText('Step back');
  await expect(workbench.dialog).toContainText('Shift');
  await page.keyboard.press('Escape');
  await workbench.startPaused();
  await expect(workbench.status).toContainText('paused');
  const filter = workbench.timeline.getByRole('searchbox', { name: 'Filter steps' });
  await filter.fill('');
  await filter.press('n');
  await filter.press('p');
  await expect(filter).toHaveValue('np');
  expect(await workbench.whenIdle()).toMatchObject({ status: 'paused', steps: 0 });
  await filter.press('F10');
  await expect.poll(async () => (await workbench.whenIdle()).steps).toBe(1);
});
