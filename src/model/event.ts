import type {
  ActivationNumber,
  ActivationPath,
  BranchNumber,
  CheckpointId,
  EdgeId,
  ExecutionId,
  NodeId,
  PlanHash,
  Seq,
  VariantId,
} from './ids.ts';
import type { ControlSnapshot } from './checkpoint.ts';
import type { StepDepth } from './command.ts';
import type { ErrorInfo } from './errors.ts';
import type { ExecutionOptions, PauseReason, ProvenanceMark, WaitRequest } from './execution.ts';
import type { Implementation } from './plan.ts';
import type { Value, ValueRef } from './value.ts';

/**
 * A fact that happened in an execution. The log of them is canonical: state, timeline and branches are derived from it.
 * `V` is how values are carried: {@link ValueRef} outside (hash, size, summary), the stored value itself inside the engine.
 */
export type ExecutionEvent<V = ValueRef> = EventBase & EventBody<V>;

export interface EventBase {
  readonly executionId: ExecutionId;
  readonly seq: Seq;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly branch: BranchNumber;
}

/** Which activation an event is about. */
export interface ActivationFacts {
  readonly activation: ActivationNumber;
  readonly path: ActivationPath;
  readonly node: NodeId;
  readonly iteration: number;
  readonly attempt: number;
  readonly variant: VariantId;
}

/** What happened to one context key in a commit: absent `before` means added, absent `after` means removed. */
export interface ContextChange<V = ValueRef> {
  readonly key: string;
  readonly before?: V;
  readonly after?: V;
  /** Where only these places in it were written; absent where the key as a whole was. */
  readonly paths?: readonly ValuePath[];
}

/** A place in a key's value: property names and list indexes, outermost first. */
export type ValuePath = readonly (string | number)[];

/** One place in a key, written or removed, the rest of the key left as it is. */
export type ContextPatch<V = ValueRef> =
  | { readonly key: string; readonly path: ValuePath; readonly value: V }
  | { readonly key: string; readonly path: ValuePath; readonly remove: true };

/** What an activation read: per key the value's hash, or `null` where the key was looked up and is missing. */
export interface ReadSet {
  readonly keys: Readonly<Record<string, string | null>>;
  /** Whether the activation listed the keys, so that any added or removed key may matter. */
  readonly allKeys: boolean;
}

/** One non-deterministic effect that an activation was handed. */
export interface EffectRecord {
  readonly type: 'now' | 'sleep' | 'ask' | 'message' | 'condition' | 'first' | 'fetch' | 'turn';
  readonly request: Value;
  readonly result: Value;
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
  /** Epoch milliseconds as the activation saw it. */
  readonly at: number;
}

export interface StepCommitted<V = ValueRef> extends ActivationFacts {
  readonly type: 'step-committed';
  /** The frame whose context `changes` are of; absent for the outermost one. That in which it stands; of a handler that undoes, one around it. */
  readonly scope?: ActivationPath;
  readonly checkpoint: CheckpointId;
  readonly parent: CheckpointId;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly implementation: Implementation['hash'];
  /** The value of the node's `input` expression, or the error that an `error` edge carried. */
  readonly input?: V;
  /** What the node returned, before it became writes. */
  readonly output?: V;
  readonly reads: ReadSet;
  /** What the context's keys became, merge rules applied, in key order. */
  readonly changes: readonly ContextChange<V>[];
  /** The write set as the node gave it, where a merge rule or a conflict made `changes` differ from it. */
  readonly writes?: readonly { readonly key: string; readonly value: V }[];
  readonly removed?: readonly string[];
  /** Places in keys that it wrote beside whole keys, in the order of writing. */
  readonly patches?: readonly ContextPatch<V>[];
  readonly port: string;
  /** Edges that got a token, in document order. */
  readonly taken: readonly EdgeId[];
  /** Results of the `when` conditions that were evaluated. */
  readonly conditions?: Readonly<Record<string, boolean>>;
  /** For scopes: the keys that flowed out of their frames; all where absent. */
  readonly exports?: readonly string[];
  /** What it did to others: left its frame, cancelled nodes, sent messages, asked for more items. */
  readonly acts?: readonly NodeAct<V>[];
  /** Caught error of a node with `onError: continue` or `edge`. */
  readonly error?: ErrorInfo;
  readonly marks: readonly ProvenanceMark[];
  /** For `reused`: the checkpoint whose result this is. For a re-run although reuse was asked: why. */
  readonly reuse?: { readonly from?: CheckpointId; readonly reason: string };
  /** Link of the hash chain; empty where hashing is off. */
  readonly hash: string;
}

