import jsonata from 'jsonata';
import type { ExpressionEvaluator } from '../../model/activation.ts';
import type { Value } from '../../model/value.ts';
import { setOwn } from '../../context/value-kind.ts';
import { analyseExpression } from '../expression/analyse-expression.ts';
import { collectNames } from '../expression/collect-names.ts';
import { createEvaluate, type JsonataFactory } from '../expression/evaluate-expression.ts';

/**
 * Evaluates expressions in this very process, for tests and trusted command lines: JSONata's own guards end loops, but
 * nothing ends a regular expression that backtracks without end.
 */
export function createInlineExpressionEvaluator(): ExpressionEvaluator {
  const evaluate = createEvaluate(jsonata as JsonataFactory);
  return {
    async evaluate(expression, context, extra) {
      const { keys } = collectNames(analyseExpression(expression), context, extra);
      const names: Record<string, Value> = {};
      for (const key of keys) setOwn(names, key, context.peek(key));
      for (const [key, value] of Object.entries(extra ?? {})) setOwn(names, key, value);
      return evaluate(expression, Object.entries(names));
    },
    dispose: () => undefined,
  };
}
