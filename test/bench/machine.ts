import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, loadavg, platform } from 'node:os';
import { dirname, join } from 'node:path';

/** What figures are worth nothing without: the machine, how busy it was, and the versions of what ran. */
export function printMachine(title: string, packages: readonly string[], browser?: string): void {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const versions = [`Node ${process.versions.node}`, ...(browser === undefined ? [] : [browser])];
  console.log(`\n## ${title}\n`);
  console.log(`${model}, ${cpus().length} cores seen, ${platform()} ${arch()}; ${loadText()}.`);
  console.log(`${[...versions, ...packages.map((name) => `${name} ${versionOf(name)}`)].join(', ')}.`);
}

/** How many wanted to run in the last minute: above the number of cores, absolute times say little. */
export function loadText(): string {
  return `load average ${(loadavg()[0] ?? 0).toFixed(1)} at ${new Date().toISOString().slice(0, 16)}Z`;
}

function versionOf(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  const folder = entry.slice(0, entry.lastIndexOf(`node_modules/${name}`)) + `node_modules/${name}`;
  const manifest = JSON.parse(readFileSync(join(dirname(`${folder}/x`), 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}
