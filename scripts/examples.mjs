/**
 * Puts the example workflows together: `public/examples/<id>/workflow.yaml` and the files that it names become
 * `public/examples/<id>.wtb.json`, one file that needs nothing else.
 *
 *   node scripts/examples.mjs           write
 *   node scripts/examples.mjs --check   say which are out of date, exit 1 if any is
 */
import { readFileSync, readdirSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const examplesFolder = join(root, 'public/examples');

const relativeImport = /^import \{[^}]*\} from '(\.\/[^']+)';\n/gm;

/** A module's text with its relative imports put in place of the import line, so that it stands alone. */
export function readModule(path, seen = new Set()) {
  const text = readFileSync(path, 'utf8');
  return text.replace(relativeImport, (_, target) => {
    const imported = join(dirname(path), target);
    if (seen.has(imported)) return '';
    seen.add(imported);
    return readModule(imported, seen).replace(/^export (?=function|const|async|class)/gm, '');
  });
}

/** What stands for the content of another file, by its only key. */
const inserts = {
  $source: readModule,
  $json: (path) => JSON.parse(readFileSync(path, 'utf8')),
};

function fill(value, folder) {
  if (Array.isArray(value)) return value.map((item) => fill(item, folder));
  if (value === null || typeof value !== 'object') return value;
  const [[key, content] = [], ...others] = Object.entries(value);
  if (others.length === 0 && key in inserts) return inserts[key](resolve(folder, content));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, folder)]));
}

export function exampleIds() {
  return readdirSync(examplesFolder).filter((name) => existsSync(join(examplesFolder, name, 'workflow.yaml')));
}

/** The whole document of an example. */
export function assembleExample(id) {
  const folder = join(examplesFolder, id);
  return fill(parse(readFileSync(join(folder, 'workflow.yaml'), 'utf8')), folder);
}

export const examplePath = (id) => join(examplesFolder, `${id}.wtb.json`);

const isPlain = (value) => value === null || typeof value !== 'object';

/** Indented for reading and for diffs; a list of plain values stays on one line. */
function print(value, indent) {
  if (isPlain(value) || (Array.isArray(value) && value.every(isPlain))) return JSON.stringify(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Array.isArray(value)
    ? value.map((item) => print(item, `${indent} `))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${print(item, `${indent} `)}`);
  return parts.length === 0 ? open + close : `${open}\n${indent} ${parts.join(`,\n${indent} `)}\n${indent}${close}`;
}

export const formatExample = (document) => `${print(document, '')}\n`;

function isCurrent(id) {
  return existsSync(examplePath(id)) && readFileSync(examplePath(id), 'utf8') === formatExample(assembleExample(id));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stale = exampleIds().filter((id) => !isCurrent(id));
  if (process.argv.includes('--check')) {
    for (const id of stale)
      console.error(`public/examples/${id}.wtb.json is out of date: run node scripts/examples.mjs`);
    if (stale.length > 0) process.exitCode = 1;
  } else for (const id of stale) writeFileSync(examplePath(id), formatExample(assembleExample(id)));
}
