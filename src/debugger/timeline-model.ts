import type { ErrorInfo } from '../model/errors.ts';
import type { ContextChange } from '../model/event.ts';
import type { ProvenanceMark } from '../model/execution.ts';
import type { ActivationNumber, ActivationPath, BranchNumber, CheckpointId, NodeId, Seq } from '../model/ids.ts';

/** One line of the timeline: a step, the start, an edit by hand, a swap, or a failed attempt that committed nothing. */
export interface TimelineRow {
  /** Stable key. */
  readonly key: string;
  readonly type: 'start' | 'step' | 'edit' | 'swap' | 'failed';
  readonly seq: Seq;
  /** Absent for `failed`. */
  readonly checkpoint: CheckpointId | undefined;
  readonly parent: CheckpointId | undefined;
  readonly branch: BranchNumber;
  /** Number of the step on its path from the root, from 1; 0 for the start. */
  readonly step: number;
  readonly node: NodeId | undefined;
  readonly path: ActivationPath | undefined;
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

/** A path of checkpoints that left its parent branch at `forkPoint`. */
export interface Branch {
  readonly number: BranchNumber;
  readonly forkPoint: CheckpointId | undefined;
  readonly leaf: CheckpointId;
  readonly rows: number;
  readonly isHead: boolean;
}
