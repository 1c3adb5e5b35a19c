import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { codeChain, expect, test, Workbench } from './workbench.ts';

/** No serious or critical violation, with what is wrong and where. */
async function expectAccessible(page: Page, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join('; ')}`,
    );
  expect.soft(grave, screen).toEqual([]);
}

async function command(page: Page, name: string): Promise<void> {
  await page.locator('body').press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill(name);
  const first = page.getByRole('option').first();
  await expect(first).toContainText(name);
  await expect(first).toHaveAttribute('aria-disabled', 'false');
  await page.keyboard.press('Enter');
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    // Without motion every state is whole at once: what is half faded in has no contrast to measure.
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });
    test.setTimeout(300_000);

    test('the tour', async ({ page }) => {
      await page.addInitScript(() => localStorage.clear());
      await page.goto('./');
      const workbench = new Workbench(page);
      await workbench.ready();
      for (let stop = 1; stop <= 6; stop++) {
        await expect(page.getByText(`${stop} of 6`)).toBeVisible();
        await expectAccessible(page, `stop ${stop}`);
        await workbench.button(stop === 6 ? 'Finish' : 'Next').click();
      }
    });

    test('the main screens', async ({ page, workbench }) => {
      await workbench.run();
      await workbench.whenIdle();
      await expectAccessible(page, 'completed');
      await workbench.selectStep(/split/);
      await workbench.rollBackToHere();
      await workbench.node('Train').click();
      for (const tab of ['Variants', 'Settings', 'Contract', 'Retry', 'Last']) {
        await workbench.tab(new RegExp(`^${tab}`)).click();
        await expectAccessible(page, tab);
      }
    });

    test('the panels below', async ({ page, workbench }) => {
      await workbench.run();
      await workbench.whenIdle();
      await workbench.selectStep(/split/);
      await workbench.rollBackToHere();
      await workbench.swap('Train', 'Decision tree');
      await workbench.resume();
      await workbench.whenIdle();
      for (const tab of ['Context', 'Input / Output', 'Logs', 'Compare', 'Diff']) {
        await workbench.tab(tab).click();
        await expectAccessible(page, tab);
      }
      for (const tab of ['Console', 'Branches', 'Problems', 'Timeline', 'Workflows', 'Executions']) {
        await workbench.tab(new RegExp(`^${tab}`)).click();
        await expectAccessible(page, tab);
      }
    });

    test('failed, waiting for a person, and empty', async ({ page, workbench }) => {
      await workbench.openDocument(
        codeChain('Broken', { one: 'export default async () => { throw new Error("no"); }' }),
      );
      await workbench.run();
      await workbench.whenIdle();
      await expect(workbench.status).toContainText('paused at one');
      await expectAccessible(page, 'failed');
      await page.evaluate(async () => {
        const crew = (await window.wtb!.workflows.list()).find(({ example }) => example === 'launch-crew');
        await window.wtb!.workflows.open(crew!.id);
      });
      await workbench.run();
      await expect(workbench.status).toContainText('waiting for an answer');
      await expectAccessible(page, 'waiting for a person');
      await workbench.newWorkflow();
      await expectAccessible(page, 'empty');
    });

    test('the dialogs', async ({ page, workbench }) => {
      const closed = async () => {
        await page.keyboard.press('Escape');
        await expect(workbench.dialog).toHaveCount(0);
      };
      await workbench.startPaused();
      await workbench.whenIdle();
      for (const [name, opened] of [
        ['Import a workflow', 'Import'],
        ['Export workflow', 'Export'],
        ['Export execution', 'Export'],
        ['Edit context', 'context'],
        ['Keys', 'Keys'],
      ] as const) {
        await command(page, name);
        await expect(page.getByRole('dialog', { name: new RegExp(opened) })).toBeVisible();
        await expectAccessible(page, name);
        await closed();
      }
      await page.locator('body').press('Control+k');
      await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
      await expectAccessible(page, 'palette');
      await closed();
      await workbench.node('Train').click();
      await workbench.tab(/^Variants/).click();
      await workbench.inspector.getByRole('button', { name: /^Swap/ }).first().click();
      await expect(workbench.dialog).toBeVisible();
      await expectAccessible(page, 'swap');
    });
  });
}

test('regions, cards and the one live status have their names', async ({ page, workbench }) => {
  await workbench.run();
  await workbench.whenIdle();
  await expect(page.locator('output, [role=status]').filter({ hasText: /completed/ })).toHaveCount(1);
  await expect(workbench.status).toContainText('completed');
  for (const name of ['Canvas', 'Palette', 'Inspector', 'Timeline', 'Diff'] as const) {
    await expect(workbench.region(name)).toBeVisible();
  }
  for (const name of ['Context', 'Console', 'Branches'] as const) {
    await workbench.tab(new RegExp(`^${name}`)).click();
    await expect(workbench.region(name)).toBeVisible();
  }
  await expect(workbench.node('Train')).toHaveAccessibleName(
    /^Train, done, step 9 of 11, variant k-nearest neighbours/,
  );
  for (const word of ['Step back', 'Resume', 'Step', 'Stop', 'Start paused', 'Run']) {
    await expect(workbench.button(word)).toHaveCount(1);
  }
  await expect(workbench.button('Run')).toHaveAttribute('aria-keyshortcuts', /Enter/);
});
