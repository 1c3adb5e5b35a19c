import type {
  ActivationNumber,
  ActivationPath,
  BranchNumber,
  CheckpointId,
  ExecutionId,
  NodeId,
  PlanHash,
  Seq,
  WorkflowId,
} from './ids.ts';
import type { ErrorInfo } from './errors.ts';
import type { JsonObject, Value } from './value.ts';

/**
 * ```
 * created → running ⇄ pausing → paused → running … → completed | failed | stopped
 * running → (the process died) → interrupted → running
 * ```
 */
export type ExecutionStatus =
  | 'created'
  | 'running'
  | 'pausing'
  | 'paused'
  | 'interrupted'
  | 'completed'
  | 'failed'
  | 'stopped';

export type ProvenanceMark = 'edited' | 'pinned' | 'mocked' | 'forced' | 'reused' | 'replayed';

/** When a commit counts as saved: each awaited, in groups of at most 50 ms, or when the execution ends. */
export type Durability = 'step' | 'batched' | 'exit';

export interface ExecutionOptions {
  /** Seed of `random` and `uuid`. */
  readonly seed: string;
  readonly durability: Durability;
  /** What an error that nothing catches does. */
  readonly onUncaught: 'pause' | 'fail';
  /** Hold before the first step. */
  readonly startPaused: boolean;
  /** Commit in order of start, so that the same seed gives the same chain of hashes. */
  readonly ordered: boolean;
}

/** What an activation waits for without burning time; shown as "waiting". */
export type WaitRequest =
  | { readonly type: 'timer' /** Epoch milliseconds. */; readonly until: number }
  | {
      readonly type: 'human';
      readonly title: string;
      readonly instructions: string /** JSON Schema of the answer. */;
      readonly schema: JsonObject;
      /** Who is asked. */
      readonly assignee?: string;
    }
  | { readonly type: 'message'; readonly name: string; readonly key?: string }
  /** Until the expression holds over the context. */
  | { readonly type: 'condition'; readonly expression: string }
  /** The first of several; the others are withdrawn. The answer is {@link FirstAnswer}. */
  | { readonly type: 'first'; readonly of: readonly SimpleWait[] }
  /** Before another attempt. */
  | { readonly type: 'backoff'; readonly until: number; readonly attempt: number };

export type SimpleWait = Exclude<WaitRequest, { readonly type: 'first' | 'backoff' }>;

/** What a `first` wait ended with. */
export type FirstAnswer = { readonly index: number; readonly value: Value };

/** Why a paused execution stands still. */
export type PauseReason =
  | { readonly type: 'user' }
  | { readonly type: 'start' }
  | { readonly type: 'step' }
  | {
      readonly type: 'breakpoint';
      readonly breakpoint: string;
      readonly node: NodeId;
      /** Which of the node's activations it is held at. */
      readonly path?: ActivationPath;
      readonly when: 'before' | 'after';
    }
  | { readonly type: 'error'; readonly node: NodeId; readonly activation: ActivationNumber; readonly error: ErrorInfo }
  | { readonly type: 'rollback'; readonly to: CheckpointId }
  | { readonly type: 'storage'; readonly error: ErrorInfo };

/** One activation that is ready, running or waiting. */
export interface LiveActivation {
  readonly activation: ActivationNumber;
  readonly path: ActivationPath;
  readonly node: NodeId;
  /** How often this node was activated on this branch, from 1. */
  readonly iteration: number;
  readonly attempt: number;
  /** `open`: a scope whose frames run. `blocked`: ready, but somebody else holds its lock. */
  readonly state: 'ready' | 'running' | 'waiting' | 'open' | 'blocked' | 'completing' | 'failed';
  readonly wait?: WaitRequest;
  readonly error?: ErrorInfo;
  readonly startedAt?: number;
}

/** An execution as lists and the status line show it. Dates are epoch milliseconds. */
export interface ExecutionSummary {
  readonly id: ExecutionId;
  readonly workflow: WorkflowId;
  /** Counts the executions of a workflow, from 1: the `#12` of the UI. */
  readonly number: number;
  readonly name: string | undefined;
  readonly status: ExecutionStatus;
  readonly pause?: PauseReason;
  readonly error?: ErrorInfo;
  readonly plan: PlanHash;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly head: CheckpointId;
  readonly branch: BranchNumber;
  readonly branches: number;
  /** Committed steps from the root to the head. */
  readonly steps: number;
  readonly lastSeq: Seq;
  /** Everything up to and including this event is saved. */
  readonly durableSeq: Seq;
  readonly live: readonly LiveActivation[];
  readonly contextKeys: number;
  readonly contextBytes: number;
  /** Who drives it: this tab, another one, or nobody. */
  readonly driver: 'here' | 'elsewhere' | 'none';
  readonly forkedFrom?: { readonly execution: ExecutionId; readonly checkpoint: CheckpointId };
}

/** The execution's own input, asked by the `input` node's form before the run. */
export type ExecutionInput = Value;
