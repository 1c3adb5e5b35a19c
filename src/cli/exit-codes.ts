/** What the process ends with. Scripts rely on these numbers: they never change. */
export const exitCodes = {
  completed: 0,
  /** The execution failed, a check found something, a question had no answer. */
  failed: 1,
  /** Bad usage, or a document that cannot run. */
  invalid: 2,
  /** A limit ended the execution. */
  stopped: 3,
  /** Ctrl+C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
