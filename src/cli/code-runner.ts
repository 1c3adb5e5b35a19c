import type { CodeRunner, ExpressionEvaluator } from '../model/activation.ts';
import type { CodeTime } from '../sandbox/code-time.ts';
import { createInlineCodeRunner } from '../sandbox/inline/inline-code-runner.ts';
import { createInlineExpressionEvaluator } from '../sandbox/inline/inline-expression-evaluator.ts';
import { createIsolatedCodeRunner } from '../sandbox/node/isolated-code-runner.ts';
import { createIsolatedExpressionEvaluator } from '../sandbox/node/isolated-expression-evaluator.ts';
import type { Assets } from './terminal.ts';

/** Where user code runs: in this very process where it is trusted, else each activation in a locked one of its own. */
export function createCodeRunner(trust: boolean, { module, isolatedProcess }: Assets, time?: CodeTime): CodeRunner {
  return trust
    ? createInlineCodeRunner({ modules: module, time })
    : createIsolatedCodeRunner({ process: isolatedProcess, modules: module, time });
}

/** Where expressions are evaluated; those that could hang only where they can be ended. */
export function createEvaluator(trust: boolean, { module, isolatedProcess }: Assets): ExpressionEvaluator {
  return trust
    ? createInlineExpressionEvaluator()
    : createIsolatedExpressionEvaluator({ process: isolatedProcess, modules: module });
}
