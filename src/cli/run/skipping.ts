import type { NodeExecutor } from '../../model/activation.ts';

/** Nothing is started for a node that is skipped: what its stand-in would give is known. */
export function skippingExecutors(
  executors: ReadonlyMap<string, NodeExecutor>,
  skipped: ReadonlySet<string>,
): ReadonlyMap<string, NodeExecutor> {
  if (skipped.size === 0) return executors;
  const skipping = (executor: NodeExecutor): NodeExecutor => ({
    execute: (activation, tools) =>
      skipped.has(activation.node) ? { type: 'returned', value: undefined } : executor.execute(activation, tools),
  });
  return new Map([...executors].map(([kind, executor]) => [kind, skipping(executor)]));
}
