import type { ContextChange } from '../../model/event.ts';

/** A change of one key as one line: `0.81 → 0.91`, `[483 rows]`, `removed (was 3)`. */
export function changeWords({ before, after }: ContextChange): string {
  if (after === undefined) return before === undefined ? 'removed' : `removed (was ${before.summary.text})`;
  return before === undefined ? after.summary.text : `${before.summary.text} → ${after.summary.text}`;
}
