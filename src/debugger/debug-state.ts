import type { StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../model/errors.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { ExecutionSummary } from '../model/execution.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { ActivationPath, CheckpointId, EdgeId, ExecutionId, NodeId, Seq } from '../model/ids.ts';
import type { FrameIndex } from './frame-index.ts';
import type { FrameRuns, ScopeRun } from './scope-runs.ts';
import type { Branch, TimelineRow } from './timeline-model.ts';

/** How a node stands in the execution under inspection, at the selected point. */
export interface NodeRun {
  readonly state: 'idle' | 'ready' | 'running' | 'waiting' | 'paused' | 'done' | 'failed' | 'skipped';
  /** Committed activations on the head's branch. */
  readonly count: number;
  readonly lastDurationMs: number | undefined;
  /** The variant bound in this execution. */
  readonly variant: string | undefined;
  readonly error: ErrorInfo | undefined;
  readonly marks: readonly string[];
  /** What is going on in it now, where it is several activations at once. */
  readonly live?: LiveCounts | undefined;
  /** For scopes: the frames of its last activation. */
  readonly scope?: ScopeRun | undefined;
}

/** Activations of one node, by how they stand. */
export interface LiveCounts {
  readonly ready: number;
  readonly running: number;
  readonly waiting: number;
  readonly failed: number;
}

/** Which runs of a named graph the canvas shows: that of the selected step, all together, or one by its path. */
export type FrameChoice =
  | { readonly type: 'step' }
  | { readonly type: 'all' }
  | { readonly type: 'frame'; readonly path: ActivationPath };

/** The execution under inspection: everything derived from its events, nothing kept twice. */
export interface DebugState {
  readonly execution: ExecutionSummary | undefined;
  /** The document that the execution is pinned to. */
  readonly document: GraphDocument | undefined;
  readonly loading: boolean;
  readonly error: ErrorInfo | undefined;
  readonly events: readonly ExecutionEvent[];
  /** All steps, edits and swaps of all branches, in the order in which they happened. */
  readonly rows: readonly TimelineRow[];
  readonly branches: readonly Branch[];
  /** Position in `rows` of the row that made a checkpoint; rows never move, so this only grows. */
  readonly rowOf: ReadonlyMap<CheckpointId, number>;
  /** The checkpoint that the next commit will hang on. */
  readonly head: CheckpointId | undefined;
  /** Checkpoints from the root to the head. */
  readonly headPath: ReadonlySet<CheckpointId>;
  readonly nodes: ReadonlyMap<NodeId, NodeRun>;
  /** Edges that carried a token on the head's path, with how often. */
  readonly edges: ReadonlyMap<EdgeId, number>;
  /** The scopes' frames as they stand at the selected checkpoint. */
  readonly frames: FrameRuns;
  readonly frame: FrameChoice;
  /** The frames of all branches with their rows; it only grows. */
  readonly frameIndex: FrameIndex;
  readonly durableSeq: Seq | undefined;
  /** The selected row's checkpoint; follows the head until the user selects. */
  readonly selected: CheckpointId | undefined;
  readonly following: boolean;
  /** Key of the selected row: the one that made `selected`, or a failed attempt that hangs on it. */
  readonly selectedRow: string | undefined;
  /** The other side of a comparison, in this execution or another. */
  readonly compareWith: { readonly execution: ExecutionId; readonly checkpoint: CheckpointId } | undefined;
}

/** Focus and selection of the debugger. Implemented by `debugger/debug-session.ts`. */
export interface DebugSession {
  readonly store: StoreApi<DebugState>;
  /** Loads the execution's events and follows it live. `undefined` shows none. */
  inspect(execution: ExecutionId | undefined): Promise<void>;
  /** `undefined` follows the head again. */
  select(checkpoint: CheckpointId | undefined): void;
  /** Selects a row by its key: also a failed attempt, which made no checkpoint. */
  selectRow(key: string): void;
  lookAt(frame: FrameChoice): void;
  compare(other: { readonly execution: ExecutionId; readonly checkpoint: CheckpointId } | undefined): void;
  dispose(): void;
}
