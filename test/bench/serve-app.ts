import { build as bundle } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { Browser, Page } from 'playwright';
import { build, preview } from 'vite';
import { chromiumLaunch } from '../../scripts/chromium.ts';

/** Apart from `dist/`, so that nobody else's build comes into a measurement. */
const outDir = 'node_modules/.cache/wtb-bench/app';

export interface ServedApp {
  readonly browser: Browser;
  /** Chromium and its version. */
  readonly version: string;
  readonly address: string;
  /** A new visitor's page with the bench open. Uncaught errors end the benchmark. */
  openBench(): Promise<Page>;
  close(): Promise<void>;
}

/** The built bench behind `vite preview`, and a Chromium to open it in. */
export async function serveApp(): Promise<ServedApp> {
  const root = process.cwd();
  await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  const server = await preview({
    root,
    logLevel: 'error',
    build: { outDir },
    preview: { host: 'localhost', port: Number(process.env['WTB_BENCH_PORT'] ?? 4197) },
  });
  const address = server.resolvedUrls?.local[0] ?? '';
  const browser = await chromium.launch(chromiumLaunch());
  return {
    browser,
    version: `Chromium ${browser.version()}`,
    address,
    async openBench() {
      const page = await openPage(browser, address);
      await page.waitForFunction(() => window.wtb !== undefined);
      await page.getByRole('button', { name: 'Skip tour' }).click();
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

export async function openPage(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(address);
  return page;
}

/** Puts a page of its own beside the bench: `entry` bundled for production, at `<name>/index.html`. */
export async function addPage(name: string, entry: string): Promise<void> {
  const folder = join(process.cwd(), outDir, name);
  mkdirSync(folder, { recursive: true });
  await bundle({
    entryPoints: [entry],
    outfile: join(folder, 'main.js'),
    bundle: true,
    format: 'esm',
    minify: true,
    jsx: 'automatic',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  const page =
    '<!doctype html><meta charset="utf-8"><title>Benchmark</title><link rel="stylesheet" href="main.css"><body style="margin:0"><div id="root"></div><script type="module" src="main.js"></script>';
  writeFileSync(join(folder, 'index.html'), page);
}
