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
