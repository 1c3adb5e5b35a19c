import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/value.ts';
import { exampleDocument } from './example-document.ts';
import { type RunOptions, runExample } from './run-example.ts';
import { parseLicence, rankLicence, ranks } from './script-modules.ts';

const document = exampleDocument('dependency-review');
const approve = { approve: [{ approved: true, comment: 'Known and wanted.' }] };
const run = (variants: Readonly<Record<string, string>> = {}, more: RunOptions = {}) =>
  runExample(document, { variants, answers: approve, ...more });

interface Finding {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}
const lock = (packages: JsonObject) => ({
  fileName: 'package-lock.json',
  text: JSON.stringify({ name: 'shop', version: '1.0.0', lockfileVersion: 3, packages }),
});
const findingsOf = (context: Readonly<Record<string, unknown>>) =>
  (context['findings'] as Finding[]).map(({ kind, name }) => `${kind} ${name}`);

const small = lock({
  '': { dependencies: { kind: '1.0.0', twice: '2.0.0' }, devDependencies: { tool: '1.0.0' } },
  'node_modules/kind': { version: '1.0.0', license: 'MIT', integrity: 'sha512', dependencies: { twice: '1.0.0' } },
  'node_modules/kind/node_modules/twice': { version: '1.0.0', license: 'ISC', integrity: 'sha512' },
  'node_modules/twice': { version: '2.0.0', license: 'ISC', integrity: 'sha512' },
  'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0-only', dev: true, hasInstallScript: true },
});

describe('dependency review', () => {
  it('reads the project’s own lock file where none is given', async () => {
    const { context } = await run();
    expect(context['project']).toMatchObject({ name: 'workflow-test-bench' });
    expect((context['packages'] as unknown[]).length).toBeGreaterThan(300);
    expect(context).not.toHaveProperty('lockfile');
  });

  it('finds copyleft, duplicates, install scripts and what is not pinned', async () => {
    const { context } = await run({}, { input: small });
    expect(findingsOf(context).sort()).toEqual(['duplicate twice', 'licence tool', 'supply tool', 'supply tool']);
  });

  it('leaves build tools alone where only what ships counts', async () => {
    const { context } = await run({ licences: 'shipping' }, { input: small });
    expect(findingsOf(context)).not.toContain('licence tool');
  });

  it('counts the way from the project to a package as Node would find it', async () => {
    const { context } = await run({}, { input: small });
    const depths = Object.fromEntries(
      (context['packages'] as { path: string; depth: number }[]).map(({ path, depth }) => [path, depth]),
    );
    expect(depths).toEqual({
      'node_modules/kind': 1,
      'node_modules/kind/node_modules/twice': 2,
      'node_modules/twice': 1,
      'node_modules/tool': 1,
    });
  });

  it('comes to different risks by different scores', async () => {
    const risks = await Promise.all(
      ['weighted', 'worst', 'depth'].map(async (score) => (await run({ score })).context['risk']),
    );
    expect(new Set(risks).size).toBe(3);
  });

  it.each([
    { name: 'passes', initial: { reviewFrom: 101, blockFrom: 101 }, verdict: 'passed', asks: false },
    { name: 'asks a person', initial: { reviewFrom: 0, blockFrom: 101 }, verdict: 'approved', asks: true },
    { name: 'blocks', initial: { reviewFrom: 0, blockFrom: 0 }, verdict: 'blocked', asks: false },
  ])('$name by the thresholds', async ({ initial, verdict, asks }) => {
    const { context, steps } = await run({}, { initial });
    expect(context['verdict']).toBe(verdict);
    expect(steps.includes('approve')).toBe(asks);
    expect(steps.at(-1)).toBe('report');
  });

  it('rejects what a person declines, with the comment in the report', async () => {
    const answers = { approve: [{ approved: false, comment: 'Too many copies.' }] };
    const { context } = await run({}, { answers, initial: { reviewFrom: 0, blockFrom: 101 } });
    expect(context['verdict']).toBe('rejected');
    expect(JSON.stringify(context['report'])).toContain('Too many copies.');
  });

  it.each([
    { text: '{', message: /^broken\.json is not JSON: / },
    { text: '[]', message: /^broken\.json is not a lock file/ },
    { text: '{"lockfileVersion":1}', message: /has no "packages".*version 1/ },
    { text: '{"packages":{}}', message: /packages\[""\] is missing/ },
    { text: '{"packages":{"":{},"node_modules/a":7}}', message: /packages\["node_modules\/a"\] is not an object/ },
    { text: '', message: /^broken\.json is empty/ },
  ])('refuses $text with a sentence', async ({ text, message }) => {
    await expect(run({}, { input: { fileName: 'broken.json', text } })).rejects.toThrow(message);
  });
});

describe('licence expressions', () => {
  it.each([
    ['MIT', 'permissive'],
    ['MIT OR GPL-3.0-only', 'permissive'],
    ['MIT AND MPL-2.0', 'weak copyleft'],
    ['(MIT OR GPL-2.0-only) AND Apache-2.0', 'permissive'],
    ['MIT OR Apache-2.0 AND GPL-2.0-only', 'permissive'],
    ['GPL-2.0-only AND (MIT OR ISC)', 'strong copyleft'],
    ['GPL-2.0-or-later WITH Classpath-exception-2.0', 'weak copyleft'],
    ['AGPL-3.0-only', 'strong copyleft'],
    ['LGPL-2.1+', 'weak copyleft'],
    ['SEE LICENSE IN', undefined],
    ['Own-Licence', 'unknown'],
  ])('reads %s as %s', (text, rank) => {
    if (rank === undefined) expect(() => parseLicence(text)).toThrow('was not expected');
    else expect(ranks[rankLicence(parseLicence(text))]).toBe(rank);
  });

  it.each(['', 'MIT OR', '(MIT', 'AND MIT', 'MIT)', 'GPL-2.0-only WITH'])('refuses "%s"', (text) => {
    expect(() => parseLicence(text)).toThrow(Error);
  });
});
