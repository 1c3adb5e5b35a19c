// `npm run bench`: what the bench costs, as tables. `npm run bench -- engine canvas` measures only those.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, root } from './ensure-installed.mjs';

const inNode = ['engine'];
const inChromium = ['storage', 'canvas'];
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
let failed = 0;
for (const name of chosen) {
  const outfile = join(root, 'node_modules/.cache/wtb-bench', `${name}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [`test/bench/${name}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  const { status } = spawnSync(process.execPath, [outfile], { cwd: root, stdio: 'inherit' });
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
