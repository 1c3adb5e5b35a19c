import type { EventOf } from '../model/event.ts';
import type { ActivationPath, CheckpointId, NodeId } from '../model/ids.ts';
import type { HeadPath } from './head-path.ts';
import type { Frame, FrameEnd, TimelineRow } from './timeline-model.ts';

/** The frame that an activation stands in: `map[12]/loop[3]` of `map[12]/loop[3]/score`; `undefined` in the outermost. */
export function frameOfPath(path: ActivationPath): ActivationPath | undefined {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? undefined : (path.slice(0, slash) as ActivationPath);
}

/** A frame and those around it, the outermost first. */
export function framesAround(frame: ActivationPath | undefined): readonly ActivationPath[] {
  if (frame === undefined) return [];
  const frames: ActivationPath[] = [];
  for (let end = frame.indexOf('/'); end >= 0; end = frame.indexOf('/', end + 1)) {
    frames.push(frame.slice(0, end) as ActivationPath);
  }
  return [...frames, frame];
}

/** A node that was skipped in a frame, after the row at a position. */
interface FrameSkip {
  readonly node: NodeId;
  readonly after: number;
}

const noPositions: readonly number[] = [];
const noSkips: readonly FrameSkip[] = [];
const noEnds: readonly FrameEnd[] = [];

/**
 * The frames of an execution, over all its branches: where each began, how it ended, which rows stand in it. It only grows.
 * A path may be opened on several branches, and again on the same one; each opening is a frame of its own.
 */
export class FrameIndex {
  /** By the checkpoint where it began. */
  private readonly frames = new Map<CheckpointId, Frame>();
  private readonly byPath = new Map<ActivationPath, Frame[]>();
  private readonly ends = new Map<CheckpointId, FrameEnd[]>();
  private readonly endsAfterPoint = new Map<CheckpointId, FrameEnd[]>();
  private readonly rows = new Map<ActivationPath, number[]>();
  private readonly steps = new Map<ActivationPath, number>();
  private readonly skips = new Map<ActivationPath, FrameSkip[]>();
  /** How many ends were noted: tells whether there is news. */
  endCount = 0;

  get size(): number {
    return this.frames.size;
  }

  at(checkpoint: CheckpointId | undefined): Frame | undefined {
    return checkpoint === undefined ? undefined : this.frames.get(checkpoint);
  }
  /** The frame of that path that was opened last on a way through these points. */
  named(path: ActivationPath, points: ReadonlySet<CheckpointId>): Frame | undefined {
    return this.byPath.get(path)?.findLast((frame) => points.has(frame.checkpoint));
  }
  /** How a frame ended, on each branch where it did. */
  endsOf(frame: Frame): readonly FrameEnd[] {
    return this.ends.get(frame.checkpoint) ?? noEnds;
  }
  endsAfter(checkpoint: CheckpointId): readonly FrameEnd[] {
    return this.endsAfterPoint.get(checkpoint) ?? noEnds;
  }
  /** Positions of the rows that stand in it and in no frame within it, on all branches. */
  rowsOf(path: ActivationPath): readonly number[] {
    return this.rows.get(path) ?? noPositions;
  }
  skipsOf(path: ActivationPath): readonly FrameSkip[] {
    return this.skips.get(path) ?? noSkips;
  }

  open(event: EventOf<'frame-opened'>): void {
    const frame: Frame = {
      path: event.frame,
      around: frameOfPath(event.path),
      graph: event.graph,
      index: event.index,
      of: event.of,
      node: event.node,
      activation: event.activation,
      checkpoint: event.checkpoint,
      openedAt: event.at,
    };
    this.frames.set(frame.checkpoint, frame);
    push(this.byPath, frame.path, frame);
  }

  close(event: EventOf<'frame-closed'>, path: HeadPath): void {
    const frame = this.named(event.frame, path);
    if (frame === undefined || path.head === undefined) return;
    const after = path.head;
    const end: FrameEnd = { frame, after, outcome: event.outcome, error: event.error, at: event.at };
    this.endCount++;
    push(this.ends, frame.checkpoint, end);
    push(this.endsAfterPoint, after, end);
  }

  addRow({ frame, type }: TimelineRow, position: number): void {
    if (frame === undefined) return;
    push(this.rows, frame, position);
    if (type !== 'step') return;
    for (const around of framesAround(frame)) this.steps.set(around, this.stepsIn(around) + 1);
  }
  /** How many steps stand in it and in the frames within it, on all branches. */
  stepsIn(path: ActivationPath): number {
    return this.steps.get(path) ?? 0;
  }

  addSkip(path: ActivationPath, node: NodeId, after: number): void {
    const frame = frameOfPath(path);
    if (frame !== undefined) push(this.skips, frame, { node, after });
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