/** The context of a frame as a fork begins with it, and what was written in it. */
export interface ForkedScope<V = ValueRef> {
  readonly scope: ActivationPath;
  /** The graph whose context declaration holds; empty for the document's own. */
  readonly graph: string;
  readonly isolated: boolean;
  readonly locals: readonly string[];
  readonly entries: readonly { readonly key: string; readonly value: V }[];
  /** Write sets in the order in which they apply. */
  readonly own: readonly {
    readonly writes: readonly { readonly key: string; readonly value: V }[];
    readonly removed: readonly string[];
    readonly patches?: readonly ContextPatch<V>[];
  }[];
}

/** What a committed activation does beside writing. */
export type NodeAct<V = ValueRef> =
  /** Leaves the innermost iteration (or item), the scope around it, or the execution: what else is in there is cancelled. */
  | { readonly type: 'end'; readonly what: 'iteration' | 'scope' | 'execution' }
  /** Cancels activations and tokens of these nodes (local ids) in its own frame. */
  | { readonly type: 'cancel'; readonly nodes: readonly string[] }
  | {
      readonly type: 'send';
      readonly name: string;
      readonly key?: string;
      readonly value: V;
      readonly persistent: boolean;
    }
  /** One more item for the innermost `map` around it. */
  | { readonly type: 'spawn'; readonly value: V };

