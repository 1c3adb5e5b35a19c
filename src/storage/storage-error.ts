import { WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';

/** A database exception as it comes: Dexie wraps the cause in `inner`, and a quota error in an `AbortError`. */
interface DatabaseException {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly inner?: unknown;
  readonly failures?: unknown;
}

/** Whatever a database threw, as a `storage/…` error. */
export function toStorageError(thrown: unknown, doing: string): WtbError {
  if (thrown instanceof WtbError) return thrown;
  const chain = causesOf(thrown);
  const names = chain.map(({ name }) => String(name));
  const message = String(chain.at(-1)?.message ?? thrown);
  if (names.some((name) => name === 'QuotaExceededError')) return new WtbError(storageFull(doing));
  if (names.some((name) => name === 'DatabaseClosedError' || name === 'InvalidStateError')) {
    return new WtbError({ ...unavailable(doing, 'the database was closed'), remedy: 'Reload the page.' });
  }
  if (names.some((name) => unreadable.has(name))) return new WtbError(corrupt(doing, message));
  return new WtbError(unavailable(doing, message));
}

/** What Chromium and Firefox throw when a row's file is missing or cannot be deserialised. */
const unreadable = new Set(['DataError', 'NotReadableError', 'NotFoundError', 'DataCloneError', 'EncodingError']);

function causesOf(thrown: unknown): DatabaseException[] {
  const chain: DatabaseException[] = [];
  let at = thrown as DatabaseException | undefined;
  while (at !== undefined && at !== null && typeof at === 'object' && chain.length < 8) {
    chain.push(at);
    at = (at.inner ?? (Array.isArray(at.failures) ? at.failures[0] : undefined)) as DatabaseException | undefined;
  }
  return chain;
}

export const storageFull = (doing: string): ErrorInfo => ({
  code: 'storage/full',
  message: `There is no room left for ${doing}.`,
  remedy: 'Free disk space, or export and delete executions that are no longer needed, then retry. Nothing was lost.',
});

export const unavailable = (doing: string, reason: string): ErrorInfo => ({
  code: 'storage/unavailable',
  message: `Storage failed while ${doing}: ${reason}.`,
  remedy: 'Retry; if it fails again, export what you need and reload the page.',
});

export const corrupt = (what: string, reason: string): ErrorInfo => ({
  code: 'storage/corrupt',
  message: `Stored data can't be read (${what}): ${reason}.`,
  remedy: 'The rest of the store is not affected. Delete this record, or restore it from an exported file.',
});

export const notFound = (what: string): WtbError =>
  new WtbError({ code: 'storage/not-found', message: `There is no ${what}.`, remedy: 'It may have been deleted.' });

export const staleEpoch = (execution: string): WtbError =>
  new WtbError({
    code: 'storage/stale-epoch',
    message: `Execution ${execution} was taken over by another tab; nothing more is written from here.`,
    remedy: 'Watch it here, or take it back.',
    retryable: false,
  });

export const versionConflict = (workflow: string, basedOn: number, found: number): WtbError =>
  new WtbError({
    code: 'storage/conflict',
    message: `Workflow ${workflow} was saved as version ${found} elsewhere; this edit is based on version ${basedOn}.`,
    remedy: 'Load the newer version, or keep this one as a copy.',
  });

export const outOfOrder = (execution: string, next: number, found: number): WtbError =>
  new WtbError({
    code: 'storage/conflict',
    message: `Execution ${execution} continues with event ${next}, but a batch starts with event ${found}.`,
    remedy: 'Reload the execution from storage.',
    retryable: false,
  });
