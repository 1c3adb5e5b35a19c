import jsonata from 'jsonata';
import type { ExpressionEvaluator } from '../../model/activation.ts';
import type { Value } from '../../model/value.ts';
import { setOwn } from '../../context/value-kind.ts';
import { analyseExpression } from '../expression/analyse-expression.ts';
import { collectNames } from '../expression/collect-names.ts';
import { pow } from '../math/power.ts';
import { createEvaluate, type JsonataFactory } from '../expression/evaluate-expression.ts';

/**
 * Evaluates expressions in this very process, for tests and trusted command lines: JSONata's own guards end loops, but
 * nothing ends a regular expression that backtracks without end.
 */
export function createInlineExpressionEvaluator(): ExpressionEvaluator {
  const evaluate = createEvaluate(portableJsonata);
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

/** Where the realms have another `Math` for all of JSONata, this process has its own: the one function that shows it is replaced. */
const portableJsonata: JsonataFactory = (text, options) => {
  const expression = jsonata(text, options);
  expression.registerFunction('power', finitePower, '<n-n:n>');
  return expression;
};

function finitePower(base: number | undefined, exponent: number): number | undefined {
  if (base === undefined) return undefined;
  const result = pow(base, exponent);
  if (Number.isFinite(result)) return result;
  throw Object.assign(new Error(), { code: 'D3061', index: 1, value: base, exp: exponent });
}
