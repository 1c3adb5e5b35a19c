import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { code, CommandLine, delay, flow, human, transform } from './command-line.ts';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.dispose());

const chain = () =>
  flow(
    {
      a: code('({ context }) => ({ x: (context.start ?? 0) + 1 })'),
      b: transform("{ 'y': x * 2 }"),
      c: code('() => ({ z: new Date(0) })'),
    },
    ['a b', 'b c'],
  );

describe('wtb run', () => {
  it('runs nothing whose bundle could not be written', async () => {
    const file = line.write('flow.json', flow({ a: transform('{}') }));
    const { code: exit, err } = await line.run(['run', file, '--bundle', 'none/run.wtb.json']);
    expect(exit).toBe(2);
    expect(err).not.toContain('✓ a');
    expect(err).toContain('cli/file  none/run.wtb.json cannot be written: there is no such folder.');
    const exported = await line.run(['export', file, '-o', 'none/flow.yaml']);
    expect(exported.code).toBe(2);
    expect(exported.err).toContain('cli/file  none/flow.yaml cannot be written: there is no such folder.');
  });

  it('refuses lists without a node and values without a name', async () => {
    const file = line.write('flow.json', flow({ a: transform('{}') }));
    for (const [args, message] of [
      [['--only', ''], '--only names no node.'],
      [['--skip', ' , '], '--skip names no node.'],
      [['--set', '=3'], '--set =3 has no name before the =.'],
      [['--set', 'n'], '--set n has no =.'],
      [['--timeout', '0'], '--timeout 0 leaves no time.'],
    ] as const) {
      const { code: exit, err } = await line.run(['run', file, ...args]);
      expect(exit).toBe(2);
      expect(err).toContain(message);
    }
  });

  it('refuses a file where a folder is to be the store', async () => {
    const file = line.write('flow.json', flow({ a: transform('{}') }));
    const { code: exit, err } = await line.run(['run', file, '--store', file]);
    expect(exit).toBe(2);
    expect(err).toContain('cli/file  flow.json is a file, and executions are kept in a folder.');
  });

  it('verifies no bundle whose hashes were taken out', async () => {
    await line.run(['run', line.write('flow.json', flow({ a: transform('{}') })), '--bundle', 'b.json']);
    const bundle = await readFile(join(line.folder, 'b.json'), 'utf8');
    expect((await line.run(['verify', 'b.json'])).code).toBe(0);
    line.write('stripped.json', bundle.replace(/"hash":"[0-9a-f]+","changes"/g, '"hash":"","changes"'));
    const { code: exit, out } = await line.run(['verify', 'stripped.json']);
    expect(exit).toBe(1);
    expect(out).toContain('storage/corrupt');
  });

  it('says of a line in code that it is not one of the file', async () => {
    const file = line.write('flow.json', flow({ a: code("() => {\n  throw new Error('no');\n}") }));
    const { err } = await line.run(['run', file, '-q']);
    expect(err).toMatch(/^ {2}at node a, variant .*, line 2:\d+ of its text$/m);
  });

  it('tells what failed and was caught, what was skipped, and by which port somebody went on', async () => {
    const file = line.write(
      'flow.json',
      flow(
        {
          each: { kind: 'map', config: { graph: 'item', over: '[1, 2]', onFailure: { tolerate: 1 } } },
          b: code("() => { throw new Error('no b') }", { onError: 'edge' }),
          c: { kind: 'condition', config: { cases: [{ port: 'yes', when: 'true' }], default: 'no' } },
          d: transform('{}'),
        },
        ['each b', 'b c error', 'c d yes'],
        {
          graphs: {
            item: {
              nodes: [
                {
                  id: 'odd',
                  kind: 'code',
                  variants: [
                    {
                      id: 'v',
                      config: {
                        source:
                          "export default ({ context }) => { if (context.item === 2) throw new Error('no 2'); return {}; }",
                      },
                    },
                  ],
                },
              ],
              edges: [],
            },
          },
        },
      ),
    );
    const { code: exit, err } = await line.run(['run', file, '--skip', 'd']);
    expect(exit).toBe(0);
    const lines = err.trimEnd().split('\n').slice(2);
    expect(err).toContain('✓ each[0]/odd');
    expect(err).toContain('✗ each[1]/odd caught: no 2\n');
    expect(lines[0]).toMatch(/^✓ each \d/);
    expect(lines[1]).toBe('✗ b caught: no b');
    expect(lines[2]).toMatch(/^✓ c by yes, \d/);
    expect(lines[3]).toBe('– d skipped');
    const onTerminal = await line.run(['run', file], { isTTY: true, env: { NO_COLOR: '1' } });
    expect(onTerminal.err).toContain('✗ each[1]/odd caught: no 2\n');
  });

  it('counts the middle of the path of what is nested too deep', async () => {
    const again = { id: 'again', kind: 'subflow', variants: [{ id: 'v', config: { graph: 'down' } }] };
    const nested = flow({ go: { kind: 'subflow', config: { graph: 'down' } } }, [], {
      graphs: { down: { nodes: [again], edges: [] } },
    });
    const { err } = await line.run(['run', line.write('flow.json', nested), '-q']);
    expect(err).toMatch(/^ {2}at node go\/again\/…\(\d+\)…\/again/m);
  });

  it('refuses answers for a name that no activation has', async () => {
    const item = {
      nodes: [{ id: 'ask', variants: [{ id: 'v', config: human('Sure?').config }], kind: 'human' }],
      edges: [],
    };
    const file = line.write(
      'flow.json',
      flow({ m: { kind: 'map', config: { graph: 'item', over: '[1, 2]' } } }, [], { graphs: { item } }),
    );
    for (const name of ['ask', 'm[*]/ask', 'ask/m', 'nope']) {
      const answers = line.write('answers.json', { [name]: { ok: true } });
      const { code: exit, err } = await line.run(['run', file, '--answers', answers]);
      expect([name, exit]).toEqual([name, 2]);
      expect(err).toContain(`--answers has an answer for ${name}`);
      expect(err).toContain('Those who ask: item/ask.');
    }
    const known = line.write('answers.json', { 'item/ask': [{ ok: true }], 'm[1]/ask': { ok: false } });
    expect((await line.run(['run', file, '--answers', known, '-q'])).code).toBe(0);
  });

  it('runs a document, says in two lines how it came out, and exits 0', async () => {
    const { code, out, err } = await line.run(['run', line.write('flow.json', chain())]);
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ completed {2}3 steps in \d.*\n {2}changed: x, y, z\n$/);
    expect(err.split('\n').filter((text) => text.startsWith('✓')).length).toBe(3);
  });

  it('prints the documented object with --json, values beyond JSON tagged', async () => {
    const report = await line.report(['run', line.write('flow.json', chain()), '--set', 'start=4']);
    expect(report.err).toBe('');
    expect(report).toMatchObject({
      status: 'completed',
      context: { start: 4, x: 5, y: 10, z: { $type: 'Date', value: '1970-01-01T00:00:00.000Z' } },
      steps: [
        { path: 'a', node: 'a', variant: 'v', attempt: 1, status: 'completed' },
        { path: 'b', node: 'b', variant: 'v', attempt: 1, status: 'completed' },
        { path: 'c', node: 'c', variant: 'v', attempt: 1, status: 'completed' },
      ],
      checkpoints: { count: 4, head: 'c3' },
      changed: ['x', 'y', 'z'],
    });
    expect(report).not.toHaveProperty('error');
    expect(report.checkpoints.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reads YAML and standard input', async () => {
    const yaml = [
      'format: wtb/1',
      'id: y',
      'name: Y',
      'nodes: [{ id: a, kind: transform, variants: [{ id: v, config: { expression: "{ \'x\': 1 }" } }] }]',
      'edges: []',
    ].join('\n');
    expect((await line.report(['run', line.write('flow.yaml', yaml)])).context).toEqual({ x: 1 });
    expect((await line.report(['run', '-'], { stdin: [yaml.slice(0, 20), yaml.slice(20)] })).context).toEqual({ x: 1 });
  });

  it('exits 1 when a node fails, and names code, node and path', async () => {
    const file = line.write('flow.json', flow({ a: code("() => { throw new Error('broken'); }") }));
    const report = await line.report(['run', file]);
    expect(report.code).toBe(1);
    expect(report).toMatchObject({ status: 'failed', error: { code: 'node/threw', node: 'a', path: 'a' }, steps: [] });
    const { err, out } = await line.run(['run', file]);
    expect(err).toContain('node/threw');
    expect(err).toContain('broken');
    expect(out).toMatch(/^✗ failed {2}0 steps/);
  });

  it('exits 2 on a document that cannot run, with every problem and the JSON all the same', async () => {
    const broken = flow({ a: { kind: 'nope', config: {} }, b: transform('1 +') }, ['a c']);
    const report = await line.report(['run', line.write('flow.json', broken)]);
    expect(report.code).toBe(2);
    expect(report).toMatchObject({
      status: 'invalid',
      context: {},
      steps: [],
      error: { code: 'document/unknown-kind' },
      checkpoints: { count: 0 },
      problems: [
        { code: 'document/unknown-kind' },
        { code: 'document/dangling-edge' },
        { code: 'document/bad-expression' },
      ],
    });
  });

  it('exits 2 on bad usage, with the JSON where it is asked for', async () => {
    for (const args of [
      ['run'],
      ['run', 'none.json'],
      ['run', 'a', 'b'],
      ['run', 'a', '--nope'],
      ['run', 'a', '--timeout', 'x'],
    ]) {
      const ran = await line.run([...args, '--json']);
      expect(ran.code).toBe(2);
      expect(JSON.parse(ran.out)).toMatchObject({
        status: 'invalid',
        steps: [],
        error: { message: expect.any(String) as string },
      });
    }
    expect((await line.run(['run', 'a', '--onyl', 'a'])).err).toContain('did you mean --only?');
    expect((await line.run(['rnu'])).err).toContain('Did you mean run?');
  });

  it('exits 3 when a limit stops it', async () => {
    const ring = flow({ a: code('() => {}'), b: code('() => {}') }, ['a b', 'b a'], { limits: { maxSteps: 10 } });
    const report = await line.report(['run', line.write('flow.json', ring)]);
    expect(report.code).toBe(3);
    expect(report).toMatchObject({ status: 'stopped', error: { code: 'execution/step-limit' } });
    expect(report.steps.length).toBe(10);
  });

  it('stops after --timeout and exits 3', async () => {
    const report = await line.report(['run', line.write('flow.json', flow({ a: delay(60_000) })), '--timeout', '50ms']);
    expect(report.code).toBe(3);
    expect(report).toMatchObject({ status: 'stopped', error: { code: 'execution/time-limit' } });
  });

  it('takes JSON where --set gives JSON and text elsewhere, over --context', async () => {
    line.write('context.yaml', 'a: 1\nb: 2\n');
    const file = line.write('flow.json', flow({ n: transform('{}') }));
    const { context } = await line.report([
      'run',
      file,
      '--context',
      'context.yaml',
      '--set',
      'b=[3]',
      '--set',
      'c=hello',
      '--set',
      'd="7"',
      '--set',
      'e=x=y',
    ]);
    expect(context).toEqual({ a: 1, b: [3], c: 'hello', d: '7', e: 'x=y' });
  });

  it('hands --input to the input node, from the command line or a file', async () => {
    const schema = { type: 'object', properties: { n: { type: 'number', default: 5 } } };
    const file = line.write('flow.json', flow({ i: { kind: 'input', config: { schema } } }));
    line.write('input.json', { n: 8 });
    expect((await line.report(['run', file])).context).toEqual({ n: 5 });
    expect((await line.report(['run', file, '--input', '{"n":7}'])).context).toEqual({ n: 7 });
    expect((await line.report(['run', file, '--input', '@input.json'])).context).toEqual({ n: 8 });
  });

  it('runs the variant that --variant names, and refuses one that is not there', async () => {
    const node = {
      kind: 'transform',
      config: { expression: "{ 'x': 1 }" },
      variants: [
        { id: 'one', config: { expression: "{ 'x': 1 }" } },
        { id: 'two', config: { expression: "{ 'x': 2 }" } },
      ],
    };
    const file = line.write('flow.json', flow({ a: node }));
    const report = await line.report(['run', file, '--variant', 'a=two']);
    expect(report).toMatchObject({ context: { x: 2 }, steps: [{ node: 'a', variant: 'two' }] });
    const refused = await line.report(['run', file, '--variant', 'a=three']);
    expect(refused).toMatchObject({ code: 2, status: 'invalid', error: { code: 'cli/usage' } });
  });

  it('skips: a skipped node commits nothing, passes on by next, and is marked forced', async () => {
    const file = line.write('flow.json', chain());
    const report = await line.report(['run', file, '--skip', 'a,c', '--set', 'x=7']);
    expect(report.context).toEqual({ x: 7, y: 14 });
    expect(report.steps).toMatchObject([
      { path: 'a', status: 'skipped', marks: ['forced'], changed: [] },
      { path: 'b', status: 'completed' },
      { path: 'c', status: 'skipped', marks: ['forced'] },
    ]);
    const only = await line.report(['run', file, '--only', 'b', '--set', 'x=7']);
    expect(only.steps.map(({ status }) => status)).toEqual(['skipped', 'completed', 'skipped']);
    expect(await line.report(['run', file, '--only', 'q'])).toMatchObject({ code: 2, error: { code: 'cli/usage' } });
  });

  it('says in the log which steps were skipped', async () => {
    const file = line.write('flow.json', chain());
    const { out } = await line.run(['run', file, '--skip', 'a', '--set', 'x=7', '--events', '--store', 'runs']);
    const events = out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { type: string; marks?: string[] });
    const steps = events.filter(({ type }) => type === 'step-committed');
    expect(steps.map(({ marks }) => marks)).toEqual([['forced'], [], []]);
  });

  it('says of input that begins like JSON and is none that it is taken as text', async () => {
    const file = line.write('flow.json', flow({ a: transform('{}') }));
    const report = await line.report(['run', file, '--set', 'x={"n": 1', '--set', 'y=plain', '--input', '[1']);
    expect(report.context).toEqual({ x: '{"n": 1', y: 'plain' });
    expect(report.err.match(/is taken as text/g)).toHaveLength(2);
    expect(report.err).toContain('--set x is taken as text');
    expect(report.err).toContain('--input is taken as text');
  });

  it('shows on a terminal how many items of a map are done', async () => {
    const item = { nodes: [{ id: 's', kind: 'delay', variants: [{ id: 'v', config: { ms: 120 } }] }], edges: [] };
    const map = { kind: 'map', config: { graph: 'item', over: '[1..3]', maxConcurrency: 1 } };
    const file = line.write('flow.json', flow({ m: map }, [], { graphs: { item } }));
    const { err } = await line.run(['run', file], { isTTY: true });
    expect(err).toMatch(/ {2}m \d of 3 items \d+ ms/);
  });

  it('gives the same hashes for the same seed and others for another', async () => {
    const file = line.write(
      'flow.json',
      flow({ a: code('({ random }) => ({ a: random() })'), b: code('({ random }) => ({ b: random() })') }),
    );
    const hashOf = async (seed: string) => (await line.report(['run', file, '--seed', seed])).checkpoints.hash;
    expect(await hashOf('1')).toBe(await hashOf('1'));
    expect(await hashOf('1')).not.toBe(await hashOf('2'));
  });

  it('prints every event as a line of JSON with --events, and the object last with --json, too', async () => {
    const file = line.write('flow.json', chain());
    const lines = (await line.run(['run', file, '--events', '--json'])).out.trim().split('\n');
    const events = lines.slice(0, -1).map((text) => JSON.parse(text) as { seq: number; type: string });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
    expect(events[0]?.type).toBe('execution-started');
    expect(events.at(-1)?.type).toBe('execution-completed');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ status: 'completed' });
  });

  it('finds workflows that the document refers to beside it, by name and version', async () => {
    const child = (y: number) => flow({ a: transform(`{ 'y': ${y} }`) }, [], { context: { initial: {} } });
    line.write('child.json', child(1));
    line.write('child@2.json', child(2));
    const parent = (config: object) =>
      line.write('flow.json', flow({ s: { kind: 'subflow', config: { ...config, result: 'y' }, output: 'out' } }));
    expect((await line.report(['run', parent({ workflow: 'child' })])).context).toMatchObject({ out: 1 });
    expect((await line.report(['run', parent({ workflow: 'child', version: '2' })])).context).toMatchObject({ out: 2 });
    const missing = await line.report(['run', parent({ workflow: 'nobody' })]);
    expect(missing).toMatchObject({ code: 2, status: 'invalid', error: { code: 'document/unknown-graph' } });
  });

  describe('questions', () => {
    const file = () =>
      line.write(
        'flow.json',
        flow({ a: human('Ship it?'), b: code('({ iteration, port }) => { if (iteration < 2) port("again"); }') }, [
          'a b',
          'b a again',
        ]),
      );

    it('are answered from --answers, one ask after the other', async () => {
      line.write('answers.yaml', 'a: [{ ok: false }, { ok: true }]\n');
      const report = await line.report(['run', file(), '--answers', 'answers.yaml']);
      expect(report).toMatchObject({ status: 'completed', context: { ok: true }, code: 0 });
      expect(report.steps.map(({ node }) => node)).toEqual(['a', 'b', 'a', 'b']);
    });

    it('without an answer end the run with exit 1 and the node that asks', async () => {
      line.write('answers.yaml', 'a: [{ ok: false }]\n');
      const report = await line.report(['run', file(), '--answers', 'answers.yaml']);
      expect(report).toMatchObject({
        status: 'failed',
        code: 1,
        error: { code: 'node/unanswered', place: { node: 'a' } },
      });
      expect(report.error?.message).toContain('Ship it?');
      expect(report.steps.length).toBe(2);
    });

    it('among several things that would do are named beside the others', async () => {
      const of = [
        { port: 'a', human: { title: 'Well?', schema: {} } },
        { port: 'b', message: { name: 'go' } },
      ];
      const report = await line.report([
        'run',
        line.write('flow.json', flow({ a: { kind: 'choice', config: { of } } })),
      ]);
      expect(report).toMatchObject({ status: 'failed', error: { code: 'node/unanswered' } });
      expect(report.error?.message).toBe(
        'Node `a` asks "Well?", and there is no answer, or waits for a message `go` that nobody sends.',
      );
    });

    it('with an answer that does not fit say so', async () => {
      line.write('answers.yaml', 'a: { ok: maybe }\n');
      const report = await line.report(['run', file(), '--answers', 'answers.yaml']);
      expect(report).toMatchObject({ code: 1, status: 'failed' });
      expect(report.error?.message).toContain('the answer for it was not taken');
      expect(report.error?.message).toMatch(/ok/);
      expect(report.err.match(/was not taken/g)).toHaveLength(1);
    });

    it('whose refused answer kept nobody waiting say so all the same', async () => {
      const asked = flow({ a: human('Well?', { deadlineMs: 20 }) });
      line.write('answers.yaml', 'a: { ok: maybe }\n');
      const report = await line.report(['run', line.write('flow.json', asked), '--answers', 'answers.yaml']);
      expect(report).toMatchObject({ status: 'completed', code: 0 });
      expect(report.err.match(/The answer for a was not taken/g)).toHaveLength(1);
    });

    it('do not get the answer of a later ask for one that was refused', async () => {
      line.write('answers.yaml', 'a: [{ ok: maybe }, { ok: true }]\n');
      const report = await line.report(['run', file(), '--answers', 'answers.yaml']);
      expect(report).toMatchObject({ status: 'failed', error: { code: 'node/unanswered' }, steps: [] });
    });

    it('that nobody asks are refused with the names of those who ask', async () => {
      const asks = {
        nodes: [{ id: 'ask', kind: 'human', variants: [{ id: 'v', config: { title: 'Well?', schema: {} } }] }],
        edges: [],
      };
      const nodes = { m: { kind: 'map', config: { graph: 'item', over: '[1, 2]' } }, b: transform('{}') };
      const document = line.write('flow.json', flow(nodes, [], { graphs: { item: asks } }));
      line.write('wrong.yaml', 'm[0]/aks: {}\n');
      expect(await line.report(['run', document, '--answers', 'wrong.yaml'])).toMatchObject({
        code: 2,
        error: { message: expect.stringContaining('m[0]/aks') as string, remedy: 'Those who ask: item/ask.' },
      });
      line.write('right.yaml', 'm[0]/ask: {}\nitem/ask: {}\n');
      expect(await line.report(['run', document, '--answers', 'right.yaml'])).toMatchObject({ status: 'completed' });
    });
  });

  it('stops cleanly on Ctrl+C with exit 130', async () => {
    const file = line.write('flow.json', flow({ a: code('() => {}'), b: delay(60_000) }, ['a b']));
    const ran = await line.run(['run', file, '--events'], {
      onOutput: (text, running) => {
        if (text.includes('activation-waiting')) running.interrupt();
      },
    });
    expect(ran.code).toBe(130);
    expect(ran.out).toContain('execution-paused');
  });

  it('colours a terminal, unless NO_COLOR or --no-color says no', async () => {
    const file = line.write('flow.json', chain());
    const escape = '\u001b[32m';
    expect((await line.run(['run', file], { isTTY: true })).out).toContain(escape);
    expect((await line.run(['run', file], { isTTY: true, env: { NO_COLOR: '1' } })).out).not.toContain(escape);
    expect((await line.run(['run', file, '--no-color'], { isTTY: true })).out).not.toContain(escape);
    expect((await line.run(['run', file])).out).not.toContain(escape);
  });
});
