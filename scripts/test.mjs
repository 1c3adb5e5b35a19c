// `npm test`: installs what is missing and runs every test; closes with one line `N passed, N failed`.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root } from './ensure-installed.mjs';

ensureInstalled();
const { ensureChromium } = await import('./ensure-chromium.mjs');
await ensureChromium();

const total = { passed: 0, failed: 0 };

/** Runs one stage; a stage that ends badly without naming a failed test counts as one failure. */
async function stage(title, command, args, { report, env, count } = {}) {
  console.log(`\n── ${title}`);
  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.once('error', reject);
    child.once('close', resolve);
  });
  const counts = report === undefined ? { passed: code === 0 ? 1 : 0, failed: 0 } : count(report);
  total.passed += counts.passed;
  total.failed += code !== 0 && counts.failed === 0 ? 1 : counts.failed;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function countVitest(path) {
  const report = readReport(path);
  return { passed: report?.numPassedTests ?? 0, failed: report === undefined ? 1 : report.numFailedTests };
}

function countPlaywright(path) {
  const stats = readReport(path)?.stats;
  return { passed: stats?.expected ?? 0, failed: stats === undefined ? 1 : stats.unexpected + stats.flaky };
}

const node = process.execPath;
const bin = (name) => join(root, 'node_modules', name);
const reports = join(tmpdir(), `wtb-test-${process.pid}`);
const vitestReport = `${reports}-vitest.json`;
const playwrightReport = `${reports}-playwright.json`;

await stage('types', node, [bin('typescript/bin/tsc'), '-p', '.']);
await stage('lint', node, [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings']);
await stage('format', node, [bin('@biomejs/biome/bin/biome'), 'format', '.']);
await stage(
  'unit and browser tests',
  node,
  [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
  {
    report: vitestReport,
    count: countVitest,
  },
);
await stage('build', node, ['scripts/build.mjs']);
await stage('user stories in Chromium', node, [bin('@playwright/test/cli.js'), 'test', '--reporter=line,json'], {
  report: playwrightReport,
  env: { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
  count: countPlaywright,
});
rmSync(vitestReport, { force: true });
rmSync(playwrightReport, { force: true });

console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
