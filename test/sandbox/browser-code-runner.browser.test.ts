import { afterAll, describe } from 'vitest';
import { createBrowserCodeRunner } from '../../src/sandbox/browser/code-runner.ts';
import { createTestRealms } from './browser-realms.ts';
import { describeCodeContract } from './code-contract.ts';

describe('browser code runner', () => {
  const realms = createTestRealms();
  const runner = createBrowserCodeRunner(realms.options);
  afterAll(() => {
    runner.dispose();
    realms.dispose();
  });
  describeCodeContract(() => runner);
});
