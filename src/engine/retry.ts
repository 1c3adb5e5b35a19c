import type { ErrorInfo } from '../model/errors.ts';
import type { PlanNode } from '../model/plan.ts';
import type { Activation } from './control.ts';
import { retryOf } from './plan-settings.ts';

type Settings = ReturnType<typeof retryOf>;

/** Milliseconds to wait before the next attempt; `tries` attempts were made so far. Jitter takes up to half of it away. */
export function backoffDelay(retry: Settings, tries: number, random: () => number): number {
  const { initialDelayMs, factor, maxDelayMs, jitter } = retry;
  const delay = Math.min(maxDelayMs, initialDelayMs * growth(retry.backoff, factor, tries));
  return Math.round(jitter ? delay * (1 - random() / 2) : delay);
}

function growth(backoff: Settings['backoff'], factor: number, tries: number): number {
  if (backoff === 'fixed') return 1;
  return backoff === 'linear' ? tries : factor ** (tries - 1);
}

/** What a failure of the node's own leads to: another attempt, what `onError` says, or nobody catches it. */
export function handlingOf(node: PlanNode, activation: Activation, error: ErrorInfo): 'retry' | PlanNode['onError'] {
  return error.retryable !== false && activation.tries < retryOf(node).maxAttempts ? 'retry' : node.onError;
}
