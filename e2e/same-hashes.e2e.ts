import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { JsonObject, Value } from '../src/model/value.ts';
import { expect, test } from './workbench.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const seed = 'the same everywhere';

/** What people are asked in the examples, by node; the last answer stands for all later ones. */
const answers: Readonly<Record<string, readonly JsonObject[]>> = {
  'dependency-review': [{ approved: true, comment: 'Known.' }],
  'launch-crew': [{ decision: 'revise', comment: 'Shorter.' }, { decision: 'launch' }],
};

interface Outcome {
  readonly status: string;
  readonly steps: readonly string[];
  readonly head: string;
  readonly hash: string;
  readonly context: Readonly<Record<string, Value>>;
}

/** Values are given as such here and by their hash there; the last hash holds for all of them. */
const comparable = ({ context, ...rest }: Outcome) => ({ ...rest, keys: Object.keys(context).sort() });

async function onCommandLine(file: string, example: string): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'wtb-same-'));
  try {
    const args = ['run', file, '--trust', '--seed', seed, '--clock', 'simulated', '--json'];
    if (answers[example] !== undefined) {
      const path = join(folder, 'answers.json');
      await writeFile(path, JSON.stringify({ approve: answers[example] }));
      args.push('--answers', path);
    }
    const out = await output(args);
    const result = JSON.parse(out) as {
      status: string;
      context: Record<string, Value>;
      steps: { path: string }[];
      checkpoints: { head: string; hash: string };
    };
    const { status, context, steps, checkpoints } = result;
    const { head, hash } = checkpoints;
    return { status, context, steps: steps.map(({ path }) => path), head, hash };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function output(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'bin/wtb.mjs'), ...args], { cwd: root });
    let out = '';
    let problems = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (problems += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => (out === '' ? reject(new Error(problems)) : resolve(out)));
  });
}

async function inBrowser(page: Page, text: string, given: readonly JsonObject[]): Promise<Outcome> {
  const outcome = await page.evaluate(
    async ({ text, seed, asked: json }) => {
      const given = JSON.parse(json) as unknown[];
      const wtb = window.wtb!;
      const workflow = await wtb.workflows.import(text);
      const { id } = await wtb.start({ workflow: workflow.id, options: { seed, ordered: true, onUncaught: 'fail' } });
      let summary = (await wtb.whenIdle(id))!;
      for (let asked = 0; summary.status === 'running'; asked++) {
        const waiting = summary.live.find(({ wait }) => wait?.type === 'human');
        if (waiting === undefined) break;
        await wtb.answer(id, waiting.path, given[Math.min(asked, given.length - 1)]);
        summary = (await wtb.whenIdle(id))!;
      }
      const steps: string[] = [];
      let hash = '';
      for (const event of await wtb.events(id)) {
        if ('hash' in event) hash = event.hash;
        if (event.type === 'step-committed') steps.push(event.path);
      }
      const context: Record<string, unknown> = {};
      for (const { key, value } of (await wtb.context(id)).entries) context[key] = value.hash;
      return JSON.stringify({ status: summary.status, steps, head: summary.head, hash, context });
    },
    { text, seed, asked: JSON.stringify(given) },
  );
  return JSON.parse(outcome) as Outcome;
}

const examples = (await readdir(join(root, 'public/examples'))).filter((name) => name.endsWith('.wtb.json'));
const patterns = (await readdir(join(root, 'public/examples/patterns'))).filter((name) => name.endsWith('.yaml'));

for (const file of examples) {
  const example = file.replace('.wtb.json', '');
  test(`${example} takes the same steps to the same hash on the command line`, async ({ page, workbench }) => {
    await workbench.ready();
    const path = join(root, 'public/examples', file);
    const here = await inBrowser(page, await readFile(path, 'utf8'), answers[example] ?? []);
    const there = await onCommandLine(path, example);
    expect(here.status).toBe('completed');
    expect(comparable(there)).toEqual(comparable(here));
  });
}

test('every pattern takes the same steps to the same hash on the command line, all at once in one tab', async ({
  page,
  workbench,
}) => {
  test.setTimeout(180_000);
  await workbench.ready();
  const here = await Promise.all(
    patterns.map(async (file) =>
      inBrowser(page, await readFile(join(root, 'public/examples/patterns', file), 'utf8'), []),
    ),
  );
  for (const [index, file] of patterns.entries()) {
    const there = await onCommandLine(join(root, 'public/examples/patterns', file), '');
    expect.soft({ file, ...comparable(there) }).toEqual({ file, ...comparable(here[index] as Outcome) });
  }
});
