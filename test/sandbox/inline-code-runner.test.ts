import { describe } from 'vitest';
import { bundleSandboxModule } from '../../scripts/sandbox-bundles.ts';
import { createInlineCodeRunner } from '../../src/sandbox/inline/inline-code-runner.ts';
import { describeCodeContract } from './code-contract.ts';

describe('inline code runner', () => {
  const runner = createInlineCodeRunner({ modules: bundleSandboxModule });
  describeCodeContract(() => runner);
});
