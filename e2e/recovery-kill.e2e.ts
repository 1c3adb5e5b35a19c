import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';

test('three kills of the browser at random moments lose and tear nothing', async ({ baseURL }) => {
  test.slow();
  const args = ['e2e/kill-browser.mjs', '--kills', '3', '--url', baseURL ?? ''];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toContain('3 kills, 2 executions resumed, 0 losses');
});
