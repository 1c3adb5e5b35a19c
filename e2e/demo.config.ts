import { defineConfig } from '@playwright/test';
import base from '../playwright.config.ts';

/** `npm run demo`: drives the language detective and leaves the pictures that README.md shows in e2e/screenshots/. */
export default defineConfig({
  ...base,
  testDir: 'demo',
  testMatch: '**/*.demo.ts',
  outputDir: '../test-results',
  workers: 1,
  timeout: 180_000,
});
