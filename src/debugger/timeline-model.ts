import type { ErrorInfo } from '../model/errors.ts';
import type { ContextChange, FrameOutcome } from '../model/event.ts';
import type { ProvenanceMark } from '../model/execution.ts';
import type { ActivationNumber, ActivationPath, BranchNumber, CheckpointId, NodeId, Seq } from '../model/ids.ts';

/**
 * One line of the timeline: a step, the start, an edit by hand, a swap, the beginning of a scope's frame, or a failed attempt
 * that committed nothing.
 */
export interface TimelineRow {
  /** Stable key. */
  readonly key: string;
  readonly type: 'start' | 'step' | 'edit' | 'swap' | 'scope' | 'failed';
  readonly seq: Seq;
  /** Absent for `failed`. */
  readonly checkpoint: CheckpointId | undefined;
  readonly parent: CheckpointId | undefined;
  readonly branch: BranchNumber;
  /** Number of the step on its path from the root, from 1; 0 for the start. */
  readonly step: number;
  readonly node: NodeId | undefined;
  readonly path: ActivationPath | undefined;
  /** The frame in which it stands, `map[12]`: for `scope` the one that begins. Absent in the outermost. `changes` are of its context. */
  readonly frame: ActivationPath | undefined;
  /** For what undoes: the frame around whose context `changes` are of instead. */
  readonly writtenTo?: { readonly frame: ActivationPath | undefined };
  readonly activation: ActivationNumber | undefined;
  readonly iteration: number | undefined;
  readonly variant: string | undefined;
  readonly attempt: number | undefined;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number | undefined;
  readonly port: string | undefined;
  readonly marks: readonly ProvenanceMark[];
  readonly changes: readonly ContextChange[];
  readonly error: ErrorInfo | undefined;
  /** Whether the row lies on the path from the root to the head. */
  readonly onHeadPath: boolean;
}

/** One running instance of a graph: an item of a map, an iteration of a loop, a subflow. */
export interface Frame {
  /** Prefix of the paths of everything in it: `map[12]`. */
  readonly path: ActivationPath;
  /** The frame around it; absent where that is the outermost. */
  readonly around: ActivationPath | undefined;
  readonly graph: string;
  readonly index: number;
  /** How many its scope meant to open in all, as far as was known. */
  readonly of: number | undefined;
  /** The scope that opened it, and in which activation. */
  readonly node: NodeId;
  readonly activation: ActivationNumber;
  /** Where it began. */
  readonly checkpoint: CheckpointId;
  /** Epoch milliseconds. */
  readonly openedAt: number;
}

export interface FrameEnd {
  readonly frame: Frame;
  /** The checkpoint that was the head when it ended: the end is part of the paths that lead through it. */
  readonly after: CheckpointId;
  readonly outcome: FrameOutcome;
  readonly error: ErrorInfo | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A path of checkpoints that left its parent branch at `forkPoint`. */
export interface Branch {
  readonly number: BranchNumber;
  readonly forkPoint: CheckpointId | undefined;
  readonly leaf: CheckpointId;
  readonly rows: number;
  readonly isHead: boolean;
}
