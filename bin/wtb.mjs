#!/usr/bin/env node
// The command line: builds what is missing or older than its sources (saying so on stderr alone), then runs it.
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`wtb needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(2);
}

/** In a process of its own, so that what installing and building print cannot get among the results. */
function make(script, what) {
  console.error(`wtb: ${what} …`);
  const { status, error } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: fileURLToPath(root),
    stdio: ['ignore', 2, 2],
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 2);
}

if (existsSync(path('scripts/build-cli.mjs')) && existsSync(path('src/cli'))) {
  const { isCliCurrent } = await import(new URL('scripts/build-cli.mjs', root));
  if (!isCliCurrent()) {
    make(
      "const { ensureInstalled } = await import('./scripts/ensure-installed.mjs'); ensureInstalled();" +
        "const { buildCli } = await import('./scripts/build-cli.mjs'); await buildCli();",
      existsSync(path('dist/cli/wtb.js')) ? 'the sources are newer than the build, building again' : 'building, once',
    );
  }
}
await import(new URL('dist/cli/wtb.js', root));
