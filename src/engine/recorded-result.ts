import type { WriteSet } from '../context/write-set.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { ContextChange, StepCommitted } from '../model/event.ts';

type Recorded = Pick<StepCommitted<StoredValue>, 'writes' | 'removed' | 'patches'> & {
  readonly changes: readonly ContextChange<StoredValue>[];
};

/** The write set as the node gave it: said, or read off the changes. */
export function recordedWrites(step: Recorded): WriteSet {
  const { patches } = step;
  if (step.writes !== undefined || patches !== undefined) {
    const whole = { writes: step.writes ?? [], removed: step.removed ?? [] };
    return patches === undefined ? whole : { ...whole, patches };
  }
  const writes: { key: string; value: StoredValue }[] = [];
  const removed: string[] = [];
  for (const { key, after } of step.changes) {
    if (after === undefined) removed.push(key);
    else writes.push({ key, value: after });
  }
  return { writes, removed };
}
