import type { EventOf, ExecutionEvent, StepCommitted } from '../model/event.ts';
import type { EventBase } from '../model/event.ts';
import type { ActivationPath, BranchNumber, CheckpointId, NodeId, Seq } from '../model/ids.ts';
import { FrameIndex, frameOfPath } from './frame-index.ts';
import { HeadPath } from './head-path.ts';
import type { Branch, TimelineRow } from './timeline-model.ts';

/** What a log of events amounts to. Successive snapshots share what did not change. */
export interface Timeline {
  readonly rows: readonly TimelineRow[];
  /** Position in `rows` of the row that made a checkpoint. Shared by all snapshots; it only grows. */
  readonly rowOf: ReadonlyMap<CheckpointId, number>;
  readonly head: CheckpointId | undefined;
  readonly headPath: ReadonlySet<CheckpointId>;
  readonly branches: readonly Branch[];
  readonly durableSeq: Seq | undefined;
  /** Nodes skipped right after a checkpoint was made. Shared by all snapshots; it only grows. */
  readonly skippedAfter: ReadonlyMap<CheckpointId, readonly Skip[]>;
  /** Activations that failed for good right after a checkpoint was made. Shared by all snapshots; it only grows. */
  readonly failedAfter: ReadonlyMap<CheckpointId, readonly Failure[]>;
  /** The scopes' frames. Shared by all snapshots; it only grows. */
  readonly frames: FrameIndex;
}

export type Failure = Pick<EventOf<'activation-failed'>, 'node' | 'error'>;

export interface Skip {
  readonly node: NodeId;
  readonly path: ActivationPath;
}

/**
 * Folds an execution's events into its timeline, batch by batch. A batch costs what it brings (plus one copy of the
 * list of row references); a rollback costs the steps between the old head and the new.
 */
export interface TimelineBuilder {
  readonly timeline: Timeline;
  /** Events in order of `seq`, without gaps, none twice. */
  append(events: readonly ExecutionEvent[]): Timeline;
}

export function timelineOf(events: readonly ExecutionEvent[]): Timeline {
  return createTimelineBuilder().append(events);
}

export function createTimelineBuilder(): TimelineBuilder {
  return new Builder();
}

type FailureEvent = EventOf<'activation-failed'> | EventOf<'activation-retried'>;

class Builder implements TimelineBuilder {
  timeline: Timeline;
  private readonly rows: TimelineRow[] = [];
  private readonly rowOf = new Map<CheckpointId, number>();
  private readonly depths = new Map<CheckpointId, number>();
  /** Positions of the failed attempts that hang on a checkpoint. */
  private readonly failuresAt = new Map<CheckpointId, number[]>();
  private readonly skippedAfter = new Map<CheckpointId, Skip[]>();
  private readonly failedAfter = new Map<CheckpointId, Failure[]>();
  private readonly frames = new FrameIndex();
  private readonly branches = new Map<BranchNumber, Branch>();
  private path: HeadPath = new HeadPath([], this.depths);
  private durableSeq: Seq | undefined;
  private rowsChanged = false;
  private branchesChanged = false;
  private endsShown = 0;

  constructor() {
    this.timeline = {
      rows: [],
      rowOf: this.rowOf,
      head: undefined,
      headPath: this.path,
      branches: [],
      durableSeq: undefined,
      skippedAfter: this.skippedAfter,
      failedAfter: this.failedAfter,
      frames: this.frames,
    };
  }

  append(events: readonly ExecutionEvent[]): Timeline {
    for (const event of events) this.take(event);
    return this.publish();
  }

  private publish(): Timeline {
    const before = this.timeline;
    const framesEnded = before.frames.endCount !== this.endsShown;
    this.endsShown = this.frames.endCount;
    const same =
      !framesEnded && !this.rowsChanged && before.headPath === this.path && before.durableSeq === this.durableSeq;
    if (same) return before;
    const headMoved = before.head !== this.path.head;
    this.timeline = {
      ...before,
      rows: this.rowsChanged ? this.rows.slice() : before.rows,
      head: this.path.head,
      headPath: this.path,
      branches: this.branchesChanged || headMoved ? this.listBranches(before.branches) : before.branches,
      durableSeq: this.durableSeq,
    };
    this.rowsChanged = false;
    this.branchesChanged = false;
    return this.timeline;
  }

