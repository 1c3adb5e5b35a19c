import type { ContextChange, ExecutionEvent } from '../model/event.ts';
import { frameOfPath, framesAround } from './frame-index.ts';
import type { ActivationPath, CheckpointId } from '../model/ids.ts';
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

/** A key as it is seen at a point: in a frame, or where that is absent in the outermost context. */
export interface Sight {
  readonly at: CheckpointId;
  readonly frame?: ActivationPath | undefined;
}

/** Who last wrote `key` as of a point, seen along its own line of parents. `undefined` where nobody did. */
export function blame(scope: BlameScope, sight: Sight, key: string): Blame | undefined {
  const found = lastWriter(scope, sight, key);
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
    writer: seen === undefined ? undefined : lastWriter(scope, { at: seen, frame: row.frame }, key)?.row,
  }));
}

/** Back along the parents; where the frame began, on in what it took over: the iteration before, or the context around. */
function lastWriter(scope: BlameScope, sight: Sight, key: string) {
  let at: CheckpointId | undefined = sight.at;
  let { frame } = sight;
  while (at !== undefined) {
    const row: TimelineRow | undefined = scope.rows[scope.rowOf.get(at) ?? -1];
    const isSeen = row !== undefined && isOf(row, frame);
    const change = isSeen ? row.changes.find((candidate) => candidate.key === key) : undefined;
    if (row !== undefined && change !== undefined) return { row, change };
    if (isSeen && row.type === 'scope') frame = takenOver(scope, row);
    at = row?.parent;
  }
  return undefined;
}

/** Whether a row's changes are of a frame's context. What undoes is seen in all that it leaves, too. */
function isOf({ frame: own, writtenTo }: TimelineRow, frame: ActivationPath | undefined): boolean {
  if (writtenTo === undefined) return own === frame;
  if (frame === undefined || frame === writtenTo.frame) return frame === writtenTo.frame;
  const around = framesAround(own);
  return (
    around.includes(frame) && (writtenTo.frame === undefined || around.indexOf(frame) > around.indexOf(writtenTo.frame))
  );
}

function takenOver({ events }: BlameScope, { seq, frame }: TimelineRow): ActivationPath | undefined {
  const event = events[seq];
  const before = event?.type === 'frame-opened' ? event.continues : undefined;
  return before ?? (frame === undefined ? undefined : frameOfPath(frame));
}
