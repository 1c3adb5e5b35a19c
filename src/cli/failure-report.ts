import type { ErrorInfo } from '../model/errors.ts';

/** The object of `--json` where nothing ran. */
export const failureReport = (error: ErrorInfo, status: 'invalid' | 'failed') => ({
  status,
  context: {},
  steps: [],
  error,
  checkpoints: { count: 0, head: null, hash: null },
});