  private listBranches(before: readonly Branch[]): readonly Branch[] {
    const standing = this.rowAt(this.path.head)?.branch;
    for (const branch of this.branches.values()) {
      const isHead = branch.number === standing;
      if (branch.isHead !== isHead) this.branches.set(branch.number, { ...branch, isHead });
    }
    const list = [...this.branches.values()];
    const unchanged = list.length === before.length && list.every((branch, index) => branch === before[index]);
    return unchanged ? before : list;
  }

  private take(event: ExecutionEvent): void {
    switch (event.type) {
      case 'execution-started':
        return this.commit(startRow(event));
      case 'step-committed':
        return this.commit(stepRow(event, this.nextStep(event.parent)));
      case 'context-edited':
      case 'variant-swapped':
        return this.commit(outsideRow(event, this.stepAt(event.parent)));
      case 'activation-failed':
      case 'activation-retried':
        return this.fail(event);
      case 'activation-skipped':
        return this.skip(event);
      case 'frame-opened':
        this.frames.open(event);
        return this.commit(frameRow(event, this.stepAt(event.parent)));
      case 'frame-closed':
        return this.frames.close(event, this.path);
      case 'execution-rolled-back':
        return this.moveHead(event.to);
      case 'checkpoint-durable':
        this.durableSeq = event.upTo;
        return;
      default:
        return;
    }
  }

  private commit(row: TimelineRow & { readonly checkpoint: CheckpointId }): void {
    if (row.parent !== undefined && row.parent !== this.path.head) this.moveHead(row.parent);
    const parentDepth = row.parent === undefined ? -1 : (this.depths.get(row.parent) ?? -1);
    this.depths.set(row.checkpoint, parentDepth + 1);
    this.rowOf.set(row.checkpoint, this.rows.length);
    this.push(row);
    this.path = this.path.append(row.checkpoint);
    this.grow(row);
  }

  private grow(row: TimelineRow & { readonly checkpoint: CheckpointId }): void {
    const known = this.branches.get(row.branch);
    this.branchesChanged = true;
    this.branches.set(row.branch, {
      number: row.branch,
      forkPoint: known === undefined ? row.parent : known.forkPoint,
      leaf: row.checkpoint,
      rows: (known?.rows ?? 0) + 1,
      isHead: known?.isHead ?? false,
    });
  }

  private fail(event: FailureEvent): void {
    const parent = this.path.head;
    if (parent === undefined) return;
    const positions = this.failuresAt.get(parent) ?? [];
    positions.push(this.rows.length);
    this.failuresAt.set(parent, positions);
    if (event.type === 'activation-failed')
      this.failedAfter.set(parent, [...(this.failedAfter.get(parent) ?? []), event]);
    this.push(failedRow(event, { parent, step: this.nextStep(parent) }));
  }

  private skip({ node, path }: Skip): void {
    const at = this.path.head;
    if (at === undefined) return;
    const nodes = this.skippedAfter.get(at) ?? [];
    nodes.push({ node, path });
    this.skippedAfter.set(at, nodes);
    this.frames.addSkip(path, node, this.rows.length - 1);
  }

  private push(row: TimelineRow): void {
    this.frames.addRow(row, this.rows.length);
    this.rows.push(row);
    this.rowsChanged = true;
  }

  /** Rewrites the rows between the two heads, and no others. */
  private moveHead(to: CheckpointId): void {
    const old = this.path;
    const list = this.lineOf(to);
    let shared = 0;
    while (shared < list.length && shared < old.size && list[shared] === old.at(shared)) shared += 1;
    for (let depth = shared; depth < old.size; depth += 1) this.mark(old.at(depth), false);
    for (let depth = shared; depth < list.length; depth += 1) this.mark(list[depth], true);
    this.path = new HeadPath(list, this.depths);
  }

  private lineOf(checkpoint: CheckpointId): CheckpointId[] {
    const list: CheckpointId[] = [];
    for (let at: CheckpointId | undefined = checkpoint; at !== undefined; at = this.rowAt(at)?.parent) list.push(at);
    return list.reverse();
  }

  private mark(checkpoint: CheckpointId | undefined, onHeadPath: boolean): void {
    if (checkpoint === undefined) return;
    const position = this.rowOf.get(checkpoint);
    for (const index of [...(position === undefined ? [] : [position]), ...(this.failuresAt.get(checkpoint) ?? [])]) {
      const row = this.rows[index];
      if (row !== undefined && row.onHeadPath !== onHeadPath) this.rows[index] = { ...row, onHeadPath };
    }
    this.rowsChanged = true;
  }

