import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { code, CommandLine, flow } from './command-line.ts';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.dispose());

/** What is left of the process's own names for code. */
const probe = code(`async () => {
  const attempts = {
    process: () => process.exit(),
    require: () => require('node:fs'),
    constructed: () => (0).constructor.constructor('return process')(),
  };
  const reached = [];
  for (const [name, attempt] of Object.entries(attempts)) {
    try { await attempt(); reached.push(name); } catch {}
  }
  return { reached };
}`);

describe('wtb run without --trust', () => {
  it('runs code where it reaches neither the process nor files', async () => {
    const file = line.write('flow.json', flow({ a: probe }));
    const report = await line.report(['run', file], { isolated: true });
    expect(report).toMatchObject({ status: 'completed', context: { reached: [] } });
    const imports = line.write('imports.json', flow({ a: code("async () => { await import('node:fs'); }") }));
    expect((await line.report(['run', imports], { isolated: true })).error?.code).toBe('node/unknown-import');
  });

  it('gives the same steps, context and hashes as with it', async () => {
    const file = line.write(
      'flow.json',
      flow(
        {
          a: code('({ random, uuid }) => ({ r: random(), u: uuid(), s: Math.sin(0.5) })'),
          b: code('({ context }) => ({ m: new Map([[1, context.r]]) })'),
        },
        ['a b'],
      ),
    );
    const args = ['run', file, '--seed', '7'];
    const trusted = await line.report(args);
    const isolated = await line.report(args, { isolated: true });
    expect(isolated).toMatchObject({ status: 'completed', context: trusted.context, checkpoints: trusted.checkpoints });
  });
});
