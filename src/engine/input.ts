import type {
  ContextChange,
  EffectRecord,
  ForkedScope,
  LogLine,
  ReadSet,
  StepCommitted,
  SwapPolicy,
} from '../model/event.ts';
import type { RejectedWrite } from '../context/enforce-schema.ts';
import type { ContextVersion } from '../context/context-version.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { WriteConflict } from '../context/write-set.ts';
import type { ControlSnapshot } from '../model/checkpoint.ts';
import type { FrameRequest } from '../model/activation.ts';
import type { ContextEdit, StepDepth } from '../model/command.ts';
import type { Letter } from './mail.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ProvenanceMark, WaitRequest } from '../model/execution.ts';
import type { ActivationNumber, ActivationPath, CheckpointId, EdgeId, ExecutionId, NodeId } from '../model/ids.ts';
import type { Implementation } from '../model/plan.ts';
import type { Value } from '../model/value.ts';
import type { TurnRecord } from './fold-activations.ts';

/** What `decide` is told: a person's command, or what the runtime has to report. `at` is the time it came, epoch ms. */
export type EngineInput = { readonly at: number } & (CommandInput | ReportInput);

export type CommandInput =
  | {
      readonly type: 'start';
      readonly input: StoredValue | undefined;
      readonly changes: readonly ContextChange<StoredValue>[];
      readonly bindings: Readonly<Record<string, Implementation>>;
      readonly from?: {
        readonly execution: ExecutionId;
        readonly checkpoint: CheckpointId;
        readonly control: ControlSnapshot;
        readonly scopes?: readonly ForkedScope<StoredValue>[];
      };
    }
  | { readonly type: 'pause'; readonly inFlight: 'finish' | 'cancel' }
  | { readonly type: 'resume' }
  | { readonly type: 'step'; readonly activation?: ActivationNumber; readonly depth?: StepDepth }
  | { readonly type: 'step-back' }
  | { readonly type: 'stop' }
  | { readonly type: 'rollback'; readonly to: CheckpointId }
  | { readonly type: 'swap'; readonly node: NodeId; readonly to: Implementation; readonly policy: SwapPolicy }
  | {
      readonly type: 'edit-context';
      readonly changes: readonly ContextEdit[];
      readonly scope?: ActivationPath;
    }
  | { readonly type: 'send'; readonly letter: Letter };

export type ReportInput =
  | ActivationReport
  /** `held`: an activation that must not run before everything is saved. */
  | { readonly type: 'storage-failed'; readonly error: ErrorInfo; readonly held?: ActivationNumber }
  /** The log ends although the execution was running: whoever ran it died. */
  | { readonly type: 'interrupt' };

export type ActivationReport =
  | {
      readonly type: 'commit';
      readonly activation: ActivationNumber;
      readonly commit: PreparedCommit;
      /** Its time is over, or it waits in vain: it counts wherever it stands. */
      readonly cutShort?: true;
    }
  | ({ readonly type: 'fail'; readonly activation: ActivationNumber } & Failure)
  | ({ readonly type: 'open'; readonly activation: ActivationNumber } & PreparedTurn)
  /** It came to an end while frames are open: they are closed, and it is asked again. */
  | { readonly type: 'drain'; readonly activation: ActivationNumber }
  | { readonly type: 'wait'; readonly activation: ActivationNumber; readonly wait: WaitRequest }
  | {
      readonly type: 'wait-over';
      readonly activation: ActivationNumber;
      readonly value: Value;
      /** Which alternative of a `first` it is. */
      readonly index?: number | undefined;
    }
  | { readonly type: 'effect'; readonly activation: ActivationNumber; readonly effect: EffectRecord }
  | { readonly type: 'log'; readonly activation: ActivationNumber; readonly line: LogLine };

export interface Failure {
  readonly error: ErrorInfo;
  readonly durationMs: number;
  readonly input: StoredValue | undefined;
  /** Neither retried nor handled by the node's `onError`: not the node's own failure. */
  readonly unhandled?: true;
  /** Whether the runtime's timer ended the attempt. */
  readonly timedOut?: true;
  /** Its time is over, or it waits in vain: it counts wherever it stands. */
  readonly cutShort?: true;
  /** Concurrent writes that led to it. */
  readonly conflicts?: readonly WriteConflict[];
}

/** A turn of a scope that did not end it. */
export interface PreparedTurn {
  readonly record: TurnRecord;
  readonly state: Value;
  readonly frames: readonly PreparedFrame[];
}

export interface PreparedFrame extends Omit<FrameRequest, 'locals'> {
  readonly locals: readonly { readonly key: string; readonly value: StoredValue }[];
}

/** What changes made of a context: folding them need not make it again where they come onto the same one. */
export interface Applied {
  readonly changes: readonly ContextChange<StoredValue>[];
  readonly context: ContextVersion;
  /** The context that they were made onto, and the checkpoint; absent where that is not known. */
  readonly onto?: ContextVersion | undefined;
  readonly checkpoint?: CheckpointId | undefined;
}

/** What a step says only where there is something to say. */
type Sayable =
  | 'acts'
  | 'exports'
  | 'writes'
  | 'removed'
  | 'patches'
  | 'input'
  | 'output'
  | 'error'
  | 'conditions'
  | 'reuse';

type Said<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> | undefined };

/**
 * Everything about a commit that had to be worked out outside of the pure core, or before it. All of it is set, to
 * `undefined` where there is nothing: objects of one shape.
 */
export interface PreparedCommit
  extends Pick<StepCommitted<StoredValue>, 'changes' | 'port' | 'durationMs'>,
    Said<Pick<StepCommitted<StoredValue>, Sayable>> {
  readonly reads: ReadSet;
  readonly applied: Applied;
  readonly conflicts: readonly WriteConflict[];
  readonly rejected: readonly RejectedWrite[] | undefined;
  readonly taken: readonly EdgeId[];
  readonly marks: readonly ProvenanceMark[];
  readonly implementation: Implementation;
}
