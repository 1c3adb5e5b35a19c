import { nodeInPlan } from '../../model/graph-names.ts';
import type { DebugState } from '../../debugger/debug-state.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import type { NodeId } from '../../model/ids.ts';

/** What *re-run affected* goes back over. */
export interface RerunPreview {
  /** Steps on the head's path from the node's first run on, in order. */
  readonly steps: readonly TimelineRow[];
  /** Edits by hand and people's answers among them: the engine re-applies none unasked. */
  readonly notReapplied: readonly { readonly key: string; readonly text: string }[];
}

/** `undefined` where the node has not run on the head's path yet. */
export function rerunPreview(
  { rows, document }: Pick<DebugState, 'rows' | 'document'>,
  node: NodeId,
): RerunPreview | undefined {
  const path = rows.filter((row) => row.onHeadPath);
  const first = path.findIndex((row) => row.type === 'step' && row.node === node);
  if (first < 0) return undefined;
  const after = path.slice(first);
  const kept = after.flatMap((row) => {
    if (row.type === 'edit') return [{ key: row.key, text: `edit of ${keysText(row)}` }];
    if (row.type === 'swap' && row.node !== undefined && row.node !== node) {
      return [{ key: row.key, text: `swap of ${row.node}` }];
    }
    if (row.type === 'step' && row.node !== undefined && nodeInPlan(document, row.node)?.kind === 'human') {
      return [{ key: row.key, text: `answer at ${row.node}` }];
    }
    return [];
  });
  return { steps: after.filter((row) => row.type === 'step'), notReapplied: kept };
}

const keysText = (row: TimelineRow): string => row.changes.map(({ key }) => key).join(', ') || 'the context';
