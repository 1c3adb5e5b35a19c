/**
 * Measures the shapes of real source files for the example "Language detective" and writes
 * `public/examples/data/source-shapes.json`. Only numbers, the language by extension and the package's name are kept.
 *
 *   node scripts/measure-sources.mjs            measure and write
 *   node scripts/measure-sources.mjs --dry-run  measure and print the counts
 *
 * The files are the project's own, those of its installed packages, and those that come with Node: npm's own
 * packages and the C++ headers. Which ones are taken depends on nothing but their paths and contents: candidates
 * are put in the order of a hash of their path, copies are left out, and each package gives a few before any gives more.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureText, shapeColumns } from '../public/examples/language-detective/measure.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'public/examples/data/source-shapes.json');

const perLanguage = 110;
/** A language with fewer files than this says too little. */
const fewestPerLanguage = 20;
/** How many files of one language a package gives before the others have given theirs. */
const perPackage = 6;
const largestBytes = 300_000;

const languageOfExtension = {
  '.js': 'JavaScript',
  '.mjs': 'JavaScript',
  '.cjs': 'JavaScript',
  '.ts': 'TypeScript',
  '.mts': 'TypeScript',
  '.cts': 'TypeScript',
  '.tsx': 'TypeScript',
  '.json': 'JSON',
  '.md': 'Markdown',
  '.html': 'HTML',
  '.css': 'CSS',
  '.yml': 'YAML',
  '.yaml': 'YAML',
  '.py': 'Python',
  '.h': 'C++',
  '.hpp': 'C++',
  '.cc': 'C++',
};

const skippedFolders = new Set(['.git', 'test-results', 'playwright-report', 'examples']);

/** Where files come from: the package's name is the path's own where the folder is a `node_modules`. */
function origins() {
  const nodeHome = resolve(dirname(process.execPath), '..');
  return [
    ...['src', 'test', 'scripts', 'e2e'].map((name) => ({ folder: join(root, name), owner: 'this project' })),
    { folder: join(root, 'node_modules') },
    { folder: join(nodeHome, 'lib/node_modules/npm'), owner: 'npm' },
    { folder: join(nodeHome, 'include/node'), owner: 'Node.js headers' },
  ].filter(({ folder }) => existsSync(folder));
}

/** What stands in `node_modules` with a dot, such as `.vite`, belongs to no package: tools keep there what they have made. */
const isSkipped = (folder, name) =>
  skippedFolders.has(name) || (name.startsWith('.') && folder.endsWith('node_modules'));

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (isSkipped(folder, entry.name)) continue;
    if (entry.isDirectory()) yield* filesBelow(join(folder, entry.name));
    else if (entry.isFile()) yield join(folder, entry.name);
  }
}

/** The innermost package that a path below `node_modules` belongs to. */
function packageOf(path) {
  const rest = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length).split('/');
  return rest[0].startsWith('@') ? `${rest[0]}/${rest[1]}` : rest[0];
}

const digest = (data) => createHash('sha256').update(data).digest('hex');

function candidates() {
  const found = [];
  for (const { folder, owner } of origins()) {
    for (const path of filesBelow(folder)) {
      const language = languageOfExtension[extname(path)];
      if (language === undefined || statSync(path).size > largestBytes) continue;
      const name = owner ?? packageOf(path);
      // npm is a package with packages inside: those count by their own names.
      const owned = owner === 'npm' && path.slice(folder.length).includes('/node_modules/') ? packageOf(path) : name;
      found.push({ path, language, package: owned, order: digest(`${owned}:${path.slice(folder.length)}`) });
    }
  }
  return found.sort((a, b) => (a.order < b.order ? -1 : 1));
}

/** Takes a few files from each package, then a few more, until the language has enough. */
function takeFairly(files) {
  const taken = [];
  const seen = new Set();
  for (let allowed = perPackage; taken.length < perLanguage && allowed <= 4 * perLanguage; allowed *= 2) {
    const counts = new Map();
    for (const { package: name } of taken) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const file of files) {
      if (taken.length >= perLanguage) break;
      if (taken.includes(file) || (counts.get(file.package) ?? 0) >= allowed) continue;
      const content = readFileSync(file.path, 'utf8');
      // Empty files are alike and yet real: a few of them stay, as rows with missing values.
      const identity = content === '' ? `empty ${file.package}` : digest(content);
      if (seen.has(identity)) continue;
      seen.add(identity);
      counts.set(file.package, (counts.get(file.package) ?? 0) + 1);
      taken.push({ ...file, content });
    }
  }
  return taken;
}

export function measureSources() {
  const all = candidates();
  const groups = new Map();
  for (const language of new Set(Object.values(languageOfExtension))) {
    const taken = takeFairly(all.filter((file) => file.language === language));
    if (taken.length >= fewestPerLanguage) groups.set(language, taken);
  }
  const files = [...groups.values()].flat().sort((a, b) => (a.order < b.order ? -1 : 1));
  const languages = [...groups.keys()];
  const packages = [...new Set(files.map((file) => file.package))].sort((a, b) => (a < b ? -1 : 1));
  return {
    about:
      'Shapes of real source files, measured by scripts/measure-sources.mjs. A row is: index of the language, index of the package, then one value per column; null is a missing value.',
    counts: Object.fromEntries(languages.map((language) => [language, groups.get(language).length])),
    columns: shapeColumns,
    languages,
    packages,
    rows: files.map((file) => [
      languages.indexOf(file.language),
      packages.indexOf(file.package),
      ...measureText(file.content),
    ]),
  };
}

/** One row per line: small, and a changed row is a changed line. */
export function formatShapes({ rows, ...head }) {
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  return `${JSON.stringify(head, null, 2)
    .replace(/\[[^[\]{}]*\]/g, (list) => JSON.stringify(JSON.parse(list)))
    .slice(0, -2)},\n  "rows": [\n${lines}\n  ]\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const shapes = measureSources();
  console.log(`${shapes.rows.length} files of ${shapes.packages.length} packages`);
  for (const [language, count] of Object.entries(shapes.counts)) console.log(`  ${language.padEnd(12)}${count}`);
  if (!process.argv.includes('--dry-run')) writeFileSync(output, formatShapes(shapes));
}
