import type { Limits, RetryPolicy } from './graph-document.ts';

/** What holds where a document sets no limits of its own. Bytes are of the stored encoding. */
export const defaultLimits: Required<Limits> = {
  maxSteps: 10_000,
  maxContextBytes: 64 * 1024 * 1024,
  maxValueBytes: 16 * 1024 * 1024,
  maxConcurrency: 8,
  maxDepth: 32,
  maxHistoryBytes: 1024 * 1024 * 1024,
};

export const defaultTimeoutMs = 30_000;
export const defaultPort = 'next';
export const defaultRetry: Required<Omit<RetryPolicy, 'on' | 'except'>> = {
  maxAttempts: 1,
  backoff: 'exponential',
  initialDelayMs: 200,
  factor: 2,
  maxDelayMs: 5000,
  jitter: true,
};

/** Bounds of a document's text; data belongs into the context, not into the document. */
export const maxDocumentBytes = 5_000_000;
export const maxDocumentDepth = 1000;