export type EventBody<V = ValueRef> =
  | {
      readonly type: 'execution-started';
      readonly checkpoint: CheckpointId;
      readonly plan: PlanHash;
      readonly options: ExecutionOptions;
      readonly bindings: Readonly<Record<string, Implementation>>;
      readonly input?: V;
      readonly changes: readonly ContextChange<V>[];
      /** For a fork: tokens and activations that it begins with instead of the plan's starts. */
      readonly control?: ControlSnapshot;
      /** For a fork from within scopes: the contexts of their frames. */
      readonly scopes?: readonly ForkedScope<V>[];
      readonly hash: string;
    }
  | {
      readonly type: 'execution-pausing';
      readonly inFlight: 'finish' | 'cancel';
      /** Absent where a person asked for it. */
      readonly reason?: PauseReason;
    }
  | { readonly type: 'execution-paused'; readonly reason: PauseReason }
  | {
      readonly type: 'execution-resumed' /** Hold again after this many commits. */;
      readonly steps?: number;
      readonly only?: ActivationNumber;
      /** With `steps`: how far one goes. `over` where absent. */
      readonly depth?: StepDepth;
      /** It stood before this one, though no breakpoint had held it there: that breakpoint lets it pass. */
      readonly past?: ActivationNumber;
    }
  | { readonly type: 'execution-completed' }
  | { readonly type: 'execution-failed'; readonly error: ErrorInfo }
  | { readonly type: 'execution-stopped'; readonly reason: 'user' | 'limit'; readonly error?: ErrorInfo }
  | { readonly type: 'execution-interrupted' }
  | {
      readonly type: 'execution-rolled-back';
      readonly from: CheckpointId;
      readonly to: CheckpointId;
      /** The state that was restored; makes folding the log independent of look-ups. */
      readonly control: ControlSnapshot;
    }
  | {
      readonly type: 'execution-forked';
      readonly from: { readonly execution: ExecutionId; readonly checkpoint: CheckpointId };
    }
  | ({
      readonly type: 'activation-started' /** Checkpoint whose context it sees. */;
      readonly snapshot: CheckpointId;
    } & ActivationFacts)
  | ({ readonly type: 'activation-waiting'; readonly wait: WaitRequest } & ActivationFacts)
  | ({ readonly type: 'activation-retried'; readonly error: ErrorInfo; readonly delayMs: number } & ActivationFacts)
  | ({
      readonly type: 'activation-failed';
      /** The frame that fails with it, because somebody around it catches the error (or, for the outermost one, `''`, undoes what was done). */
      readonly frame?: ActivationPath;
      readonly error: ErrorInfo;
      readonly durationMs: number;
      readonly startedAt: number;
      readonly input?: V;
    } & ActivationFacts)
  | ({ readonly type: 'activation-timed-out'; readonly timeoutMs: number } & ActivationFacts)
  /** `scope`, `join`, `node`: its frame ended, a join fired without it, a node cancelled it; it does not come back. */
  | ({
      readonly type: 'activation-cancelled';
      readonly reason: 'pause' | 'stop' | 'rollback' | 'swap' | 'scope' | 'join' | 'node';
    } & ActivationFacts)
  /** A scope's frame begins: an item, an iteration, a subflow. Facts are of the scope's activation. */
  | ({
      readonly type: 'frame-opened';
      readonly checkpoint: CheckpointId;
      readonly parent: CheckpointId;
      /** Its path, the prefix of everything in it: `map[12]`. */
      readonly frame: ActivationPath;
      readonly graph: string;
      readonly index: number;
      /** How many the scope will open in all, as far as was known then; more may be spawned, fewer may suffice. */
      readonly of?: number;
      /** The frame whose context it takes over (the iteration before); otherwise that around the scope. */
      readonly continues?: ActivationPath;
      /** What it is handed, over that context: the item, the counter. */
      readonly changes: readonly ContextChange<V>[];
      /** The keys that it was handed; they never flow out. */
      readonly locals?: readonly string[];
      readonly hash: string;
    } & ActivationFacts)
  | ({
      readonly type: 'frame-closed';
      readonly frame: ActivationPath;
      readonly index: number;
      readonly outcome: FrameOutcome;
      readonly ended?: FrameEnd;
      readonly error?: ErrorInfo;
    } & ActivationFacts)
  | {
      readonly type: 'message-sent';
      readonly name: string;
      readonly key?: string;
      readonly value: V;
      /** Who sent it; absent where it came from outside. */
      readonly from?: ActivationPath;
      /** Who got it; absent where nobody waited. */
      readonly to?: ActivationPath;
      /** Nobody waited: kept, or lost. */
      readonly kept: boolean;
    }
  | { readonly type: 'activation-skipped'; readonly node: NodeId; readonly path: ActivationPath }
  | StepCommitted<V>
  | {
      readonly type: 'context-edited';
      readonly checkpoint: CheckpointId;
      readonly parent: CheckpointId;
      readonly scope?: ActivationPath;
      readonly changes: readonly ContextChange<V>[];
      readonly hash: string;
    }
  | {
      readonly type: 'context-conflict';
      readonly key: string;
      readonly rule: string;
      /** The earlier committer first. */
      readonly writers: readonly [ActivationPath, ActivationPath];
      readonly values: readonly [V | undefined, V | undefined];
      readonly resolved: boolean;
      /** The place in the key that both wrote; absent where it is the whole key. */
      readonly path?: ValuePath;
    }
  /** A write that breaks the context's schema was not taken over, and the rest of the commit was (`context.onInvalid`). */
  | {
      readonly type: 'context-rejected';
      readonly key: string;
      /** Where in the context, as people read it: `rows[3].score`. */
      readonly path: string;
      /** The schema's keyword that does not hold. */
      readonly rule: string;
      readonly message: string;
      /** Absent where the write was an edit by hand. */
      readonly writer?: ActivationPath;
      /** What the key would have become; absent where it would have been removed. */
      readonly value?: V;
      /** What stands there instead: the key with the schema's default put in. Absent where the key stays as it was. */
      readonly repaired?: V;
    }
  | {
      readonly type: 'variant-swapped';
      readonly checkpoint: CheckpointId;
      readonly parent: CheckpointId;
      readonly node: NodeId;
      readonly from: Implementation;
      readonly to: Implementation;
      readonly policy: SwapPolicy;
      /** Steps of the path from the root to here may be reused where their inputs are unchanged. */
      readonly reuseFrom?: CheckpointId;
      /** Edits and human answers on the left branch that are not re-applied. */
      readonly notReapplied?: readonly CheckpointId[];
      readonly hash: string;
    }
  | {
      readonly type: 'breakpoint-hit';
      readonly breakpoint: string;
      readonly node: NodeId;
      /** Of the activation. */
      readonly path?: ActivationPath;
      readonly when: 'before' | 'after';
      /** The activation that is held before its start, or that was committed. */
      readonly activation?: ActivationNumber;
    }
  | ({ readonly type: 'log'; readonly line: LogLine } & ActivationFacts)
  | ({ readonly type: 'effect-recorded'; readonly effect: EffectRecord } & ActivationFacts)
  | {
      readonly type: 'replay-diverged';
      readonly checkpoint: CheckpointId;
      readonly expected: string;
      readonly actual: string;
    }
  | { readonly type: 'checkpoint-durable'; readonly upTo: Seq };

/** `ended`: by an `end` node in it. */
export type FrameEnd = 'iteration' | 'scope';
export type FrameOutcome = 'completed' | 'ended' | 'failed' | 'cancelled';
export type SwapPolicy = 'from-here' | 're-run' | 'fork';
export type EventType = EventBody['type'];
export type EventOf<T extends EventType, V = ValueRef> = Extract<ExecutionEvent<V>, { readonly type: T }>;
