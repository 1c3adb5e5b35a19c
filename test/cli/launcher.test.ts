import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/cli/run/run-report.ts';
import { code, delay, flow, transform } from './command-line.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'wtb-launcher-'));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface SpawnOptions {
  readonly stdin?: string;
  readonly env?: Record<string, string>;
  /** Ctrl+C as soon as this is printed. */
  readonly interruptAt?: string;
}

/** The program as people start it. */
function wtb(args: readonly string[], { stdin = '', env = {}, interruptAt }: SpawnOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'bin/wtb.mjs'), ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '', ...env },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => {
    const had = interruptAt !== undefined && out.includes(interruptAt);
    out += data.toString();
    if (!had && interruptAt !== undefined && out.includes(interruptAt)) child.kill('SIGINT');
  });
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  child.stdin.end(stdin);
  return new Promise((resolve) => child.once('close', (exit) => resolve({ code: exit, out, err })));
}

const write = (name: string, document: object): string => {
  writeFileSync(join(folder, name), JSON.stringify(document));
  return name;
};

describe('bin/wtb.mjs', () => {
  beforeAll(async () => {
    // Builds where that is due, so that the tests measure themselves alone.
    expect((await wtb(['--version'])).code).toBe(0);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs a document in isolation and prints nothing but the object', async () => {
    const file = write('flow.json', flow({ a: code('() => ({ x: 1 })'), b: transform("{ 'y': x + 1 }") }, ['a b']));
    const { code: exit, out, err } = await wtb(['run', file, '--json']);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({ status: 'completed', context: { x: 1, y: 2 } });
    expect(exit).toBe(0);
  });

  it('ends with the documented exit codes', async () => {
    const failing = write('failing.json', flow({ a: transform('$error("no")') }));
    const invalid = write('invalid.json', flow({ a: { kind: 'nope', config: {} } }));
    const ring = flow({ a: transform('{}'), b: transform('{}') }, ['a b', 'b a'], { limits: { maxSteps: 5 } });
    const codes = await Promise.all(
      [['run', failing], ['run', invalid], ['run', write('ring.json', ring)], ['run'], ['nope']].map(
        async (args) => (await wtb([...args, '--json'])).code,
      ),
    );
    expect(codes).toEqual([1, 2, 3, 2, 2]);
  });

  it('colours only where colours are wanted', async () => {
    const file = write('flow.json', flow({ a: transform('{}') }));
    expect((await wtb(['run', file])).out).not.toContain('\u001b[');
    expect((await wtb(['run', file], { env: { FORCE_COLOR: '1' } })).out).toContain('\u001b[32m');
    expect((await wtb(['run', file], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).out).not.toContain('\u001b[');
  });

  it('saves where it stands on Ctrl+C, and goes on from there', async () => {
    const file = write(
      'flow.json',
      flow({ a: code('() => ({ a: 1 })'), b: delay(700), c: transform("{ 'c': 3 }") }, ['a b', 'b c']),
    );
    const stopped = await wtb(['run', file, '--trust', '--store', 'runs', '--events'], {
      interruptAt: '"activation-waiting"',
    });
    expect(stopped.code).toBe(130);
    expect((await wtb(['verify', 'runs'])).code).toBe(0);
    const resumed = await wtb(['run', '--trust', '--store', 'runs', '--resume', 'last', '--json']);
    const report = JSON.parse(resumed.out) as RunReport;
    expect(report).toMatchObject({ status: 'completed', context: { a: 1, c: 3 } });
    expect(report.steps.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  }, 30_000);

  it('debugs by commands from a pipe', async () => {
    const file = write('flow.json', flow({ a: transform("{ 'x': 1 }"), b: transform("{ 'y': 2 }") }, ['a b']));
    const { code: exit, out } = await wtb(['run', file, '--debug'], {
      stdin: 'break b\ncontinue\nprint x\nback\nquit\n',
    });
    expect(exit).toBe(0);
    expect(out).toContain('● breakpoint before b');
    expect(out).toContain('paused at c0');
  });

  it('ends a year at once with simulated time', async () => {
    const file = write('flow.json', flow({ a: delay(365 * 86_400_000) }));
    const { out } = await wtb(['run', file, '--clock', 'simulated']);
    expect(out).toContain('✓ completed  1 step in 365 d');
  });

  const examples = readdirSync(join(root, 'public/examples')).filter((name) => name.endsWith('.wtb.json'));

  it.each(examples)(
    'runs the example %s without anybody there',
    async (name) => {
      const path = join(root, 'public/examples', name);
      const answers = join(root, 'public/examples', name.replace('.wtb.json', ''), 'answers.yaml');
      const args = existsSync(answers) ? ['--answers', answers] : [];
      const { code: exit, out, err } = await wtb(['run', path, '--trust', '--clock', 'simulated', '--json', ...args]);
      expect(err).toBe('');
      expect(JSON.parse(out)).toMatchObject({ status: 'completed' });
      expect(exit).toBe(0);
    },
    30_000,
  );
});
