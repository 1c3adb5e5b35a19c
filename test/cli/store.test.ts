import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { code, CommandLine, delay, flow, human, transform } from './command-line.ts';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.dispose());

const add = () => flow({ a: transform("{ 'x': n + 1 }"), b: transform("{ 'list': [x, { 'deep': n }] }") }, ['a b']);
const runWith = (n: number, ...args: string[]) =>
  line.report(['run', line.write('flow.json', add()), '--set', `n=${n}`, ...args]);

describe('wtb run --store', () => {
  it('keeps the execution where verify, diff and export find it', async () => {
    const first = await runWith(1, '--store', 'runs');
    const second = await runWith(2, '--store', 'runs');
    expect(await line.run(['verify', 'runs'])).toMatchObject({ code: 0 });
    const { code: differs, out } = await line.run(['diff', `runs#${first.execution.slice(0, 8)}`, 'runs#last']);
    expect(differs).toBe(1);
    expect(
      out
        .split('\n')
        .filter((text) => text !== '')
        .sort(),
    ).toEqual(['~ list[0]  2 → 3', '~ list[1].deep  1 → 2', '~ n  1 → 2', '~ x  2 → 3']);
    expect(second.checkpoints.count).toBe(3);
    await line.run(['export', 'runs#last', '-o', 'run.wtb.json']);
    expect(await line.run(['diff', 'run.wtb.json', 'runs#last'])).toMatchObject({ code: 0, out: 'No difference.\n' });
  });

  it('is left by Ctrl+C so that resume goes on where it stood', async () => {
    const waits = flow({ a: code('() => ({ a: 1 })'), b: delay(300), c: code('() => ({ c: 3 })') }, ['a b', 'b c']);
    const ran = await line.run(['run', line.write('flow.json', waits), '--store', 'runs', '--events'], {
      onOutput: (text, running) => {
        if (text.includes('activation-waiting')) running.interrupt();
      },
    });
    expect(ran.code).toBe(130);
    const report = await line.report(['run', '--store', 'runs', '--resume', 'last']);
    expect(report).toMatchObject({ status: 'completed', context: { a: 1, c: 3 }, code: 0 });
    expect(report.steps.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
    expect(await line.run(['verify', 'runs'])).toMatchObject({ code: 0 });
  });

  it('asks again after a question that had no answer', async () => {
    const file = line.write('flow.json', flow({ a: human('Well?'), b: transform("{ 'done': ok }") }, ['a b']));
    expect(await line.report(['run', file, '--store', 'runs'])).toMatchObject({
      code: 1,
      error: { code: 'node/unanswered' },
    });
    line.write('answers.yaml', 'a: { ok: true }\n');
    const report = await line.report(['run', '--store', 'runs', '--resume', 'last', '--answers', 'answers.yaml']);
    expect(report).toMatchObject({ code: 0, status: 'completed', context: { done: true } });
  });

  it('shows on resuming what happens from there on alone', async () => {
    const nodes = { x: code("() => { console.log('once'); return {}; }"), a: human('Well?'), b: transform('{}') };
    const begun = await line.run(['run', line.write('flow.json', flow(nodes, ['x a', 'a b'])), '--store', 'runs']);
    expect(begun.err).toMatch(/^│ x once\n✓ x .*\n\? a Well\?\n/);
    line.write('answers.yaml', 'a: { ok: true }\n');
    const resumed = await line.run(['run', '--store', 'runs', '--resume', 'last', '--answers', 'answers.yaml']);
    expect(resumed.err).toMatch(/✓ a .*\n✓ b /);
    expect(resumed.err).not.toMatch(/✓ x|once/);
    expect(resumed.out).toContain('completed  3 steps');
  });

  it('refuses to resume what is over, and says what can be done', async () => {
    const { execution } = await runWith(1, '--store', 'runs');
    const refused = await line.report(['run', '--store', 'runs', '--resume', 'last']);
    expect(refused).toMatchObject({ code: 2, error: { code: 'cli/usage' } });
    expect(refused.error?.message).toContain(`${execution} is completed`);
    expect(refused.error?.remedy).toContain(`--resume ${execution} --debug`);
  });

  it('marks skipped steps also after a resume', async () => {
    const file = line.write('flow.json', flow({ a: human('Well?'), b: transform("{ 'b': 1 }") }, ['a b']));
    await line.report(['run', file, '--store', 'runs', '--skip', 'b']);
    line.write('answers.yaml', 'a: { ok: true }\n');
    const report = await line.report(['run', '--store', 'runs', '--resume', 'last', '--answers', 'answers.yaml']);
    expect(report.steps).toMatchObject([{ path: 'a' }, { path: 'b', status: 'skipped', marks: ['forced'] }]);
  });

  it('refuses what belongs to the beginning when it resumes', async () => {
    await runWith(1, '--store', 'runs');
    const refused = await line.report(['run', '--store', 'runs', '--resume', 'last', '--set', 'n=2']);
    expect(refused).toMatchObject({ code: 2, error: { code: 'cli/usage' } });
    expect(await line.report(['run', '--resume', 'last'])).toMatchObject({ code: 2 });
    expect(await line.report(['run', '--store', 'runs', '--resume', 'zzz'])).toMatchObject({
      code: 2,
      error: { code: 'cli/file' },
    });
  });
});

describe('wtb verify', () => {
  it('names a bundle by its file, and refuses what is none', async () => {
    await runWith(1, '--bundle', 'run.wtb.json');
    expect(await line.run(['verify', 'run.wtb.json'])).toMatchObject({ code: 0, out: '✓ run.wtb.json 2 steps\n' });
    const { out } = await line.run(['verify', 'run.wtb.json', '--json']);
    const { executions } = JSON.parse(out) as { executions: object[] };
    expect(executions).toEqual([{ bundle: 'run.wtb.json', ok: true, steps: 2, problems: [] }]);
    line.write('data.json', { some: 'data' });
    expect(await line.run(['verify', 'data.json'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Only bundles of the format wtb-bundle/1') as string,
    });
    expect(await line.run(['verify', 'flow.json'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('wtb validate flow.json') as string,
    });
  });

  it('finds a value that was changed in a bundle', async () => {
    await runWith(1, '--bundle', 'run.wtb.json');
    expect(await line.run(['verify', 'run.wtb.json', '--replay'])).toMatchObject({ code: 0 });
    const path = join(line.folder, 'run.wtb.json');
    const bundle = JSON.parse(readFileSync(path, 'utf8')) as { values: Record<string, unknown> };
    const [hash] = Object.entries(bundle.values).find(([, value]) => value === 2) ?? [];
    bundle.values[hash ?? ''] = 3;
    writeFileSync(path, JSON.stringify(bundle));
    const { code: exit, out } = await line.run(['verify', 'run.wtb.json', '--json']);
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, executions: [{ problems: [{ code: 'storage/corrupt' }] }] });
  });

  it('finds a step that was changed in a store', async () => {
    await runWith(1, '--store', 'runs');
    const folder = join(line.folder, 'runs/executions');
    const path = join(folder, readdirSync(folder)[0] ?? '');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"path":"b"', '"path":"q"'));
    const verified = await line.run(['verify', 'runs']);
    expect(verified.code).toBe(1);
    expect(verified.out).toContain('storage/corrupt');
  });
});

describe('wtb run --replay', () => {
  it('runs the steps of a bundle again and finds them the same', async () => {
    const random = flow({ a: code('({ random, now }) => ({ r: random(), t: now() })') });
    await line.run(['run', line.write('flow.json', random), '--bundle', 'run.wtb.json']);
    const { code: exit, out } = await line.run(['run', '--replay', 'run.wtb.json']);
    expect(out).toContain('1 steps replayed');
    expect(exit).toBe(0);
    const report = await line.report(['run', '--replay', 'run.wtb.json']);
    expect(report).toMatchObject({ status: 'completed', steps: [{ node: 'a' }], replay: { ok: true, steps: 1 } });
  });
});

describe('wtb diff', () => {
  it('compares documents by what has an id, results and context data by key', async () => {
    line.write('a.json', flow({ a: transform('1'), b: transform('2') }, ['a b']));
    line.write('b.json', flow({ b: transform('2'), a: transform('3') }, ['a b']));
    const { code: exit, out } = await line.run(['diff', 'a.json', 'b.json']);
    expect(exit).toBe(1);
    expect(out).toBe('~ nodes.a.variants.v.config.expression  "1" → "3"\n');
    const report = await runWith(4);
    line.write('report.json', report.out);
    line.write('data.yaml', 'n: 4\nx: 5\nlist: [5, { deep: 4 }]\n');
    expect(await line.run(['diff', 'report.json', 'data.yaml'])).toMatchObject({ code: 0 });
    expect(await line.run(['diff', 'report.json', 'a.json'])).toMatchObject({ code: 2 });
  });

  it('says with --steps which steps differ', async () => {
    await runWith(1, '--bundle', 'one.json');
    await runWith(2, '--bundle', 'two.json');
    const { out } = await line.run(['diff', 'one.json', 'two.json', '--steps', '--json']);
    const { steps } = JSON.parse(out) as { steps: { step: number }[] };
    expect(steps.map(({ step }) => step)).toEqual([1, 2]);
    expect(await line.run(['diff', 'one.json@c0', 'one.json@c1'])).toMatchObject({ code: 1, out: '+ x  2\n' });
    expect(await line.run(['diff', 'one.json@c0', 'one.json@a'])).toMatchObject({ code: 1, out: '+ x  2\n' });
    expect(await line.run(['diff', 'one.json@c0', 'one.json@a#2'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no step at a#2') as string,
    });
  });
});

describe('wtb export', () => {
  it('writes JSON, YAML and Mermaid that mean the same document', async () => {
    const file = line.write('flow.json', add());
    const yaml = await line.run(['export', file]);
    expect(parse(yaml.out)).toEqual(add());
    line.write('flow.yaml', yaml.out);
    expect(JSON.parse((await line.run(['export', 'flow.yaml', '-f', 'json'])).out)).toEqual(add());
    expect((await line.run(['export', file, '--format', 'mermaid'])).out).toContain('flowchart');
    expect(await line.run(['export', file, '-f', 'nope'])).toMatchObject({ code: 2 });
    await runWith(1, '--bundle', 'run.wtb.json');
    expect(parse((await line.run(['export', 'run.wtb.json', '-f', 'yaml'])).out)).toMatchObject({
      id: 'flow',
      context: { initial: { n: 1 } },
    });
  });
});
