import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumLaunch } from './scripts/chromium.ts';

/** Two projects: `unit` in Node, `browser` in a real Chromium for what only a browser does. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: './vite.config.ts',
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/**/*.browser.test.{ts,tsx}'],
          environment: 'node',
          testTimeout: 20_000,
        },
      },
      {
        extends: './vite.config.ts',
        // Found before the first test: a dependency found later would reload the page in the middle of one.
        optimizeDeps: {
          entries: ['test/**/*.browser.test.{ts,tsx}'],
          include: ['react', 'react/jsx-dev-runtime', 'react-dom/client', 'zustand', '@tanstack/react-virtual'],
        },
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.{ts,tsx}'],
          testTimeout: 30_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunch() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
