import type { GraphDocument } from '../src/model/graph-document.ts';
import type { CheckpointId, ExecutionId, WorkflowId } from '../src/model/ids.ts';
import { codeChain, expect, test } from './workbench.ts';

/** Draws numbers, sorts them by one of two variants, counts something that has nothing to do with it, and sums up. */
function draw(): GraphDocument {
  const document = codeChain('Draw', {
    numbers: 'export default () => ({ numbers: [5, 3, 9, 1] });',
    sort: 'export default ({ context }) => ({ sorted: [...context.numbers].sort((a, b) => a - b) });',
    weather: 'export default ({ random }) => ({ rain: random() < 2 });',
    best: 'export default ({ context }) => ({ best: context.sorted[0], score: context.sorted[0] * 10 });',
  });
  const descending = 'export default ({ context }) => ({ sorted: [...context.numbers].sort((a, b) => b - a) });';
  const nodes = document.nodes.map((node) =>
    node.id === 'sort'
      ? {
          ...node,
          variants: [
            ...(node.variants ?? []),
            { id: 'b', name: 'Descending', config: { source: descending, params: {} } },
          ],
        }
      : node,
  );
  return { ...document, nodes };
}

test('rolls back to any step, exactly, also after a reload, and forward again', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(draw());
  await workbench.run();
  await workbench.whenIdle();
  const whole = await workbench.context();

  await workbench.selectStep(/sort/);
  await workbench.rollBackToHere();
  await expect(workbench.status).toContainText('paused before weather');
  const sorted = { numbers: [5, 3, 9, 1], sorted: [1, 3, 5, 9] };
  expect(await workbench.context()).toEqual(sorted);
  await expect(workbench.row(/sort/)).toContainText('head');
  await expect(workbench.row(/best/)).toBeVisible();

  await page.reload();
  await workbench.ready();
  await expect(workbench.status).toContainText('paused');
  expect(await workbench.context()).toEqual(sorted);
  await workbench.selectStep(/start/);
  await workbench.rollBackToHere();
  await expect.poll(() => workbench.context()).toEqual({});
  await workbench.selectStep(/best/);
  await workbench.rollBackToHere();
  await expect.poll(() => workbench.context()).toEqual(whole);
});

test('going on grows a new branch, and the one that was left stays and can be chosen', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(draw());
  await workbench.run();
  await workbench.whenIdle();
  const first = await workbench.context();
  await workbench.selectStep(/numbers/);
  await workbench.rollBackToHere();
  await expect(workbench.status).toContainText('paused before sort');
  await workbench.swap('sort', 'Descending');
  await workbench.resume();
  await expect(workbench.status).toContainText('completed');
  expect(await workbench.whenIdle()).toMatchObject({ branches: 2 });
  expect(await workbench.context()).toMatchObject({ best: 9, score: 90 });

  await expect(workbench.row(/best/)).toHaveCount(2);
  await workbench.row(/best/).first().click();
  await workbench.tab('Diff').click();
  await expect(workbench.change('best')).toContainText('1');
  await workbench.row(/best/).last().click();
  await expect(workbench.change('best')).toContainText('9');

  await workbench.tab(/^Branches/).click();
  const left = workbench.region('Branches').getByRole('listitem', { name: 'Branch 1' });
  await workbench.button('Roll back to here', left).first().click();
  await expect.poll(() => workbench.context()).toEqual(first);
  expect(
    await page.evaluate((id) => window.wtb!.verify(id as ExecutionId), await workbench.executionId()),
  ).toMatchObject({ ok: true });
});

test('swaps a variant and re-runs only what it affects', async ({ workbench }) => {
  await workbench.openDocument(draw());
  await workbench.run();
  await workbench.whenIdle();
  await workbench.swap('sort', 'Descending', 'Re-run affected');
  await expect(workbench.status).toContainText('paused before sort');
  await workbench.resume();
  await expect(workbench.status).toContainText('completed');
  expect(await workbench.context()).toMatchObject({ sorted: [9, 5, 3, 1], best: 9, rain: true });

  await expect(workbench.row(/weather.*reused/)).toBeVisible();
  await expect(workbench.row(/best.*reused/)).toHaveCount(0);
  await workbench.row(/weather.*reused/).click();
  await workbench.tab('Input / Output').click();
  await expect(workbench.page.getByRole('region', { name: 'Input / Output' })).toContainText(/Reuse.+/);
});

