import type { Clock } from '../base/clock.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { CodeRunner, ExpressionEvaluator, NodeExecutor } from '../model/activation.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { Seq, ValueHash } from '../model/ids.ts';
import type { CheckpointId } from '../model/ids.ts';
import type { ControlSnapshot } from '../model/checkpoint.ts';

/** Everything the runtime needs of the outside world. It talks to nothing else. */
export interface EnginePorts {
  readonly clock: Clock;
  readonly executors: ReadonlyMap<string, NodeExecutor>;
  readonly code: CodeRunner;
  readonly expressions: ExpressionEvaluator;
  readonly journal: Journal;
}

/**
 * Where events go. `append` only queues (the journal groups commits and saves them);
 * `flush` resolves when everything appended so far is durable.
 * A write that fails is reported through `onFailure`: the runtime pauses the execution and shows it.
 */
export interface Journal {
  append(events: readonly ExecutionEvent<StoredValue>[], keyframe?: Keyframe): void;
  flush(): Promise<void>;
  onDurable(listener: (upTo: Seq) => void): () => void;
  onFailure(listener: (error: ErrorInfo) => void): () => void;
}

/** The whole state after a checkpoint, at bounded distance from the last one. */
export interface Keyframe {
  readonly checkpoint: CheckpointId;
  readonly control: ControlSnapshot;
  /** Key → hash of its value, writer included, at this checkpoint. */
  readonly context: readonly KeyframeEntry[];
}
export interface KeyframeEntry {
  readonly key: string;
  readonly hash: ValueHash;
  readonly writtenAt: CheckpointId;
  readonly writer: string | undefined;
}
