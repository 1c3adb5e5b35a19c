import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkExpression } from '../../src/sandbox/expression/analyse-expression.ts';
import { sandboxModules, withShared } from '../../src/sandbox/modules.ts';
import { findCycle } from '../../src/sandbox/realm/find-cycle.ts';
import { createRandom } from '../../src/sandbox/realm/random.ts';
import { sourceColumn } from '../../src/sandbox/source/prepared-source.ts';
import { prepareSource } from '../../src/sandbox/source/prepare-source.ts';

const prepared = (source: string) => {
  const result = prepareSource(source);
  if (result.type === 'refused') throw new Error(result.error.message);
  return result.source;
};
const refused = (source: string) => {
  const result = prepareSource(source);
  if (result.type === 'prepared') throw new Error('prepared');
  return result.error;
};

const lastLine = (source: string) => prepared(`export default 0;\n${source}`).code.split('\n').slice(1).join('\n');

describe('replacing the operator **', () => {
  test.each([
    ['a**b', ' $0$.pow(a, b)'],
    ['a ** b ** c', ' $0$.pow(a ,   $0$.pow(b ,  c))'],
    ['(a ** b) ** -c', ' $0$.pow(( $0$.pow(a ,  b)) ,  -c)'],
    ['return_(a)**(b)', ' $0$.pow(return_(a), (b))'],
    ['a /* ** */ ** /* ) */ b', ' $0$.pow(a /* ** */ ,  /* ) */ b)'],
    ['a // **\n ** b', ' $0$.pow(a // **\n ,  b)'],
    ['x **= 2', 'x = $0$.pow(x, 2)'],
    ['x.y[0] **= 2', ' $0$.at(x.y,0) .pow( 2)'],
    ['this.x **= y ** 2', 'this.x = $0$.pow(this.x,  $0$.pow(y ,  2))'],
    ['f().x **= 2', ' $0$.at(f(),"x") .pow( 2)'],
    ['(f()).x **= 2', ' $0$.at((f()),"x") .pow( 2)'],
    ['f()[a ** b] **= 2', ' $0$.at(f(), $0$.pow(a ,  b)) .pow( 2)'],
    ['a * b', 'a * b'],
    ['"**"', '"**"'],
  ])('%j', (source, expected) => {
    expect(lastLine(source).replaceAll(/ +/g, ' ')).toBe(expected.replaceAll(/ +/g, ' '));
  });

  test('is not done where the native operator is wanted', () => {
    expect(prepareSource('export default 2 ** 3', 'native')).toMatchObject({
      source: { code: '$0$.default=   2 ** 3' },
    });
  });

  test('keeps the columns of what stands behind it, through stripped types too', () => {
    const column = (source: string, sign: string) => {
      const { code, shifts } = prepared(`export default 0;\n${source}`);
      const line = code.split('\n')[1] ?? '';
      return sourceColumn(shifts, 2, line.indexOf(sign) + 1);
    };
    for (const source of [
      'a ** b; c ** d; here',
      'x **= 2 ** y; here',
      'f().x **= 2; here',
      'const a: number = 2 ** b; here',
    ]) {
      expect(column(source, 'here')).toBe(source.indexOf('here') + 1);
    }
    expect(column('const x: number = 2 ** b; const y: string = here', 'here')).toBe(45);
  });
});

describe('preparing a source', () => {
  test('moves imports away and leaves every other character where it was', () => {
    const { code, imports } = prepared(
      "import {\n  mean,\n} from 'simple-statistics'; export default () => mean([1]);",
    );
    expect(code).toBe(`${' '.repeat(8)}\n       \n${' '.repeat(27)} $0$.default=   () => mean([1]);`);
    expect(imports).toEqual([{ before: 'import {\n  mean,\n} from ', module: 'simple-statistics', after: ';' }]);
  });

  test('keeps a plain source as it is', () => {
    const source = '// import x from "y"\nconst a = () => "import(1)";\nexport { a as default };\n';
    const code = source.replace(/export .*;/, (text) => ' '.repeat(text.length));
    expect(prepared(source)).toEqual({ code, tail: '$0$.default=a;', imports: [] });
  });

  test.each([
    ['export default () => {\n  let a = 1;\n  let a = 2;\n}', 3, 7],
    ['export default () => {\n  return (1;\n}', 2, 12],
    ['type A = string;\nexport default () => {\n  const a: A = 1;\n  const a = 2;\n}', 4, 9],
    ['const a = "unclosed\nexport default 1', 1, 11],
  ])('finds the place of the error in %j', (source, line, column) => {
    expect(refused(source)).toMatchObject({ code: 'node/syntax', place: { line, column } });
  });

  test('refuses nesting too deep to read and sources that are data', () => {
    expect(refused(`export default ${'['.repeat(100_000)}`)).toMatchObject({ code: 'node/syntax' });
    expect(refused(`export default "${'x'.repeat(1_000_001)}"`)).toMatchObject({ code: 'node/syntax' });
  });

  test('gives the line of an unknown import', () => {
    expect(refused('\n\nexport * from "lodash";\nexport default 1')).toMatchObject({
      code: 'node/unknown-import',
      place: { line: 3, column: 15 },
    });
  });
});

test('the list of modules has the installed versions', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  for (const { name, version } of sandboxModules) expect([name, dependencies[name]]).toEqual([name, version]);
});

test('shared modules come before those that need them', () => {
  expect(withShared(['ml-random-forest'])).toEqual(['ml-matrix', 'ml-cart', 'ml-random-forest']);
});

test('expressions are checked without being evaluated', () => {
  expect(checkExpression('a.b < 1')).toBeUndefined();
  expect(checkExpression('a < ')).toMatchObject({ position: expect.any(Number) as number });
  expect(checkExpression('$random() > 0.5')?.message).toContain('$random');
});

test('random streams are spread evenly and repeat by seed', () => {
  const stream = createRandom('a');
  const numbers = Array.from({ length: 10_000 }, () => stream.random());
  const buckets = Array.from({ length: 10 }, (_, i) => numbers.filter((x) => Math.floor(x * 10) === i).length);
  for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
  const again = createRandom('a');
  expect(numbers.slice(0, 3)).toEqual([again.random(), again.random(), again.random()]);
  expect(createRandom('b').random()).not.toBe(numbers[0]);
});

test('a cycle is found without a call stack, shared parts are none', () => {
  const shared = { a: 1 };
  expect(findCycle({ x: shared, y: [shared, shared] })).toBeUndefined();
  const ring: Record<string, unknown> = { list: [1] };
  ring['list'] = [1, { back: ring }];
  expect(findCycle({ ring })).toBe('value.ring.list[1].back');
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(findCycle(deep)).toBeUndefined();
});

test('the contract documents every module with its version', () => {
  const contract = readFileSync('src/nodes/code/CONTRACT.md', 'utf8').replaceAll(/ +/g, ' ');
  for (const { name, version } of sandboxModules) expect(contract).toContain(`| \`${name}\` | ${version} |`);
});
