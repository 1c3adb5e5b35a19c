// Builds the command line into dist/cli/; `npm run build` does, and `bin/wtb.mjs` where it is missing or older than its sources.
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = `${root}dist/cli`;
const stamp = `${output}/.built`;

/** What the command line is made of; pages and panels are not. */
const sources = [
  ...['base', 'model', 'graph', 'context', 'engine', 'nodes', 'sandbox', 'storage', 'host', 'bench', 'cli'].map(
    (room) => `src/${room}`,
  ),
  'scripts/build-cli.mjs',
  'scripts/sandbox-bundles.ts',
  'scripts/vite-sandbox-modules.ts',
  'vite.cli.config.ts',
  'package.json',
  'package-lock.json',
];

/** The latest change below a path; folders count, for a file that is gone changes nothing else. */
function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(`${path}/${name}`)));
}

/** Without sources (an installed package) there is nothing to be older than. */
export function isCliCurrent() {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  return sources.every((path) => newest(root + path) <= built);
}

/** Built beside the old one and put in its place whole: whoever starts meanwhile finds one of the two. */
export async function buildCli() {
  const begun = new Date();
  const { build } = await import('vite');
  const made = `${root}dist/.cli-${process.pid}`;
  const old = `${made}-old`;
  await build({
    root,
    configFile: `${root}vite.cli.config.ts`,
    logLevel: 'silent',
    build: { outDir: made, emptyOutDir: true },
  });
  writeFileSync(`${made}/.built`, '');
  utimesSync(`${made}/.built`, begun, begun);
  try {
    if (existsSync(output)) renameSync(output, old);
    renameSync(made, output);
  } catch (error) {
    // Somebody else was faster, with the same sources.
    if (!existsSync(stamp)) throw error;
    rmSync(made, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildCli();
