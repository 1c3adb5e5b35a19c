import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const rules = ['engine', 'context', 'storage'].flatMap((room) =>
  [...readFileSync(join(root, `src/${room}/SPEC.md`), 'utf8').matchAll(/\*\*\[([A-Z]\d+)\]\*\*/g)].map(
    ([, rule]) => rule,
  ),
);

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const quoted = new Set(
  testFiles(join(root, 'test')).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\[([A-Z]\d+)\]/g)].map(([, rule]) => rule),
  ),
);

test('every rule of a specification is stated once, and quoted by a test', () => {
  expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
  expect(rules.filter((rule) => !quoted.has(rule))).toEqual([]);
});

test('no test quotes a rule that no specification has', () => {
  expect([...quoted].filter((rule) => !rules.includes(rule))).toEqual([]);
});
