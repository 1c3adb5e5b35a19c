import type { CheckpointId } from '../model/ids.ts';
import type { DebugState } from './debug-state.ts';

type Scope = Pick<DebugState, 'rows' | 'rowOf' | 'headPath'>;

/**
 * The checkpoint that a link names: `c12` itself, or a path such as `train` or `train#3`, the third activation of
 * `train` on the head's branch. `undefined` where there is no such point.
 */
export function findPoint(scope: Scope, text: string): CheckpointId | undefined {
  const id = text as CheckpointId;
  if (scope.rowOf.has(id)) return id;
  const match = /^(.*?)(?:#(\d+))?$/.exec(text);
  const path = match?.[1] ?? '';
  const wanted = Number(match?.[2] ?? 1);
  const found = scope.rows.filter((row) => row.type === 'step' && row.onHeadPath && row.path === path);
  return (found[wanted - 1] ?? scope.rows.find((row) => row.onHeadPath && row.path === text))?.checkpoint;
}
