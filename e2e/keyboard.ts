import type { Page } from '@playwright/test';
import { expect } from './workbench.ts';

/** Presses Tab until what has the focus is what is wanted. */
export async function tabTo(
  page: Page,
  wanted: (focused: { role: string; name: string }) => boolean,
  key = 'Tab',
): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return {
        inEditor: element?.closest('[data-code-editor]') !== null && element !== document.body,
        role: element?.getAttribute('role') ?? element?.tagName.toLowerCase() ?? '',
        name: element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '',
      };
    });
    if (wanted(focused)) return;
    // In the code editor Tab indents; Escape lets the next one leave it.
    if (focused.inEditor) await page.keyboard.press('Escape');
    await page.keyboard.press(key);
  }
  throw new Error('Tab never came there.');
}

/** Runs a command by its name, from the command palette. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
}
