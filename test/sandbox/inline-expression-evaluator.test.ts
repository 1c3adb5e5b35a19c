import { describe } from 'vitest';
import { createInlineExpressionEvaluator } from '../../src/sandbox/inline/inline-expression-evaluator.ts';
import { describeExpressionContract } from './expression-contract.ts';

describe('inline expression evaluator', () => {
  const evaluator = createInlineExpressionEvaluator();
  describeExpressionContract(() => evaluator);
});
