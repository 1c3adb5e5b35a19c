import { WtbError } from '../model/errors.ts';

/** The command line itself is wrong: exit 2. */
export const usageError = (message: string, remedy: string): WtbError =>
  new WtbError({ code: 'cli/usage', message, remedy });

export const fileError = (message: string, remedy: string, path: string): WtbError =>
  new WtbError({ code: 'cli/file', message, remedy, place: { path } });

export function isUsageError(thrown: unknown): thrown is WtbError {
  return thrown instanceof WtbError && (thrown.code === 'cli/usage' || thrown.code === 'cli/file');
}

/** Nothing could run: the command line is wrong, or the document is. */
export function isInvalidError(thrown: unknown): boolean {
  return isUsageError(thrown) || (thrown instanceof WtbError && thrown.code.startsWith('document/'));
}
