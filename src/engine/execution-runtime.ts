import type { Dispose } from '../base/disposable.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { CheckpointInfo, ContextView, ControlSnapshot } from '../model/checkpoint.ts';
import type { ExecutionCommand } from '../model/command.ts';
import type { ExecutionEvent, ForkedScope } from '../model/event.ts';
import type { ExecutionOptions, ExecutionSummary } from '../model/execution.ts';
import type { CheckpointId, ExecutionId, NodeId, ValueHash, VariantId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import type { Value } from '../model/value.ts';
import type { EnginePorts, Keyframe } from './ports.ts';
import type { RetainedValues } from './value-pool.ts';

/**
 * One execution, alive: it turns commands into events (`decide`), folds them (`evolve`), carries out what they ask
 * for through its ports, and hands every event to the journal and to its subscribers, in order and without gaps.
 *
 * ```
 * createRuntime → start(…)            a new execution
 *               → restoreFrom({log})  one that was saved; `interrupted` if it was running
 * then dispatch(command)* … dispose()
 * ```
 */
export interface ExecutionRuntime {
  readonly executionId: ExecutionId;
  readonly plan: Plan;
  readonly summary: RuntimeSummary;

  /** Begins a new execution. Legal once, before anything else. Resolves when its first events are out. */
  start(request?: RuntimeStart): Promise<void>;
  /** Takes up a saved execution. Legal once, instead of `start`. Nothing runs until a `resume` or `step`. */
  restoreFrom(saved: SavedExecution): Promise<void>;
  /**
   * Resolves when the command is accepted and its first events are out.
   * Rejects with a `WtbError`: `execution/invalid-transition`, `execution/unknown-…`, `context/…`, `execution/answer`.
   */
  dispatch(command: ExecutionCommand): Promise<void>;

  /** Every event as it happens, in batches, after the state contains them. */
  subscribe(listener: (events: readonly ExecutionEvent<StoredValue>[]) => void): Dispose;
  /** The checkpoints from the root to `to` (the head where absent), root first. */
  path(to?: CheckpointId): readonly CheckpointInfo[];
  checkpoint(id: CheckpointId): CheckpointInfo | undefined;
  /** The context at a checkpoint (the head where absent) by hash; loads no value. Throws `execution/unknown-checkpoint`. */
  contextAt(checkpoint?: CheckpointId): ContextView;
  /** A value that some checkpoint's context, or some step's input or output, names; loads it where it is not in memory. */
  value(hash: ValueHash): Promise<StoredValue | undefined>;
  /** What a new execution needs to start from `checkpoint` of this one; its values are loaded. */
  exportState(checkpoint: CheckpointId): Promise<StartState>;

  /** What the values of the history take in memory. */
  readonly retained: RetainedValues;

  /** Resolves when it is paused, waits for a person only, or has ended, and everything is flushed. */
  whenIdle(): Promise<void>;
  /** Resolves when everything that happened so far is durable. */
  flush(): Promise<void>;
  /** Cancels what is in flight and goes silent: no event says so, the log ends as a crash would end it. */
  dispose(): void;
}

export interface RuntimeConfig {
  readonly plan: Plan;
  readonly ports: EnginePorts;
  readonly executionId: ExecutionId;
  readonly options: ExecutionOptions;
  /** For the jitter of retries only; numbers in [0, 1). */
  readonly random: () => number;
  /** Off: no value is hashed or encoded and the chain's links are empty. For benchmarks. Default on. */
  readonly hashing?: boolean;
  /** A keyframe at least every so many checkpoints (more where the state is large). Default 64. */
  readonly keyframeEvery?: number;
  /** Reads saved values back; needed for executions that are restored. */
  readonly loadValues?: LoadValues;
  /** How many bytes of saved values stay in memory although nothing needs them now. Default 64 MB. */
  readonly valueMemoryBytes?: number;
}

export type LoadValues = (hashes: readonly ValueHash[]) => Promise<ReadonlyMap<ValueHash, StoredValue>>;

export interface RuntimeStart {
  readonly input?: Value;
  /** node → variant, over the plan's `active`. */
  readonly variants?: ReadonlyMap<NodeId, VariantId>;
  /** Instead of the plan's initial context and starts: a fork's beginning, from {@link ExecutionRuntime.exportState}. */
  readonly from?: StartState;
}

/** A point of one execution, carried over into another of the same plan. */
export interface StartState {
  readonly execution: ExecutionId;
  readonly checkpoint: CheckpointId;
  readonly control: ControlSnapshot;
  readonly context: readonly { readonly key: string; readonly value: StoredValue }[];
  /** The contexts of the frames that are open there. */
  readonly scopes?: readonly ForkedScope<StoredValue>[];
  readonly input: StoredValue | undefined;
}

export interface SavedExecution {
  /** The whole log from 0 on, in order. */
  readonly events: readonly ExecutionEvent[];
  readonly keyframes?: readonly Keyframe[];
}

/** What the runtime knows of an {@link ExecutionSummary}; the host adds workflow, number, dates and driver. */
export type RuntimeSummary = Pick<
  ExecutionSummary,
  | 'id'
  | 'status'
  | 'pause'
  | 'error'
  | 'plan'
  | 'head'
  | 'branch'
  | 'branches'
  | 'steps'
  | 'lastSeq'
  | 'durableSeq'
  | 'live'
  | 'contextKeys'
  | 'contextBytes'
> & {
  /** Epoch milliseconds of the last event. */
  readonly updatedAt: number;
};
