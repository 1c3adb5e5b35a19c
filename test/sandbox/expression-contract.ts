import { expect, test } from 'vitest';
import type { ExpressionEvaluator } from '../../src/model/activation.ts';
import { WtbError } from '../../src/model/errors.ts';
import type { JsonObject, Value } from '../../src/model/value.ts';
import { snapshotOf } from './code-activation.ts';

/** What holds for every evaluator: run over the browser's realms and over the inline one. */
export function describeExpressionContract(evaluator: () => ExpressionEvaluator): void {
  const evaluate = async (text: string, context: Record<string, Value> = {}, extra?: JsonObject): Promise<Value> =>
    evaluator().evaluate(text, snapshotOf(context), extra);
  const error = async (text: string, context: Record<string, Value> = {}) => {
    try {
      return await evaluate(text, context);
    } catch (thrown) {
      if (thrown instanceof WtbError) return thrown.info;
      throw thrown;
    }
  };

  test('evaluates conditions and paths over the context', async () => {
    expect(await evaluate('accuracy < 0.9 and attempts < 3', { accuracy: 0.8, attempts: 1 })).toBe(true);
    expect(
      await evaluate('$sum(rows.(price * n))', {
        rows: [
          { price: 2, n: 3 },
          { price: 1, n: 4 },
        ],
      }),
    ).toBe(10);
    expect(await evaluate('a.b', { a: {} })).toBeUndefined();
  });

  test('gives plain lists and objects, without marks of the language', async () => {
    const rows = Object.freeze([Object.freeze({ size: 1 }), Object.freeze({ size: 5 })]);
    const list = (await evaluate('rows[size > 0]', { rows })) as unknown[];
    expect(Object.getOwnPropertyNames(list)).toEqual(['0', '1', 'length']);
    expect(list).toEqual([{ size: 1 }, { size: 5 }]);
    expect(await evaluate('rows[size > 2]', { rows })).toEqual({ size: 5 });
    expect(await evaluate('rows[size > 2][]', { rows })).toEqual([{ size: 5 }]);
    expect(await evaluate('{ "all": rows.size }', { rows })).toEqual({ all: [1, 5] });
  });

  test('records the keys that it names, and all keys where it uses the whole context', async () => {
    const snapshot = snapshotOf({ a: 1, b: 2, c: 3 });
    await evaluator().evaluate('a + b', snapshot);
    expect(Object.keys(snapshot.readSet().keys).sort()).toEqual(['a', 'b']);
    expect(snapshot.readSet().allKeys).toBe(false);
    const whole = snapshotOf({ a: 1, b: 2 });
    expect(await evaluator().evaluate('$count($keys($))', whole)).toBe(2);
    expect(whole.readSet().allKeys).toBe(true);
  });

  test('refuses names that the context lacks, other than inside $exists', async () => {
    expect(await error('size > 1 and missing = 2', { size: 3 })).toMatchObject({
      code: 'context/missing-key',
      place: { key: 'missing', column: 14 },
    });
    expect(await evaluate('$exists(missing)')).toBe(false);
    expect(await evaluate('missing ?? 4')).toBe(4);
    expect(await error('$$.missing')).toMatchObject({ code: 'context/missing-key' });
    expect(await evaluate('rows[missing > 1]', { rows: [{ a: 1 }] })).toBeUndefined();
    expect(await error('constructor')).toMatchObject({ code: 'context/missing-key' });
  });

  test('extra names come before those of the context', async () => {
    expect(await evaluate('input.a + b', { b: 1, input: 0 }, { input: { a: 5 } })).toBe(6);
  });

  test('makes a list of a single value with [], and leaves the lists of the context alone', async () => {
    const rows = Object.freeze([Object.freeze({ size: 1 })]);
    expect(await evaluate('rows[]', { rows })).toEqual(rows);
    expect(await evaluate('rows.size[]', { rows })).toEqual([1]);
    expect(await evaluate('deep.rows[ /* all */ ]', { deep: { rows } })).toEqual(rows);
    expect(await evaluate('one[]', { one: 1 })).toEqual([1]);
    expect(await evaluate('$count(rows[])', { rows })).toBe(1);
  });

  test('refuses what gives something else each time', async () => {
    for (const name of ['now', 'millis', 'random', 'shuffle', 'eval']) {
      expect(await error(`$${name}()`)).toMatchObject({
        code: 'node/expression',
        message: expect.stringContaining(`\`$${name}\` is refused`) as string,
      });
    }
  });

  test('names what is wrong and where', async () => {
    expect(await error('a = ', { a: 1 })).toMatchObject({ code: 'node/expression', place: { line: 1 } });
    expect(await error('$sum("x")')).toMatchObject({ code: 'node/expression' });
    expect(await error('function($x) { $x }')).toMatchObject({
      code: 'node/expression',
      message: 'The expression gives a function.',
    });
  });

  test('raises to powers alike in every engine', async () => {
    expect(await evaluate('$power(base, 2.25)', { base: 15.625 })).toBe(485.39473191348304);
    expect(await evaluate('[2, 3].$power(2)')).toEqual([4, 9]);
    expect(await evaluate('$power(nothing.there, 2)', { nothing: {} })).toBeUndefined();
    expect(await error('$power(-8, 0.5)')).toMatchObject({
      code: 'node/expression',
      message: expect.stringContaining('-8') as string,
    });
  });

  test('ends a recursion without end', async () => {
    const failure = await error('($f := function($n) { $f($n + 1) + 1 }; $f(1))');
    expect(failure).toMatchObject({ code: expect.stringMatching(/^node\/expression/) as string });
  });

  test('keeps dates, maps and big integers that it only passes on', async () => {
    const date = new Date(7);
    expect(await evaluate('due', { due: date })).toEqual(date);
    expect(await evaluate('big', { big: 12n })).toBe(12n);
  });
}
