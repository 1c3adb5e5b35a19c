import type { CodeRunner } from '../model/activation.ts';
import { createInlineCodeRunner } from '../sandbox/inline/inline-code-runner.ts';
import type { Assets } from './terminal.ts';

/** Where user code runs: in this process where it is trusted. */
export function createCodeRunner(_trust: boolean, { module }: Assets): CodeRunner {
  return createInlineCodeRunner({ modules: module });
}
