import { WtbError } from '../model/errors.ts';

/** The command line itself is wrong: exit 2. */
export const usageError = (message: string, remedy: string): WtbError =>
  new WtbError({ code: 'cli/usage', message, remedy });

export const fileError = (message: string, remedy: string, path: string): WtbError =>
  new WtbError({ code: 'cli/file', message, remedy, place: { path } });

export function isUsageError(thrown: unknown): thrown is WtbError {
  return thrown instanceof WtbError && (thrown.code === 'cli/usage' || thrown.code === 'cli/file');
}

/** Nothing could be done: the command line is wrong, the document is, or a file is no bundle. */
export function isInvalidError(thrown: unknown): boolean {
  return thrown instanceof WtbError && /^(cli|document|import)\//.test(thrown.code);
}
