import { afterAll, describe } from 'vitest';
import { bundleSandboxModule, bundleSandboxProcess } from '../../scripts/sandbox-bundles.ts';
import { createIsolatedCodeRunner } from '../../src/sandbox/node/isolated-code-runner.ts';
import { describeCodeContract } from './code-contract.ts';

describe('isolated code runner', () => {
  const runner = createIsolatedCodeRunner({ process: bundleSandboxProcess, modules: bundleSandboxModule });
  afterAll(() => runner.dispose());
  describeCodeContract(() => runner);
});
