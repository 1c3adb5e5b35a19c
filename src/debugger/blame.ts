import type { ContextChange, ExecutionEvent } from '../model/event.ts';
import type { CheckpointId } from '../model/ids.ts';
import type { TimelineRow } from './timeline-model.ts';

export interface BlameScope {
  readonly rows: readonly TimelineRow[];
  readonly rowOf: ReadonlyMap<CheckpointId, number>;
  /** By `seq`. */
  readonly events: readonly ExecutionEvent[];
}

/** Why a key has its value: the row that wrote it last, and what that row had read. */
export interface Blame {
  readonly key: string;
  readonly row: TimelineRow;
  readonly change: ContextChange;
  /** Each key that the writing step read, with the row that had written it, `undefined` where the key was missing. */
  readonly reads: readonly { readonly key: string; readonly writer: TimelineRow | undefined }[];
}

/** Who last wrote `key` as of `checkpoint`, seen along its own line of parents. `undefined` where nobody did. */
export function blame(scope: BlameScope, checkpoint: CheckpointId, key: string): Blame | undefined {
  const found = lastWriter(scope, checkpoint, key);
  if (found === undefined) return undefined;
  return { key, ...found, reads: readsOf(scope, found.row) };
}

/** What a step read, with who had written each key by then. */
export function readsOf(scope: BlameScope, row: TimelineRow): Blame['reads'] {
  const event = scope.events[row.seq];
  if (event?.type !== 'step-committed') return [];
  const seen = row.parent;
  return Object.keys(event.reads.keys).map((key) => ({
    key,
    writer: seen === undefined ? undefined : lastWriter(scope, seen, key)?.row,
  }));
}

function lastWriter(scope: BlameScope, checkpoint: CheckpointId, key: string) {
  let at: CheckpointId | undefined = checkpoint;
  while (at !== undefined) {
    const row: TimelineRow | undefined = scope.rows[scope.rowOf.get(at) ?? -1];
    const change = row?.changes.find((candidate) => candidate.key === key);
    if (row !== undefined && change !== undefined) return { row, change };
    at = row?.parent;
  }
  return undefined;
}
