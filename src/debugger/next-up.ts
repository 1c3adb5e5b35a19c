import type { ExecutionSummary, LiveActivation } from '../model/execution.ts';

/** Who goes on: after a rollback into a frame the scope is ready, too, and waits for what is in it. */
export function nextUp({ live }: Pick<ExecutionSummary, 'live'>): LiveActivation | undefined {
  const isInside = (inner: LiveActivation, outer: LiveActivation) =>
    inner.path.startsWith(`${outer.path}/`) || inner.path.startsWith(`${outer.path}[`);
  return live.find(
    (outer) => (outer.state === 'ready' || outer.state === 'failed') && !live.some((inner) => isInside(inner, outer)),
  );
}
