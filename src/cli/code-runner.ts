import type { CodeRunner } from '../model/activation.ts';
import { createInlineCodeRunner } from '../sandbox/inline/inline-code-runner.ts';
import { createIsolatedCodeRunner } from '../sandbox/node/isolated-code-runner.ts';
import type { Assets } from './terminal.ts';

/** Where user code runs: in this very process where it is trusted, else each activation in a locked one of its own. */
export function createCodeRunner(trust: boolean, { module, isolatedProcess }: Assets): CodeRunner {
  return trust
    ? createInlineCodeRunner({ modules: module })
    : createIsolatedCodeRunner({ process: isolatedProcess, modules: module });
}