  private rowAt(checkpoint: CheckpointId | undefined): TimelineRow | undefined {
    const position = checkpoint === undefined ? undefined : this.rowOf.get(checkpoint);
    return position === undefined ? undefined : this.rows[position];
  }
  private stepAt(checkpoint: CheckpointId): number {
    return this.rowAt(checkpoint)?.step ?? 0;
  }
  private nextStep(parent: CheckpointId): number {
    return this.stepAt(parent) + 1;
  }
}

const noActivation = {
  frame: undefined,
  node: undefined,
  path: undefined,
  activation: undefined,
  iteration: undefined,
  variant: undefined,
  attempt: undefined,
  durationMs: undefined,
  port: undefined,
  marks: [],
  error: undefined,
} as const;

type CommittedRow = TimelineRow & { readonly checkpoint: CheckpointId };

function startRow(event: EventOf<'execution-started'>): CommittedRow {
  return {
    ...noActivation,
    key: event.checkpoint,
    type: 'start',
    seq: event.seq,
    checkpoint: event.checkpoint,
    parent: undefined,
    branch: event.branch,
    step: 0,
    startedAt: event.at,
    changes: event.changes,
    onHeadPath: true,
  };
}

function stepRow(event: EventBase & StepCommitted, step: number): CommittedRow {
  return {
    key: event.checkpoint,
    type: 'step',
    seq: event.seq,
    checkpoint: event.checkpoint,
    parent: event.parent,
    branch: event.branch,
    step,
    node: event.node,
    path: event.path,
    ...placeOf(event),
    activation: event.activation,
    iteration: event.iteration,
    variant: event.variant,
    attempt: event.attempt,
    startedAt: event.startedAt,
    durationMs: event.durationMs,
    port: event.port,
    marks: event.marks,
    changes: event.changes,
    error: event.error,
    onHeadPath: true,
  };
}

/** What undoes writes to the context around what failed. */
function placeOf({ path, scope }: StepCommitted): Pick<TimelineRow, 'frame' | 'writtenTo'> {
  const frame = frameOfPath(path);
  return frame === scope ? { frame } : { frame, writtenTo: { frame: scope } };
}

/** An edit by hand or a swap: it stands between two steps and carries the number of the one before it. */
function outsideRow(event: EventOf<'context-edited'> | EventOf<'variant-swapped'>, step: number): CommittedRow {
  const swap = event.type === 'variant-swapped';
  return {
    ...noActivation,
    key: event.checkpoint,
    type: swap ? 'swap' : 'edit',
    seq: event.seq,
    checkpoint: event.checkpoint,
    parent: event.parent,
    branch: event.branch,
    step,
    node: swap ? event.node : undefined,
    frame: swap ? undefined : event.scope,
    variant: swap ? event.to.variant : undefined,
    startedAt: event.at,
    marks: swap ? [] : ['edited'],
    changes: swap ? [] : event.changes,
    onHeadPath: true,
  };
}

/** A frame begins: like an edit it stands between two steps. Its path is the frame's. */
function frameRow(event: EventOf<'frame-opened'>, step: number): CommittedRow {
  return {
    ...noActivation,
    key: event.checkpoint,
    type: 'scope',
    seq: event.seq,
    checkpoint: event.checkpoint,
    parent: event.parent,
    branch: event.branch,
    step,
    node: event.node,
    path: event.frame,
    frame: event.frame,
    activation: event.activation,
    startedAt: event.at,
    changes: event.changes,
    onHeadPath: true,
  };
}

function failedRow(event: FailureEvent, at: { parent: CheckpointId; step: number }): TimelineRow {
  const failed = event.type === 'activation-failed';
  return {
    key: `f${event.seq}`,
    type: 'failed',
    seq: event.seq,
    checkpoint: undefined,
    parent: at.parent,
    branch: event.branch,
    step: at.step,
    node: event.node,
    path: event.path,
    frame: frameOfPath(event.path),
    activation: event.activation,
    iteration: event.iteration,
    variant: event.variant,
    attempt: event.attempt,
    startedAt: failed ? event.startedAt : event.at,
    durationMs: failed ? event.durationMs : undefined,
    port: undefined,
    marks: [],
    changes: [],
    error: event.error,
    onHeadPath: true,
  };
}
