import type { ErrorInfo } from '../model/errors.ts';
import type { PlanNode } from '../model/plan.ts';
import type { Activation } from './control.ts';
import { retryOf } from './plan-settings.ts';
import type { RetrySettings } from './plan-settings.ts';

/** Milliseconds to wait before the next attempt; `tries` attempts were made so far. Jitter takes up to half of it away. */
export function backoffDelay(retry: RetrySettings, tries: number, random: () => number): number {
  const { initialDelayMs, factor, maxDelayMs, jitter } = retry;
  const delay = Math.min(maxDelayMs, initialDelayMs * growth(retry.backoff, factor, tries));
  return Math.round(jitter ? delay * (1 - random() / 2) : delay);
}

function growth(backoff: RetrySettings['backoff'], factor: number, tries: number): number {
  if (backoff === 'fixed') return 1;
  return backoff === 'linear' ? tries : factor ** (tries - 1);
}

/** What a failure of the node's own leads to: another attempt, what `onError` says, or nobody catches it. */
export function handlingOf(
  node: PlanNode,
  { tries }: Pick<Activation, 'tries'>,
  error: ErrorInfo,
): 'retry' | PlanNode['onError'] {
  const retry = retryOf(node);
  return tries < retry.maxAttempts && isRetried(retry, error) ? 'retry' : node.onError;
}

/** Whether another attempt may help, and the policy is for such errors: named by `on` (where it has that) and not by `except`. */
function isRetried({ on, except }: Pick<RetrySettings, 'on' | 'except'>, error: ErrorInfo): boolean {
  if (error.retryable === false) return false;
  if (except?.some((name) => isNamed(error, name)) === true) return false;
  return on === undefined || on.some((name) => isNamed(error, name));
}

/** By its code, its code's family (`node/*`), or the name of the error that user code threw. */
function isNamed({ code, thrown }: ErrorInfo, name: string): boolean {
  if (name.endsWith('/*')) return code.startsWith(name.slice(0, -1));
  return name === code || name === thrown;
}
