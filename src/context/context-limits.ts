import type { ErrorInfo } from '../model/errors.ts';
import type { ContextChange } from '../model/event.ts';
import type { Limits } from '../model/graph-document.ts';
import { contextBytes } from './context-version.ts';
import type { ContextVersion } from './context-version.ts';
import type { StoredValue } from './stored-value.ts';

/** Bytes of the stored encoding; what is not given is not limited. */
export type ContextLimits = Pick<Limits, 'maxContextBytes' | 'maxValueBytes'>;

/** What of these changes is beyond a limit. Bounds answer while the limits are far; only near them are values measured. */
export function limitProblem(
  context: ContextVersion,
  changes: readonly ContextChange<StoredValue>[],
  limits: ContextLimits | undefined,
): ErrorInfo | undefined {
  if (limits === undefined) return undefined;
  const { maxValueBytes = Infinity, maxContextBytes = Infinity } = limits;
  for (const { key, after } of changes) {
    if (after !== undefined && exceeds(after, maxValueBytes)) return valueTooLarge(key, after, maxValueBytes);
  }
  if (context.bytesBound <= maxContextBytes) return undefined;
  const bytes = contextBytes(context);
  return bytes <= maxContextBytes ? undefined : contextTooLarge(bytes, maxContextBytes);
}

const exceeds = (value: StoredValue, limit: number): boolean => value.bytesBound > limit && value.bytes > limit;

/** Limits may be small ones: of two sizes that are compared, each can be told. */
function sizeText(bytes: number): string {
  if (bytes < 100 * 1024) return `${bytes} bytes`;
  return `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 2 : 1)} MB`;
}

const valueTooLarge = (key: string, value: StoredValue, limit: number): ErrorInfo => ({
  code: 'context/value-too-large',
  message: `The value of \`${key}\` takes ${sizeText(value.bytes)}; at most ${sizeText(limit)} are allowed.`,
  place: { key },
  remedy: 'Keep only what later nodes need, or raise `limits.maxValueBytes` in the document.',
});

const contextTooLarge = (bytes: number, limit: number): ErrorInfo => ({
  code: 'context/too-large',
  message: `The context would take ${sizeText(bytes)}; at most ${sizeText(limit)} are allowed.`,
  remedy: 'Remove keys that are no longer needed, or raise `limits.maxContextBytes` in the document.',
});

/** A commit would make the history of an execution larger than it may be. */
export const historyTooLarge = (bytes: number, limit: number): ErrorInfo => ({
  code: 'context/history-too-large',
  message: `The values that this execution's history holds would take ${sizeText(bytes)}; at most ${sizeText(limit)} are allowed.`,
  remedy:
    'Write smaller values or fewer versions of large ones (only the places that changed), or raise `limits.maxHistoryBytes` in the document. Everything up to here is kept.',
  retryable: false,
});
