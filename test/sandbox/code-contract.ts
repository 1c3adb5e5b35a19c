import { expect, test } from 'vitest';
import type { CodeRunner, CodeResult } from '../../src/model/activation.ts';
import { tableHashes, tableSource } from './elementary-table.ts';
import { activationOf, type ActivationParts } from './code-activation.ts';
import { sandboxModules } from '../../src/sandbox/modules.ts';

const modulesResult = [
  4.0181499279178094,
  -0.8472978603872036,
  0.42839240289895764,
  [1.381966011250105, 3.618033988749895],
];

export type Run = (
  source: string,
  parts?: ActivationParts & { params?: Record<string, never> | object },
) => Promise<CodeResult>;

/** What holds for every runner of user code: run over the browser's realms and over the inline runner. */
export function describeCodeContract(runner: () => CodeRunner): void {
  const run = (source: string, parts: ActivationParts = {}, params = {}) =>
    runner().run(activationOf(parts), source, params);
  const value = async (source: string, parts: ActivationParts = {}, params = {}) => {
    const result = await run(source, parts, params);
    if (result.type === 'failed') throw new Error(JSON.stringify(result.error));
    return result.value;
  };
  const error = async (source: string, parts: ActivationParts = {}) => {
    const result = await run(source, parts);
    if (result.type !== 'failed') throw new Error(`returned ${JSON.stringify(result.value)}`);
    return result.error;
  };

  test('gives what the default export returns, sync or async', async () => {
    expect(await value('export default () => ({ a: 1 })')).toEqual({ a: 1 });
    expect(await value('export default async () => 7')).toBe(7);
    expect(await value('const main = () => 8; export { main as default };')).toBe(8);
    expect(await value('export default () => {}')).toBeUndefined();
    expect(
      await value('export default main;\nfunction main() { return more(); }\nexport function more() { return 9; }'),
    ).toBe(9);
    expect(await value('export default function main() { return typeof main; }\nexport const a = main;')).toBe(
      'function',
    );
    expect(await value('export default function () { return 10; }\n[1].map(String)')).toBe(10);
    expect(await value('const Date = 3, console = 4; export default () => Date + console')).toBe(7);
    expect(await value('export { mean as default } from "simple-statistics"')).toBeNaN();
  });

  test('hands over config, input, path and iteration', async () => {
    const source = 'export default ({ config, input, path, iteration }) => ({ config, input, path, iteration })';
    const parts = { request: { input: [1, 2], iteration: 3 } };
    expect(await value(source, parts, { k: 5 })).toEqual({
      config: { k: 5 },
      input: [1, 2],
      path: 'train',
      iteration: 3,
    });
  });

  test('records which keys were read, and whether they were listed', async () => {
    const parts = { context: { rows: [1], seed: 7, other: 1 } };
    const activation = activationOf(parts);
    await runner().run(activation, 'export default ({ context: { rows, missing } }) => [rows, missing]', {});
    expect(Object.keys(activation.context.readSet().keys).sort()).toEqual(['missing', 'rows']);
    expect(activation.context.readSet().allKeys).toBe(false);
    const listing = activationOf(parts);
    expect(await runner().run(listing, 'export default ({ context }) => Object.keys(context)', {})).toMatchObject({
      value: ['rows', 'seed', 'other'],
    });
    expect(listing.context.readSet().allKeys).toBe(true);
  });

  test('refuses writes to the context with a clear error', async () => {
    expect(await error('export default ({ context }) => {\n  context.rows = 1;\n}')).toMatchObject({
      code: 'node/threw',
      thrown: 'TypeError',
      message: expect.stringContaining('The context is read-only: return { rows: … }') as string,
      place: { node: 'train', variant: 'forest', line: 2, column: 16 },
    });
    const deep = await error('export default ({ context }) => { context.rows[0].a = 2 }', {
      context: { rows: [{ a: 1 }] },
    });
    expect(deep).toMatchObject({ code: 'node/threw', remedy: expect.stringContaining('copy it first') as string });
  });

  test('treats __proto__ and constructor as keys like any other', async () => {
    const context = Object.fromEntries([['__proto__', { polluted: 1 }]]) as Record<string, unknown>;
    Object.defineProperty(context, '__proto__', { value: 'p', enumerable: true });
    expect(await value('export default ({ context }) => context["__proto__"]', { context })).toBe('p');
    expect(await value('export default () => JSON.parse(`{"__proto__": {"x": 1}}`)')).toEqual(
      JSON.parse('{"__proto__": {"x": 1}}'),
    );
    expect(await value('export default ({ context }) => ({}).x ?? "clean"', { context })).toBe('clean');
  });

  test('keeps values beyond JSON both ways', async () => {
    const context = {
      date: new Date(5),
      map: new Map([['a', 1n]]),
      set: new Set([1]),
      bytes: new Float64Array([1.5, Number.NaN]),
      big: 12n,
      zero: -0,
      none: undefined,
      infinite: Number.NEGATIVE_INFINITY,
    };
    expect(await value('export default ({ context }) => ({ ...context })', { context })).toEqual(context);
  });

  test('changes to a date or typed array of the context stay in the activation', async () => {
    const context = { date: new Date(5), bytes: new Uint8Array([1]) };
    const source =
      'export default ({ context: { date, bytes } }) => { date.setTime(9); bytes[0] = 9; return bytes[0] }';
    expect(await value(source, { context })).toBe(9);
    expect(context).toEqual({ date: new Date(5), bytes: new Uint8Array([1]) });
    expect(
      await value('export default ({ context: { date, bytes } }) => [date.getTime(), bytes[0]]', { context }),
    ).toEqual([5, 1]);
  });

  test('random, uuid and the globals behind them depend on the seed alone', async () => {
    const source = `export default ({ random, uuid }) => [random(), Math.random(), uuid(), crypto.randomUUID(),
      [...crypto.getRandomValues(new Uint8Array(4))]]`;
    const [first, again, other] = [
      await value(source),
      await value(source),
      await value(source, { request: { seed: 'seed-2' } }),
    ];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect((first as unknown[])[2]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('records the clock as effects and gives recorded ones back', async () => {
    const source = 'export default ({ now }) => [now(), Date.now(), new Date().getTime(), typeof performance.now()]';
    const live = await run(source);
    if (live.type !== 'returned') throw new Error('failed');
    const times = (live.value as number[]).slice(0, 3);
    expect(live.effects?.slice(0, 3).map((effect) => effect.result)).toEqual(times);
    const tape = [1, 2, 3, 4, 5].map((result) => ({ type: 'now', request: null, result }) as const);
    expect(await value(source, { request: { tape } })).toEqual([1, 2, 3, 'number']);
    expect(await error(source, { request: { tape: tape.slice(0, 2) } })).toMatchObject({ code: 'replay/missing' });
  });

  test('sends messages and spawns items, in order, each a copy of its own', async () => {
    const source = `export default ({ send, spawn }) => {
      const value = { n: 1 };
      send({ name: 'paid', key: 17, value, persistent: true });
      value.n = 2;
      spawn(value);
      value.n = 3;
      send({ name: 'done' });
    }`;
    expect(await run(source)).toMatchObject({
      type: 'returned',
      acts: [
        { type: 'send', name: 'paid', key: '17', value: { n: 1 }, persistent: true },
        { type: 'spawn', value: { n: 2 } },
        { type: 'send', name: 'done', value: undefined, persistent: false },
      ],
    });
    expect(await run('export default () => {}')).not.toHaveProperty('acts');
  });

  test.each([
    ['send()', 'node/threw'],
    ['send({ name: "" })', 'node/threw'],
    ['send({ name: "a", key: {} })', 'node/threw'],
    ['send({ name: "a", value: () => 1 })', 'context/unsupported-value'],
    ['spawn(Symbol())', 'context/unsupported-value'],
    ['for (;;) spawn(1)', 'node/result'],
  ])('refuses %s', async (act, code) => {
    expect(await error(`export default ({ send, spawn }) => { ${act} }`)).toMatchObject({ code });
  });

  test('writes and removes places in keys, in order, each value a copy of its own', async () => {
    const source = `export default ({ patch, remove }) => {
      const price = { net: 1 };
      patch(['order', 'items', 2, 'price'], price);
      price.net = 2;
      remove(['order', 'note']);
      remove('gone');
      patch(['order', 'a.b'], price);
    }`;
    expect(await run(source)).toMatchObject({
      type: 'returned',
      removed: ['gone'],
      patches: [
        { key: 'order', path: ['items', 2, 'price'], value: { net: 1 } },
        { key: 'order', path: ['note'], remove: true },
        { key: 'order', path: ['a.b'], value: { net: 2 } },
      ],
    });
    expect(await run('export default () => {}')).not.toHaveProperty('patches');
  });

  test.each([
    ['patch("order.total", 1)', 'node/threw'],
    ['patch(["order"], 1)', 'node/threw'],
    ['patch(["order", -1], 1)', 'node/threw'],
    ['patch(["order", {}], 1)', 'node/threw'],
    ['patch([1, "a"], 1)', 'node/threw'],
    ['remove(["order"])', 'node/threw'],
    ['patch(["order", "f"], () => 1)', 'context/unsupported-value'],
    ['for (;;) patch(["a", 0], 1)', 'node/result'],
  ])('refuses %s', async (act, code) => {
    expect(await error(`export default ({ patch, remove }) => { ${act} }`)).toMatchObject({ code });
  });

  test('computes every elementary function alike, to the last bit', async () => {
    expect(await value(tableSource)).toEqual(tableHashes);
  });

  test('bundled modules compute with the same functions', async () => {
    const source = `import { Matrix, EVD } from 'ml-matrix'; import { logit, errorFunction } from 'simple-statistics';
      export default () => [new Matrix([[1, 2], [3, 4]]).exp().log1p().get(1, 1), logit(0.3), errorFunction(0.4),
        new EVD(new Matrix([[2, 1], [1, 3]])).realEigenvalues]`;
    expect(await value(source)).toEqual(modulesResult);
  });

  test('bundled modules draw from the seed and tell the recorded time, also side by side', async () => {
    const source = `import { shuffle } from 'simple-statistics'; import { Matrix } from 'ml-matrix'; import jsonata from 'jsonata';
      export default async ({ sleep }) => { const first = shuffle([1, 2, 3, 4, 5, 6, 7]); await sleep(1);
        return [first, Matrix.rand(1, 2).to1DArray(), await jsonata('$millis()').evaluate({})]; }`;
    const effects = [null, 111, 222].map(
      (result) => ({ type: result === null ? 'sleep' : 'now', request: null, result }) as const,
    );
    const seeded = (seed: string) => value(source, { request: { seed, tape: effects } });
    const [first, other, again] = await Promise.all([seeded('a'), seeded('b'), seeded('a')]);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect((first as unknown[])[2]).toBe(222);
  });

  test('gives the engine its own functions back where the variant asks for them', async () => {
    const source = `export default () => [Math.exp(1.5), 1.1 ** 0.3, String(Math.exp).includes('[native code]')]`;
    const native = await value(source, { request: { config: { math: 'native' } } });
    expect(native).toEqual([expect.closeTo(Math.exp(1.5), 12), expect.closeTo(1.1 ** 0.3, 12), true]);
    expect(await value(source)).toMatchObject([Math.exp(1.5), 1.1 ** 0.3, false]);
  });

  test('the operator ** keeps its meaning', async () => {
    const source = `const log = []; const seen = (name, x) => { log.push(name); return x };
      class Box { #x = 3; raise() { this.#x **= 2; return this.#x } }
      export default async () => {
        let n = 3; n **= 2; const o = { a: [2] }; const given = (seen('o', o).a[seen('k', 0)] **= seen('v', await 5));
        const f = (x) => x**2, text = \`\${2**3}\`, old = { valueOf: () => 4n };
        return [n, o.a[0], given, log.join(''), 2n ** 70n, old ** 2n, f(4), text, new Box().raise(), 2 ** 3 ** 2, (-2) ** 3,
          '3' ** '2', [2] ** 2, NaN ** 0, typeof(1 ** NaN)];
      }`;
    const expected = [9, 32, 32, 'okv', 2n ** 70n, 16n, 16, '8', 9, 512, -8, 9, 4, 1, 'number'];
    expect(await value(source)).toEqual(expected);
    expect(await error('export default () => {\n  let a = 2 ** 3; return a + 2n ** a;\n}')).toMatchObject({
      thrown: 'TypeError',
      place: { line: 2, column: 30 },
    });
  });

  test('sleeps, and an abort ends the sleep', async () => {
    expect(await value('export default async ({ sleep }) => { await sleep(5); return "woke" }')).toBe('woke');
    const abort = new AbortController();
    const pending = run('export default async ({ sleep }) => { await sleep(60000) }', {
      request: { signal: abort.signal },
    });
    abort.abort();
    expect(await pending).toMatchObject({ type: 'failed', error: { code: 'node/terminated' } });
  });

  test('times out code that waits for ever', async () => {
    const failure = await error('export default () => new Promise(() => {})', { request: { timeoutMs: 50 } });
    expect(failure).toMatchObject({ code: 'node/timeout', message: 'The code did not finish within 50 ms.' });
  });

  test('captures log and console by level', async () => {
    const result = await run(`export default ({ log }) => {
      log('plain', 1); log.warn({ a: [1, 'x'] }); console.error(new Map([['k', 2n]])); console.debug(undefined);
    }`);
    expect(result.logs?.map(({ level, text }) => [level, text])).toEqual([
      ['info', 'plain 1'],
      ['warn', '{a: [1, "x"]}'],
      ['error', 'Map {"k" => 2n}'],
      ['debug', 'undefined'],
    ]);
  });

  test('bounds the log and says so', async () => {
    const result = await run('export default ({ log }) => { for (let i = 0; i < 10000; i++) log(i) }');
    expect(result.logs).toHaveLength(501);
    expect(result.logs?.at(-1)?.text).toMatch(/^9500 more lines were dropped/);
  });

  test('port and remove reach the result', async () => {
    const result = await run('export default ({ port, remove }) => { port("again"); remove("old"); return { a: 1 } }');
    expect(result).toMatchObject({ type: 'returned', port: 'again', removed: ['old'], value: { a: 1 } });
    expect(await error('export default ({ port }) => port(3)')).toMatchObject({ code: 'node/port' });
  });

  test('refuses fetch with a code and a remedy', async () => {
    for (const call of ['({ fetch }) => fetch("https://a.example/x")', '() => globalFetch("https://a.example/x")']) {
      const source = `const globalFetch = fetch; export default ${call}`;
      expect(await error(source)).toMatchObject({
        code: 'node/fetch-refused',
        message: expect.stringContaining('https://a.example/x') as string,
        remedy: expect.stringContaining("can't be granted in this version") as string,
      });
    }
  });

  test('says where a thrown error came from', async () => {
    const source =
      'function deep(x) {\n  return x.y.z;\n}\nexport default async ({ sleep }) => {\n  await sleep(1);\n  deep({});\n}';
    expect(await error(source)).toMatchObject({
      code: 'node/threw',
      thrown: 'TypeError',
      place: { node: 'train', variant: 'forest', line: 2, column: 14 },
      stack: expect.stringMatching(/^at deep \(forest:2:14\)\nat .*\(?forest:6:3\)?$/) as string,
    });
  });

  test('reports rejections and things thrown that are no errors', async () => {
    expect(await error('export default () => Promise.reject(new RangeError("far"))')).toMatchObject({
      thrown: 'RangeError',
      message: 'far',
    });
    expect(await error('export default () => { throw "no" }')).toMatchObject({
      code: 'node/threw',
      thrown: 'string',
      message: 'The code threw a string: no',
    });
    expect(await error('export default () => { throw undefined }')).toMatchObject({ thrown: 'undefined' });
    expect(await error('throw new Error("at load"); export default 1')).toMatchObject({
      message: 'at load',
      place: { line: 1 },
    });
  });

  test('refuses results that the context cannot hold, with their path', async () => {
    expect(await error('class Model {}; export default () => ({ a: [{ model: new Model() }] })')).toMatchObject({
      code: 'context/unsupported-value',
      message: expect.stringContaining('value.a[0].model is an instance of Model') as string,
    });
    expect(await error('export default () => ({ f: () => 1 })')).toMatchObject({ code: 'context/unsupported-value' });
    expect(await error('export default () => { const a = {}; a.a = a; return a }')).toMatchObject({
      code: 'context/unsupported-value',
      message: expect.stringContaining('cycle') as string,
    });
  });

  test('names line and column of a syntax error', async () => {
    expect(await error('export default () => {\n  const a = ;\n}')).toMatchObject({
      code: 'node/syntax',
      place: { node: 'train', variant: 'forest', line: 2, column: 13 },
    });
    expect(await runner().check('export default () => {\n  const a = ;\n}')).toMatchObject({ code: 'node/syntax' });
    expect(await runner().check('export default () => 1')).toBeUndefined();
  });

  test('wants a default export that is a function', async () => {
    expect(await error('export const a = 1')).toMatchObject({ code: 'node/no-default-export' });
    expect(await error('export default { a: 1 }')).toMatchObject({ code: 'node/no-default-export' });
  });

  test('strips types and keeps lines and columns', async () => {
    const source = `interface Row { readonly a: number }
enum Size { Small, Big }
export default async ({ context }: { context: { rows: Row[] } }): Promise<unknown> => {
  const first: Row = context.rows[0]!; const more = (x: number): number => { throw new Error('typed ' + Size.Big) };
  return more(first.a as number);
};`;
    expect(await error(source, { context: { rows: [{ a: 1 }] } })).toMatchObject({
      message: 'typed 1',
      place: { line: 4, column: 84 },
    });
  });

  test('starts each activation with fresh module state', async () => {
    const source = 'let count = 0; export default () => ++count';
    expect([await value(source), await value(source)]).toEqual([1, 1]);
  });

  test('refuses imports that are not bundled, naming those that are', async () => {
    expect(await error('import fs from "node:fs";\nexport default () => 1')).toMatchObject({
      code: 'node/unknown-import',
      place: { line: 1, column: 16 },
      remedy: expect.stringContaining('ml-random-forest') as string,
    });
    expect(await error('export default () =>\n  import("x" + 1)')).toMatchObject({
      code: 'node/unknown-import',
      place: { line: 2 },
    });
  });

  test('says which name a bundled module does not export', async () => {
    expect(await error('import { meen } from "simple-statistics"; export default () => meen([1])')).toMatchObject({
      code: 'node/unknown-import',
      message: expect.stringContaining('`meen`') as string,
    });
  });

  const uses: Record<string, [source: string, expected: unknown]> = {
    'ml-cart': [
      `import { DecisionTreeClassifier } from 'ml-cart';
       export default () => { const tree = new DecisionTreeClassifier({ maxDepth: 3 });
       tree.train([[0], [1], [2], [3]], [0, 0, 1, 1]); return tree.predict([[0.2], [2.9]]) }`,
      [0, 1],
    ],
    'ml-random-forest': [
      `import { RandomForestClassifier } from 'ml-random-forest';
       export default () => { const forest = new RandomForestClassifier({ seed: 3, nEstimators: 5, maxFeatures: 1, replacement: true, noOOB: true });
       forest.train([[0], [0.1], [0.2], [5], [5.1], [5.2]], [0, 0, 0, 1, 1, 1]); return forest.predict([[0.1], [5.1]]) }`,
      [0, 1],
    ],
    'ml-logistic-regression': [
      `import LogisticRegression from 'ml-logistic-regression'; import { Matrix } from 'ml-matrix';
       export default () => { const model = new LogisticRegression({ numSteps: 200, learningRate: 0.1 });
       model.train(new Matrix([[0, 1], [0, 2], [5, 1], [5, 2]]), Matrix.columnVector([0, 0, 1, 1]));
       return model.predict(new Matrix([[0, 1.5], [5, 1.5]])) }`,
      [0, 1],
    ],
    'ml-knn': [
      `import KNN from 'ml-knn';
       export default () => new KNN([[0, 0], [0, 1], [9, 9], [9, 8]], [0, 0, 1, 1], { k: 1 }).predict([[0, 0.4], [9, 8.6]])`,
      [0, 1],
    ],
    'ml-matrix': [
      `import { Matrix, inverse } from 'ml-matrix'; export default () => inverse(new Matrix([[2, 0], [0, 4]])).to2DArray()`,
      [
        [0.5, 0],
        [0, 0.25],
      ],
    ],
    'simple-statistics': [
      `import { mean, median } from 'simple-statistics'; export default () => [mean([1, 2, 6]), median([1, 2, 6])]`,
      [3, 2],
    ],
    yaml: [
      `import { parse } from 'yaml'; import YAML from 'yaml'; export default () => [parse('a: [1, 2]'), YAML.stringify({ b: 1 })]`,
      [{ a: [1, 2] }, 'b: 1\n'],
    ],
    jsonata: [
      `import jsonata from 'jsonata'; export default async () => jsonata('$sum(a)').evaluate({ a: [1, 2] })`,
      3,
    ],
    '@cfworker/json-schema': [
      `import { Validator } from '@cfworker/json-schema'; export default () => new Validator({ type: 'number' }).validate('x').valid`,
      false,
    ],
  };
  for (const { name } of sandboxModules) {
    test(`imports ${name}`, async () => {
      const [source, expected] = uses[name] ?? ['', undefined];
      expect(await value(source)).toEqual(expected);
      expect(
        await value(source.replaceAll(/import (\w+|\{[^}]*\}) from ('[^']*');/g, ''), {}).catch(() => 'needs it'),
      ).toBe('needs it');
    });
  }

  test('imports a bundled module dynamically', async () => {
    expect(await value(`export default async () => (await import('simple-statistics')).max([1, 5, 2])`)).toBe(5);
  });
}
