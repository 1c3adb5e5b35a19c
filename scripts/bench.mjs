// `npm run bench`: what the bench costs, as tables. `npm run bench -- engine canvas` measures only those.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root } from './ensure-installed.mjs';

const inNode = ['engine', 'code', 'peers'];
const inChromium = ['storage', 'canvas', 'many'];
const known = [...inNode, ...inChromium];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}
const chosen = asked.length === 0 ? known : known.filter((name) => asked.includes(name));

ensureInstalled();
if (chosen.some((name) => inChromium.includes(name))) {
  const { ensureChromium } = await import('./ensure-chromium.mjs');
  await ensureChromium();
}

const { build } = await import('esbuild');
const cache = join(root, 'node_modules/.cache/wtb-bench');
/** With packages of its own, which nothing else of the project sees. */
const peersFolder = join(cache, 'peers');

/** Installs what the engine is compared with, once, outside of the tree; gives whether it is there. */
function peersInstalled() {
  const own = join(root, 'test/bench/peers');
  const read = (folder, name) => readFileSync(join(folder, name), 'utf8');
  mkdirSync(peersFolder, { recursive: true });
  const marker = join(peersFolder, 'node_modules/.package-lock.json');
  const lock = 'package-lock.json';
  const isCurrent = existsSync(marker) && read(own, lock) === read(peersFolder, lock);
  for (const file of ['package.json', lock, 'langgraph.mjs']) copyFileSync(join(own, file), join(peersFolder, file));
  if (isCurrent) return true;
  const { status } = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--fetch-retries=1'], {
    cwd: peersFolder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    timeout: 120_000,
  });
  return status === 0;
}

let failed = 0;
for (const name of chosen) {
  if (name === 'peers' && !peersInstalled()) {
    console.log("\nThe peers can't be installed (is the registry reachable?); they are left out.");
    continue;
  }
  const outfile = join(name === 'peers' ? peersFolder : cache, `${name}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [`test/bench/${name}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    // The sandbox is bundled by a script, which finds the project from where it lies.
    define: name === 'code' ? { 'import.meta.url': JSON.stringify(import.meta.url) } : {},
    logLevel: 'warning',
  });
  const { status } = spawnSync(process.execPath, [outfile], { cwd: root, stdio: 'inherit' });
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
