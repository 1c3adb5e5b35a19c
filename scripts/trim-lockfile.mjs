import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What the example "Dependency review" needs of a `package-lock.json`, and no more: half of its size.
 * Run as a script it takes a new snapshot of the project's own: `public/examples/data/lockfile.json`.
 */
export function trimLockfile(lock) {
  const { name, version, lockfileVersion, packages } = lock;
  return { name, version, lockfileVersion, packages: Object.fromEntries(Object.entries(packages).map(trimPackage)) };
}

const kept = ['version', 'license', 'dev', 'optional', 'peer', 'deprecated', 'hasInstallScript', 'link'];
const dependencyKinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

function trimPackage([path, entry]) {
  const trimmed = {};
  for (const key of kept) if (entry[key] !== undefined) trimmed[key] = entry[key];
  for (const kind of dependencyKinds) if (entry[kind]) trimmed[kind] = entry[kind];
  // Where it comes from and whether its content is fixed; the address and the hash themselves say nothing here.
  if (entry.resolved) trimmed.resolved = new URL(entry.resolved, 'file:///').origin;
  if (entry.integrity) trimmed.integrity = entry.integrity.split('-')[0];
  return [path, trimmed];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
  const trimmed = trimLockfile(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  writeFileSync(join(root, 'public/examples/data/lockfile.json'), `${JSON.stringify(trimmed, null, 1)}\n`);
}