test('swaps in a fork, which leaves the original as it is', async ({ workbench }) => {
  await workbench.openDocument(draw());
  await workbench.run();
  await workbench.whenIdle();
  const original = await workbench.executionId();
  const whole = await workbench.context();
  await workbench.selectStep(/numbers/);
  await workbench.rollBackToHere();
  await expect(workbench.status).toContainText('paused before sort');
  await workbench.swap('sort', 'Descending', 'Fork');
  await expect.poll(() => workbench.executionId()).not.toBe(original);
  await workbench.resume();
  await expect(workbench.status).toContainText('completed');
  expect(await workbench.context()).toMatchObject({ best: 9 });
  const before = await workbench.page.evaluate((id) => window.wtb!.get(id as ExecutionId), original);
  expect(before).toMatchObject({ status: 'paused', steps: 1, branches: 1 });
  expect(whole).toMatchObject({ best: 1 });
});

test('compares two branches: first diverging step, keys that differ, metrics', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(draw());
  await workbench.run();
  await workbench.whenIdle();
  await workbench.selectStep(/numbers/);
  await workbench.rollBackToHere();
  await expect(workbench.status).toContainText('paused before sort');
  await workbench.swap('sort', 'Descending');
  await workbench.resume();
  await expect(workbench.status).toContainText('completed');

  await workbench.tab('Compare').click();
  await expect(page.getByLabel('First diverging step')).toContainText(/2 sort · First.*2 sort · Descending/);
  const metrics = page.getByRole('table', { name: 'Metrics' });
  await expect(metrics.getByRole('row', { name: /^score/ })).toContainText(/10\s*90.*\+80/);
  const keys = page.getByRole('list', { name: 'Keys that differ' });
  await expect(workbench.change('best', keys)).toContainText(/1\s*→\s*9/);
  await expect(workbench.change('rain', keys)).toHaveCount(0);
  await expect(page.getByRole('table', { name: 'Steps side by side' }).getByRole('row')).not.toHaveCount(1);
});

test('gives back each of a thousand contexts by rolling back, before and after a reload', async ({ workbench }) => {
  const { page } = workbench;
  const counter = codeChain('Thousand', {
    count: `export default ({ context }) => {
      const n = context.n + 1;
      return { n, ['slot' + (n % 7)]: { at: n, text: 'x'.repeat(n % 50) }, list: [...context.list.slice(-9), n] };
    };`,
  });
  await workbench.openDocument({
    ...counter,
    context: { initial: { n: 0, list: [] } },
    edges: [{ id: 'again', source: 'count', target: 'count', when: 'n < 1000' }],
  });
  const id = await page.evaluate(async () => {
    const workflow = decodeURIComponent(location.hash.split('/')[2]?.split('?')[0] ?? '');
    const { id } = await window.wtb!.start({ workflow: workflow as WorkflowId });
    return id;
  });
  expect(await page.evaluate((id) => window.wtb!.whenIdle(id), id)).toMatchObject({ status: 'completed', steps: 1000 });

  /** Rolls back to every n-th step; gives the steps whose context is not the one that the events tell of. */
  const wrongSteps = (every: number) =>
    page.evaluate(
      async ({ id, every }) => {
        const events = await window.wtb!.events(id);
        const hashes = new Map<string, string>();
        const text = (of: ReadonlyMap<string, string>) =>
          Array.from(of, ([key, hash]) => `${key}=${hash}`)
            .toSorted((a, b) => (a < b ? -1 : 1))
            .join('\n');
        const wanted: { readonly checkpoint: CheckpointId; readonly step: number; readonly keys: string }[] = [];
        const note = (checkpoint: CheckpointId, step: number) => wanted.push({ checkpoint, step, keys: text(hashes) });
        let step = 0;
        for (const event of events) {
          if (event.type !== 'step-committed' && event.type !== 'execution-started') continue;
          for (const { key, after } of event.changes) {
            if (after === undefined) hashes.delete(key);
            else hashes.set(key, after.hash);
          }
          if (event.type === 'step-committed') step += 1;
          note(event.checkpoint, step);
        }
        const wrong: number[] = [];
        for (const { checkpoint, step, keys } of wanted) {
          if (step % every !== 0) continue;
          const { steps } = await window.wtb!.rollback(id, checkpoint);
          const { entries } = await window.wtb!.context(id);
          const found = text(new Map(entries.map(({ key, value }) => [key as string, value.hash as string])));
          const n = entries.find(({ key }) => key === 'n');
          const value = n === undefined ? undefined : await window.wtb!.value(id, n.value.hash);
          if (found !== keys || value !== step || steps !== step) wrong.push(step);
        }
        return { wrong, checked: wanted.filter(({ step }) => step % every === 0).length };
      },
      { id, every },
    );
  expect(await wrongSteps(1)).toEqual({ wrong: [], checked: 1001 });
  await page.reload();
  await workbench.ready();
  expect(await wrongSteps(7)).toEqual({ wrong: [], checked: 143 });
});
