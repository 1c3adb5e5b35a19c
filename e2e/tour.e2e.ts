import { expect, test as base } from '@playwright/test';
import { boxOf, Workbench } from './workbench.ts';

const test = base.extend<{ workbench: Workbench }>({
  workbench: async ({ page }, provide) => {
    await page.goto('./');
    const workbench = new Workbench(page);
    await workbench.ready();
    await provide(workbench);
  },
});

const titles = [
  'Workflow Test Bench',
  'Run it',
  'Every step is here',
  'What did it change?',
  'Go back',
  'Swap and compare',
];

test('starts on the first visit and points at a real thing at each stop', async ({ workbench }) => {
  const { page } = workbench;
  for (const [index, title] of titles.entries()) {
    const card = page.getByRole('dialog', { name: title });
    await expect(card).toBeVisible();
    await expect(card).toBeFocused();
    await expect(card).toContainText(`${index + 1} of ${titles.length}`);
    if (index > 0) {
      const ring = await boxOf(page.locator('[data-tour-ring]'));
      const [box, screen] = [await boxOf(card), page.viewportSize()];
      expect(ring.width * ring.height, title).toBeGreaterThan(100);
      expect(box.x, title).toBeGreaterThanOrEqual(0);
      expect(box.y, title).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width, title).toBeLessThanOrEqual(screen?.width ?? 0);
      expect(box.y + box.height, title).toBeLessThanOrEqual(screen?.height ?? 0);
    }
    await workbench.button(index === titles.length - 1 ? 'Finish' : 'Next').click();
  }
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('Skip tour ends it for good, and the command palette starts it again', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.button('Skip tour').click();
  await expect(workbench.button('Skip tour')).toHaveCount(0);

  await workbench.reload();
  await expect(workbench.canvas.getByRole('group').first()).toBeVisible();
  await expect(workbench.inspector).toBeVisible();
  await expect(workbench.button('Skip tour')).toHaveCount(0);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('tour');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Workflow Test Bench' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(workbench.button('Skip tour')).toHaveCount(0);
});

test('the bench can be used while the tour stands', async ({ workbench }) => {
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  await expect(workbench.button('Skip tour')).toBeVisible();
});
