import type { ErrorCode, ErrorInfo } from '../model/errors.ts';
import type { SchemaProblem } from '../context/schema.ts';

/** What a value and its schema disagree about, as one error. */
export function schemaMismatch(code: ErrorCode, what: string, problems: readonly SchemaProblem[]): ErrorInfo {
  const said = problems.slice(0, 5).map(({ path, message }) => (path === '' ? message : `\`${path}\`: ${message}`));
  const more = problems.length > 5 ? ` … and ${problems.length - 5} more.` : '';
  const path = problems[0]?.path ?? '';
  return {
    code,
    message: `${what} does not fit its schema. ${said.join(' ')}${more}`,
    ...(path === '' ? {} : { place: { path } }),
    remedy: 'Give a value that fits, or change the schema in the node.',
    retryable: false,
  };
}
