import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine, flow, transform } from './command-line.ts';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.dispose());

describe('wtb validate', () => {
  it('says of each file whether it can run', async () => {
    const good = line.write('good.json', flow({ a: transform('{}') }));
    expect(await line.run(['validate', good])).toEqual({ code: 0, out: '✓ good.json\n', err: '' });
    const bad = line.write('bad.json', flow({ a: transform('1 +') }));
    const { code, out } = await line.run(['validate', good, bad]);
    expect(code).toBe(2);
    expect(out).toContain('✓ good.json');
    expect(out).toMatch(/bad\.json:1:\d+, node a, .*error document\/bad-expression/);
  });

  it('gives line and column of what is wrong in the graph, in YAML as in JSON', async () => {
    const yaml = [
      'format: wtb/1',
      'id: y',
      'name: Y',
      'nodes:',
      '  - id: a',
      '    kind: nope',
      'edges:',
      '  - id: e',
      '    source: a',
      '    target: zz',
      '',
    ].join('\n');
    const { out } = await line.run(['validate', line.write('y.yaml', yaml), '--json']);
    const { files } = JSON.parse(out) as { files: { problems: { code: string; place: object }[] }[] };
    expect(files[0]?.problems).toMatchObject([
      { code: 'document/unknown-kind', place: { line: 6, column: 5 } },
      { code: 'document/dangling-edge', place: { line: 10, column: 5 } },
    ]);
  });

  it('says where in the file an expression stands that cannot be read', async () => {
    const head = ['format: wtb/1', 'id: y', 'name: Y', 'edges: []', 'nodes:', '  - id: a', '    kind: transform'];
    const variants = ['    variants:', '      - id: main', '        config:', "          expression: '1 +'", ''];
    const yaml = [...head, ...variants].join('\n');
    const { out } = await line.run(['validate', line.write('y.yaml', yaml)]);
    expect(out).toMatch(/^y\.yaml:11:\d+, node a, /);
  });

  const problemsOf = async (name: string, text: string) => {
    const { out } = await line.run(['validate', line.write(name, text), '--json']);
    const { files } = JSON.parse(out) as { files: { problems: { code: string; message: string; place: object }[] }[] };
    return files[0]?.problems ?? [];
  };
  const yamlOf = (...lines: string[]) => ['format: wtb/1', 'id: y', 'name: Y', ...lines, ''].join('\n');

  it('says where code and expressions cannot be read, to line and column of the file', async () => {
    const yaml = yamlOf(
      'nodes:',
      '  - id: a',
      '    kind: code',
      '    variants:',
      '      - id: good',
      '        config: { source: "export default () => ({})" }',
      '      - id: bad',
      '        config:',
      '          source: |',
      '            export default () => {',
      '              const x = ;',
      '            };',
      'graphs:',
      '  g:',
      '    nodes:',
      '      - id: b',
      '        kind: transform',
      '        variants: [{ id: v, config: { expression: "1 + (2" } }]',
      '    edges: []',
      'edges: []',
    );
    expect(await problemsOf('y.yaml', yaml)).toMatchObject([
      { code: 'document/unused-graph' },
      { code: 'document/bad-expression', place: { node: 'g/b', variant: 'v', line: 21, column: 58 } },
      { code: 'node/syntax', place: { node: 'a', variant: 'bad', line: 14, column: 25 } },
    ]);
    const flat = yaml.replace(/source: \|[^;]*;[^;]*;/, 'source: "export default () => {\\n  const x = ;\\n}"');
    const [, , code] = await problemsOf('flat.yaml', flat);
    expect(code).toMatchObject({ place: { line: 12, column: 11 } });
    expect(code?.message).toContain('line 2, column 13 of its text');
  });

  it('looks into what has its shape beside what has not', async () => {
    const yaml = yamlOf(
      'bogus: 1',
      'nodes:',
      '  - { id: a, kind: nope }',
      '  - { id: b, kind: transform, timeoutMs: lots, variants: [{ id: v, config: { expression: "1 +" } }] }',
      '  - { id: n }',
      '  - { id: c, kind: transform, variants: 7 }',
      '  - { id: d, kind: transform, active: w, variants: [{ id: v, config: { expression: "1" } }] }',
      'edges:',
      '  - { id: e, source: a }',
      '  - { id: f, source: b, target: zz }',
      '  - { id: g, source: c, target: d }',
    );
    const found = (await problemsOf('y.yaml', yaml)).map(
      ({ code, place }) => `${(place as { line: number }).line} ${code}`,
    );
    expect(found).toEqual([
      '4 document/unknown-key',
      '6 document/unknown-kind',
      '7 document/wrong-type',
      '7 document/bad-expression',
      '8 document/missing-key',
      '9 document/wrong-type',
      '10 document/missing-variant',
      '12 document/missing-key',
      '13 document/dangling-edge',
    ]);
  });

  it('finds no problem that comes of leaving a part out', async () => {
    const s = { kind: 'subflow', config: { graph: 'g' } };
    const whole = flow(
      { a: transform('{}'), b: transform('{}'), c: transform('{}', { join: { first: 2 } }), s },
      ['a c', 'b c'],
      { graphs: { g: { nodes: [], edges: [] } } },
    ) as { nodes: object[]; edges: object[] };
    const broken: readonly [string, object][] = [
      ['edge', { ...whole, edges: [{ ...whole.edges[0], port: 7 }, whole.edges[1]] }],
      ['node', { ...whole, nodes: [{ ...whole.nodes[0], variants: 'none' }, ...whole.nodes.slice(1)] }],
      ['nodes', { ...whole, nodes: 3 }],
      ['graphs', { ...whole, graphs: 'none' }],
      ['a graph', { ...whole, graphs: { g: { nodes: 3 } } }],
      ['name', { ...whole, name: 3 }],
      ['context', { ...whole, context: { merge: 3 } }],
    ];
    for (const [name, document] of broken) {
      const problems = await problemsOf('broken.json', JSON.stringify(document));
      expect(
        problems.map(({ code }) => code).filter((code) => code !== 'document/wrong-type'),
        name,
      ).toEqual(name === 'a graph' ? ['document/missing-key'] : []);
    }
  });

  it('reports files that are not there among the others', async () => {
    const { code, out } = await line.run(['validate', 'none.yaml', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      status: 'invalid',
      files: [{ file: 'none.yaml', problems: [{ code: 'cli/file' }] }],
    });
  });
});

