import { test as base } from '@playwright/test';
import { codeChain, expect, Workbench } from './workbench.ts';

const chain = codeChain('Unsaved', {
  one: 'export default () => ({ one: 1 });',
  two: 'export default ({ context }) => ({ two: context.one + 1 });',
});

/** Makes IndexedDB behave in the engine's worker as it does where a browser refuses it. */
const refusals = {
  'there is no IndexedDB': "Object.defineProperty(self, 'indexedDB', { value: undefined });",
  'the database may not be opened':
    "IDBFactory.prototype.open = () => { throw new DOMException('The user denied permission.', 'SecurityError'); };",
};

for (const [what, script] of Object.entries(refusals)) {
  base(`where ${what}, the bench says so and everything works unsaved`, async ({ page }) => {
    await page.route(/assets\/engine-worker.*\.js/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${script}\n${await response.text()}` });
    });
    const workbench = new Workbench(page);
    await workbench.open();
    await expect(page.getByText('Nothing is saved in this tab').first()).toBeVisible();
    await expect(
      page.getByText(/Everything works until the tab is closed; export what you want to keep/),
    ).toBeVisible();
    await workbench.openDocument(chain);
    await workbench.run();
    expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
    expect(await workbench.context()).toEqual({ one: 1, two: 2 });
    await workbench.selectStep(/one/);
    await workbench.rollBackToHere();
    await expect(workbench.status).toContainText('rolled back');
  });
}

base(
  'a full disk in the middle pauses the execution, loses nothing, and it goes on when there is room',
  async ({ page, baseURL }) => {
    const devtools = await page.context().newCDPSession(page);
    const { origin } = new URL(baseURL ?? '');
    // Before the first write: the browser asks for what is left once and then counts by itself for a while.
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 });
    const workbench = new Workbench(page);
    await workbench.open();
    await workbench.openDocument(
      codeChain('Full disk', {
        one: 'export default () => ({ one: 1 });',
        two: 'export default ({ random }) => ({ text: Array.from({ length: 200000 }, () => random()).join() });',
        three: 'export default ({ context }) => ({ three: context.text.length > 1000 });',
      }),
    );
    await workbench.startPaused();
    await workbench.step();
    await workbench.whenSaved(1);
    await workbench.resume();
    const full = await pausedByStorage(workbench);
    expect(full).toMatchObject({ type: 'storage', error: { code: 'storage/full' } });
    await expect(workbench.status).toContainText('paused');
    await expect(workbench.button('Try again')).toBeVisible();

    await devtools.send('Storage.overrideQuotaForOrigin', { origin });
    await workbench.button('Try again').click();
    expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', steps: 3 });
    expect(await workbench.verified()).toEqual([]);
    await workbench.reload();
    expect(await workbench.context()).toMatchObject({ one: 1, three: true });
  },
);

/** Why the execution on screen stands still, once storage has refused. */
async function pausedByStorage(workbench: Workbench) {
  await expect.poll(async () => (await workbench.summary()).pause?.type).toBe('storage');
  return (await workbench.summary()).pause;
}
