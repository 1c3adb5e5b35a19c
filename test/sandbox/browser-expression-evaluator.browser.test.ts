import { afterAll, describe, expect, test } from 'vitest';
import { createBrowserExpressionEvaluator } from '../../src/sandbox/browser/expression-evaluator.ts';
import { snapshotOf } from './code-activation.ts';
import { createTestRealms } from './browser-realms.ts';
import { describeExpressionContract } from './expression-contract.ts';

describe('browser expression evaluator', () => {
  const realms = createTestRealms();
  const evaluator = createBrowserExpressionEvaluator(realms.options);
  afterAll(() => {
    evaluator.dispose();
    realms.dispose();
  });
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
    expect(await evaluator.evaluate('1 + 1', snapshotOf({}))).toBe(2);
  });
});