describe('wtb schema', () => {
  it('prints the published schema', async () => {
    const published = await readFile(new URL('../../public/schema/wtb-1.schema.json', import.meta.url), 'utf8');
    expect(await line.run(['schema'])).toEqual({ code: 0, out: published, err: '' });
    expect(await line.run(['schema', 'flow.json'])).toMatchObject({ code: 2, out: '' });
  });
});

describe('wtb', () => {
  it('says its version', async () => {
    expect(await line.run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });

  it('explains itself and each command, with examples', async () => {
    const { out, code } = await line.run(['--help']);
    expect(code).toBe(0);
    const commands = [...out.matchAll(/^ {2}(\w+) {2}/gm)].map(([, name]) => name ?? '');
    expect(commands).toContain('run');
    for (const command of commands) {
      const help = await line.run([command, '--help']);
      expect(help.code).toBe(0);
      expect(help.out).toContain(`Usage: wtb ${command}`);
      expect(help.out).toContain('Examples:');
      expect(await line.run(['help', command])).toEqual(help);
    }
    expect((await line.run([])).code).toBe(2);
    expect(await line.run(['--help', '--no-color'])).toMatchObject({ code: 0, out });
  });

  it('says what it does not know', async () => {
    expect(await line.run(['help', 'rnu'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean run?'),
    });
    expect(await line.run(['--bogus'])).toMatchObject({ code: 2, err: expect.stringContaining('no option --bogus') });
  });
});
