import type { Limits, MergeRule, RetryPolicy } from '../../model/graph-document.ts';

/**
 * What holds where a document says nothing, as placeholders of the form. The model's own constants stand beside its
 * parser, which the page does not load; a test keeps these equal to them.
 */
export const shownLimits: Required<Limits> = {
  maxSteps: 10_000,
  maxContextBytes: 64 * 1024 * 1024,
  maxValueBytes: 16 * 1024 * 1024,
  maxConcurrency: 8,
};
export const shownTimeoutMs = 30_000;
export const shownPort = 'next';
export const shownRetry: Required<RetryPolicy> = {
  maxAttempts: 1,
  backoff: 'exponential',
  initialDelayMs: 200,
  factor: 2,
  maxDelayMs: 5000,
  jitter: true,
};

/** Every merge rule with what it does, in the order of the choice. */
export const mergeRuleHints: Readonly<Record<MergeRule, string>> = {
  replace: 'The later write wins; a conflict is recorded.',
  error: 'A concurrent second write is refused.',
  append: 'Lists are joined; a single value counts as one item.',
  union: 'Lists are joined without doubles.',
  sum: 'Numbers are added.',
  min: 'The smaller number stays.',
  max: 'The larger number stays.',
  deep: 'Objects are merged key by key.',
};
