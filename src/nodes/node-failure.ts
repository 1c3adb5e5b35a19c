import type { ActivationRequest, NodeResult } from '../model/activation.ts';
import { type ErrorInfo, WtbError } from '../model/errors.ts';
import type { Value } from '../model/value.ts';

/** A failed attempt of this activation, its node and variant named. */
export function failure(activation: Pick<ActivationRequest, 'node' | 'variant'>, error: ErrorInfo): NodeResult {
  const { node, variant } = activation;
  return { type: 'failed', error: { ...error, place: { node, variant, ...error.place } } };
}

/** What `work` returns, or its expected failure as a result. Bugs and cancellations go on as exceptions. */
export async function resultOf(
  activation: Pick<ActivationRequest, 'node' | 'variant'>,
  work: () => Promise<NodeResult>,
): Promise<NodeResult> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof WtbError) return failure(activation, thrown.info);
    throw thrown;
  }
}

export const returned = (value: Value, port?: string): NodeResult => ({
  type: 'returned',
  value,
  ...(port === undefined ? {} : { port }),
});

/** A text of the config; empty where it is missing or something else. */
export function configText(config: Readonly<Record<string, unknown>>, key: string): string {
  const value = config[key];
  return typeof value === 'string' ? value : '';
}
