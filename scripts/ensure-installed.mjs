import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command with its output shown; ends this process with its exit code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Installs the locked dependencies when they are missing or older than the lock file. */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Workflow Test Bench needs Node 20.19 or later; this is ${process.versions.node}.`);
    process.exit(1);
  }
  const marker = `${root}node_modules/.package-lock.json`;
  const isCurrent = existsSync(marker) && statSync(marker).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs;
  if (isCurrent || (existsSync(marker) && hasEveryPackage())) return;
  console.log('Installing dependencies …');
  run('npm', ['ci', '--no-fund', '--no-audit']);
}

/** Whether each package of the lock file is there in its locked version. */
function hasEveryPackage() {
  const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
  const { packages } = read(`${root}package-lock.json`);
  const installed = read(`${root}node_modules/.package-lock.json`).packages;
  return Object.entries(packages).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}
