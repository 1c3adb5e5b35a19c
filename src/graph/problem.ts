import type { ErrorCode, ErrorInfo, ErrorPlace } from '../model/errors.ts';

/** Something wrong or doubtful in a document: shown in the problems list and on the canvas. */
export interface Problem extends ErrorInfo {
  /** An `error` keeps the document from running; a `warning` does not. */
  readonly severity: 'error' | 'warning';
}

export function problem(
  severity: Problem['severity'],
  code: ErrorCode,
  of: { readonly message: string; readonly place?: ErrorPlace; readonly remedy: string },
): Problem {
  return { severity, code, ...of };
}
