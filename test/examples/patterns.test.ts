import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { CommandLine } from '../cli/command-line.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'public/examples/patterns');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort();

interface Row {
  readonly number: number;
  readonly name: string;
  readonly verdict: string;
  readonly reason: string;
  readonly rules: readonly string[];
  readonly file: string | undefined;
}

const rows: readonly Row[] = readFileSync(join(root, 'docs/WORKFLOW-PATTERNS.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => {
    const [, number = '', name = '', verdict = '', reason = '', rules = '', example = ''] = line
      .split('|')
      .map((cell) => cell.trim());
    return {
      number: Number(number),
      name,
      verdict,
      reason,
      rules: rules.split(' '),
      file: /patterns\/([^)]+)\)/.exec(example)?.[1],
    };
  });

/** What the last lines of a document say that must happen. */
function expected(text: string) {
  const said = (name: string) => new RegExp(`^# ${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  return { status: said('Ends'), trace: said('Trace'), log: said('Log') };
}

/** Paths in the order of commits; the second activation of the same place is `a#2`. */
function traceOf(paths: readonly string[]): string {
  const seen = new Map<string, number>();
  return paths
    .map((path) => {
      const count = (seen.get(path) ?? 0) + 1;
      seen.set(path, count);
      return count === 1 ? path : `${path}#${count}`;
    })
    .join(' ');
}

describe('the workflow patterns', () => {
  const commandLine = new CommandLine();
  afterAll(() => commandLine.dispose());

  test('the table has all 43, each with a verdict and its reason', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 43 }, (_, index) => index + 1));
    for (const { verdict, reason } of rows) {
      expect(['+', '±', '−']).toContain(verdict);
      expect(reason).not.toBe('');
    }
  });

  test('every + and ± has its document, and no document is without its row', () => {
    for (const { verdict, file } of rows) expect(file === undefined).toBe(verdict === '−');
    expect(rows.flatMap(({ file }) => file ?? [])).toEqual(files);
  });

  test('every row names rules that the engine’s specification has', () => {
    const text = readFileSync(join(root, 'src/engine/SPEC.md'), 'utf8');
    for (const { number, rules } of rows) {
      const unknown = rules.filter((rule) => !text.includes(`**[${rule}]**`));
      expect({ number, unknown }).toEqual({ number, unknown: [] });
    }
  });

  test('the sums under the table are right', () => {
    const count = (sign: string) => rows.filter(({ verdict }) => verdict === sign).length;
    const text = readFileSync(join(root, 'docs/WORKFLOW-PATTERNS.md'), 'utf8');
    expect(text).toContain(`${count('+')} are +, ${count('±')} are ±, ${count('−')} are −.`);
  });

  test.each(rows.filter(({ file }) => file !== undefined))('$number $name', async ({ number, name, file = '' }) => {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toContain(`# Workflow pattern ${number}: ${name}\n`);
    const args = ['run', join(folder, file), '--trust', '--seed', '1', '--clock', 'simulated'];
    const { status, steps, context, error } = await commandLine.report(args);
    const log = (context as { log: string[] }).log.join('');
    const trace = traceOf(steps.map(({ path }) => path));
    expect({ status, trace, log, error: error?.message }).toEqual({ ...expected(text), error: undefined });
  });
});
