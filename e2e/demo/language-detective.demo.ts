import { fileURLToPath } from 'node:url';
import { expect, test } from '../workbench.ts';

const pictures = fileURLToPath(new URL('../screenshots/', import.meta.url));

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, viewport: { width: 1440, height: 900 } });

    test('run, pause, roll back, swap, compare', async ({ workbench }) => {
      const { page } = workbench;
      const picture = async (name: string) => {
        await page.mouse.move(0, 0);
        // Messages go by themselves after a few seconds; a picture does not wait for that.
        for (const message of await page.getByRole('button', { name: 'Dismiss' }).all()) await message.click();
        await page
          .getByRole('log', { name: 'Messages' })
          .evaluate((log) => log.getAnimations({ subtree: true }).map((a) => a.finish()));
        await page.screenshot({ path: `${pictures}${name}-${theme}.png`, animations: 'disabled' });
      };

      // Hold before the training, look at what the split made, go one step at a time.
      await workbench.node('Train').hover();
      await workbench.button('Add breakpoint', workbench.node('Train')).click();
      await workbench.run();
      await expect(workbench.status).toContainText('paused before Train');
      await picture('paused');
      await workbench.step();
      await expect(workbench.node('Train')).toHaveAccessibleName(/done/);
      await workbench.button('Remove breakpoint', workbench.node('Train')).click();

      // Let it finish and look at what the last step made.
      await workbench.resume();
      expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
      await workbench.selectStep(/evaluate/);
      await workbench.tab('Context').click();
      await workbench
        .region('Context')
        .getByRole('button', { name: /^confusion / })
        .click();
      await picture('completed');
      await workbench.tab('Diff').click();

      // Back to the split, another way to train, and on in a branch of its own.
      await workbench.selectStep(/split/);
      await workbench.rollBackToHere();
      await expect(workbench.status).toContainText('paused');
      await picture('rolled-back');
      await workbench.swap('Train', 'Random forest');
      await workbench.resume();
      expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', branches: 2 });

      // Both branches side by side.
      await workbench.tab('Compare').click();
      await expect(page.getByText('First diverging step')).toBeVisible();
      await expect(page.getByRole('row', { name: /^accuracy/ })).toBeVisible();
      await picture('compared');
    });
  });
}
