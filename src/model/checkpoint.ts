import type { ActivationPath, BranchNumber, CheckpointId, NodeId, Seq } from './ids.ts';
import type { JsonValue, ValueRef } from './value.ts';

/**
 * The scheduler's whole state at one point, as plain JSON: tokens, bindings, in-flight activations, counters.
 * Written and read only by `engine/control-snapshot.ts`; everybody else carries it unopened.
 */
export type ControlSnapshot = JsonValue;

/** `scope`: a sub-graph began: an item of a map, an iteration of a loop, a subflow. */
export type CheckpointSource = 'input' | 'step' | 'edit' | 'swap' | 'scope';

/** A point that one can roll back to: derived from the event that made it. */
export interface CheckpointInfo {
  readonly id: CheckpointId;
  readonly parent: CheckpointId | undefined;
  readonly source: CheckpointSource;
  readonly seq: Seq;
  readonly branch: BranchNumber;
  /** Steps from the root to here, this one included. */
  readonly depth: number;
  readonly node: NodeId | undefined;
  readonly path: ActivationPath | undefined;
  /** Link of the hash chain; empty where hashing is off. */
  readonly hash: string;
}

/** The context at a checkpoint: every key with the value it had, and who wrote it. */
export interface ContextView {
  readonly checkpoint: CheckpointId;
  readonly entries: readonly ContextEntry[];
  /** Sum of the values' stored sizes. */
  readonly bytes: number;
  /** What the scopes open at this checkpoint see, the outermost first: their own writes over what was around them when they began. */
  readonly scopes?: readonly ScopeView[];
}

export interface ScopeView {
  /** Path of the frame: `map[12]`, `loop[3]/map[0]`. */
  readonly scope: ActivationPath;
  readonly entries: readonly ContextEntry[];
  /** The keys that were written in it. */
  readonly own: readonly string[];
}

export interface ContextEntry {
  readonly key: string;
  readonly value: ValueRef;
  /** The checkpoint that wrote it. */
  readonly writtenAt: CheckpointId;
  /** The activation path that wrote it, or `undefined` for initial values and edits by hand. */
  readonly writer: ActivationPath | undefined;
}

/** One key of a difference between two contexts. */
export interface ContextDiffEntry {
  readonly key: string;
  readonly change: 'added' | 'changed' | 'removed';
  readonly before?: ValueRef;
  readonly after?: ValueRef;
}
export type ContextDiff = readonly ContextDiffEntry[];
