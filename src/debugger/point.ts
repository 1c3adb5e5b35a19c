import { stepNamed } from '../model/activation-path.ts';
import type { CheckpointId } from '../model/ids.ts';
import type { DebugState } from './debug-state.ts';

type Scope = Pick<DebugState, 'rows' | 'rowOf' | 'headPath'>;

/**
 * The checkpoint that a link names: `c12` itself, or a path such as `map[12]/train` or `train#3`, the third activation of
 * `train` on the head's branch; `map[12]` is where that item began. `undefined` where there is no such point.
 */
export function findPoint(scope: Scope, text: string): CheckpointId | undefined {
  const id = text as CheckpointId;
  if (scope.rowOf.has(id)) return id;
  const rows = scope.rows.filter(({ onHeadPath }) => onHeadPath);
  const step = stepNamed(
    rows.filter(({ type }) => type === 'step'),
    text,
  );
  return (step ?? rows.findLast(({ type, path }) => type === 'scope' && path === text))?.checkpoint;
}
