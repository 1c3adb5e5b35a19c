import type { ActivationRequest, NodeTools } from '../model/activation.ts';
import { WtbError } from '../model/errors.ts';
import type { FirstAnswer, SimpleWait } from '../model/execution.ts';
import type { Value } from '../model/value.ts';

/** What a wait came to, or that the time was up before. */
export type Waited = { readonly value: Value } | 'timeout';

/**
 * Waits, for at most `timeoutMs` where that is a number. A restart finds the moment that was fixed before, so that the time
 * does not start anew.
 */
export async function waitAtMost(
  { waits }: Pick<ActivationRequest, 'waits'>,
  tools: NodeTools,
  request: SimpleWait,
  timeoutMs: unknown,
): Promise<Waited> {
  if (typeof timeoutMs !== 'number') return { value: await tools.wait(request) };
  const begun = waits.at(-1)?.request;
  const whole = begun?.type === 'first' ? begun : { type: 'first' as const, of: [request, timerIn(tools, timeoutMs)] };
  const { index, value } = (await tools.wait(whole)) as FirstAnswer;
  return index === 0 ? { value } : 'timeout';
}

export const timerIn = (tools: NodeTools, ms: number): SimpleWait => ({ type: 'timer', until: tools.now() + ms });

/**
 * The correlation key that an expression gives: a text, or a number or truth value as text; none where there is no expression.
 * Throws `WtbError` `node/expression`.
 */
export async function correlationKey(
  tools: NodeTools,
  expression: string,
  path: string,
): Promise<{ readonly key?: string }> {
  if (expression === '') return {};
  const key = await tools.evaluate(expression);
  if (typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean') return { key: String(key) };
  throw new WtbError({
    code: 'node/expression',
    message: `The key \`${expression}\` must give a text or a number.`,
    place: { path },
    remedy: 'Name one value, such as an order number; `$string(…)` makes a text of anything.',
    retryable: false,
  });
}

/** Epoch milliseconds of a date, an ISO text or a number. Throws `WtbError` `node/expression`. */
export function toMoment(value: Value, expression: string, path: string): number {
  const date = Object.prototype.toString.call(value) === '[object Date]';
  const moment = typeof value === 'string' ? Date.parse(value) : date ? (value as Date).getTime() : value;
  if (typeof moment === 'number' && Number.isFinite(moment)) return moment;
  throw new WtbError({
    code: 'node/expression',
    message: `\`${expression}\` must give a date as ISO text or as epoch milliseconds.`,
    place: { path },
    retryable: false,
  });
}
