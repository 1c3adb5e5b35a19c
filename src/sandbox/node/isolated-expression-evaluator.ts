import type { ExpressionEvaluator } from '../../model/activation.ts';
import { createBrowserExpressionEvaluator } from '../browser/expression-evaluator.ts';
import { analyseExpression } from '../expression/analyse-expression.ts';
import { createInlineExpressionEvaluator } from '../inline/inline-expression-evaluator.ts';
import type { IsolatedCodeRunnerOptions } from './isolated-code-runner.ts';
import { openProcess } from './realm-process.ts';

/**
 * On the command line: evaluates expressions that are not trusted. JSONata reaches nothing of the process, and its guards
 * end what it interprets itself; a regular expression nobody can interrupt, so expressions that have one are evaluated in a
 * process that can be killed.
 */
export function createIsolatedExpressionEvaluator(
  options: Pick<IsolatedCodeRunnerOptions, 'process' | 'modules'>,
): ExpressionEvaluator {
  const inline = createInlineExpressionEvaluator();
  const isolated = createBrowserExpressionEvaluator({
    requestRealm: async () => openProcess(await options.process(), { memoryMb: 256 }),
    modules: options.modules,
    size: 1,
  });
  return {
    evaluate(expression, context, extra) {
      const { hasPattern } = analyseExpression(expression);
      return (hasPattern ? isolated : inline).evaluate(expression, context, extra);
    },
    dispose() {
      inline.dispose();
      isolated.dispose();
    },
  };
}
