import { afterAll, describe, expect, test } from 'vitest';
import { bundleSandboxModule, bundleSandboxProcess } from '../../scripts/sandbox-bundles.ts';
import { createIsolatedExpressionEvaluator } from '../../src/sandbox/node/isolated-expression-evaluator.ts';
import { snapshotOf } from './code-activation.ts';
import { describeExpressionContract } from './expression-contract.ts';

describe('isolated expression evaluator', () => {
  const evaluator = createIsolatedExpressionEvaluator({ process: bundleSandboxProcess, modules: bundleSandboxModule });
  afterAll(() => evaluator.dispose());
  describeExpressionContract(() => evaluator);

  test('a regular expression that backtracks without end is ended, and the next one evaluates', async () => {
    const text = `${'a'.repeat(40)}!`;
    const before = performance.now();
    await expect(async () => evaluator.evaluate('$match(text, /^(a+)+$/)', snapshotOf({ text }))).rejects.toMatchObject(
      {
        info: { code: 'node/expression-timeout' },
      },
    );
    expect(performance.now() - before).toBeLessThan(3000);
    expect(await evaluator.evaluate('$contains(text, /A/i)', snapshotOf({ text }))).toBe(true);
  });

  test('expressions reach neither constructors nor prototypes', async () => {
    for (const attempt of [
      'o.constructor',
      '$lookup(o, "__proto__")',
      'o.__proto__.toString',
      'd.constructor',
      '$lookup(l, "map")',
    ]) {
      for (const text of [attempt, `[${attempt}, $contains("a", /a/)][0]`]) {
        const value = await evaluator.evaluate(text, snapshotOf({ o: {}, d: new Date(0), l: [[1]] }));
        expect([text, value]).toEqual([text, text === attempt ? undefined : true]);
      }
    }
  });
});
