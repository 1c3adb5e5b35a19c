import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { expect, test, Workbench } from './workbench.ts';

const kilobyte = 1000;

interface Script {
  readonly file: string;
  /** As a server would send it. */
  readonly bytes: number;
  readonly text: string;
}

/** Notes in the page when the first card was in the document (epoch ms). */
function noteFirstCard(): void {
  new MutationObserver((_, observer) => {
    if (document.querySelector('[aria-label="Canvas"] [role="group"]') === null) return;
    document.documentElement.dataset['firstCard'] = String(performance.timeOrigin + performance.now());
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true });
}

const requestedBy = (moment: number) =>
  performance
    .getEntriesByType('resource')
    .filter(({ startTime }) => performance.timeOrigin + startTime <= moment)
    .map(({ name }) => name);

/** The JavaScript that page and engine had asked for when the first card was there. */
async function scriptsOfFirstCard(page: Page): Promise<{ readonly page: Script[]; readonly worker: Script[] }> {
  const moment = Number(await page.locator('html').getAttribute('data-first-card'));
  expect(moment).toBeGreaterThan(0);
  // The sandbox's workers are made of text, not loaded.
  const workers = page.workers().filter((worker) => worker.url().startsWith('http'));
  const entries = workers.map((worker) => worker.url());
  const inWorkers = await Promise.all(workers.map((worker) => worker.evaluate(requestedBy, moment)));
  const inPage = (await page.evaluate(requestedBy, moment)).filter((url) => !entries.includes(url));
  return { page: await scriptsAt(page, inPage), worker: await scriptsAt(page, [...entries, ...inWorkers.flat()]) };
}

async function scriptsAt(page: Page, urls: readonly string[]): Promise<Script[]> {
  const scripts = [...new Set(urls)].filter((url) => new URL(url).pathname.endsWith('.js'));
  return Promise.all(
    scripts.map(async (url) => {
      const body = await (await page.request.get(url)).body();
      return { file: new URL(url).pathname, bytes: gzipSync(body).length, text: body.toString('utf8') };
    }),
  );
}

const total = (scripts: readonly Script[]) => scripts.reduce((sum, { bytes }) => sum + bytes, 0);

/** One line a script, the largest first. */
function describe(title: string, scripts: readonly Script[]): string {
  const line = (bytes: number, name: string) => `${(bytes / kilobyte).toFixed(1).padStart(7)} kB  ${name}`;
  const lines = scripts.toSorted((a, b) => b.bytes - a.bytes).map(({ bytes, file }) => line(bytes, file));
  return [line(total(scripts), title), ...lines].join('\n');
}

test('the first card needs at most 300 kB of script in the page, and no code editor', async ({ page }, testInfo) => {
  await page.addInitScript(noteFirstCard);
  const workbench = new Workbench(page);
  await workbench.open();
  await expect(workbench.canvas.getByRole('group').first()).toBeVisible();

  const loaded = await scriptsOfFirstCard(page);
  const report = `${describe('page', loaded.page)}\n${describe('engine worker', loaded.worker)}`;
  await testInfo.attach('scripts.txt', { body: report, contentType: 'text/plain' });
  expect(loaded.page.length, report).toBeGreaterThan(0);
  expect(loaded.worker.length, report).toBeGreaterThan(0);
  expect(total(loaded.page), report).toBeLessThanOrEqual(300 * kilobyte);
  // Class names of CodeMirror's own style sheet; a bundler keeps strings.
  expect(loaded.page.filter(({ text }) => text.includes('cm-scroller')).map(({ file }) => file)).toEqual([]);
  console.log(report);
});
