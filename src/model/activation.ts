import type { ContextPatch, EffectRecord, FrameEnd, FrameOutcome, LogLine, NodeAct, ReadSet } from './event.ts';
import type { ErrorInfo } from './errors.ts';
import type { ActivationNumber, ActivationPath, ExecutionId, NodeId, ValueHash, VariantId } from './ids.ts';
import type { WaitRequest } from './execution.ts';
import type { JsonObject, Value } from './value.ts';

/** The context as one activation sees it: fixed at its start, every read recorded. */
export interface ContextSnapshot {
  /** The value, or `undefined` where the key is missing (ask `has`). Records the read. */
  get(key: string): Value;
  has(key: string): boolean;
  /** The visible keys in order. Records that the keys were listed. */
  keys(): readonly string[];
  /** Hash of a key's value without counting as a read: for caches of large values. */
  hashOf(key: string): ValueHash | undefined;
  /** The visible keys without counting as a read: for whoever carries the snapshot elsewhere. */
  visibleKeys(): readonly string[];
  /** The value without counting as a read: for whoever carries the snapshot elsewhere and reports its reads back. */
  peek(key: string): Value;
  /** Counts a read that happened elsewhere. */
  recordReads(keys: Iterable<string>, allKeys: boolean): void;
  readSet(): ReadSet;
}

/** One attempt of one activation, handed to a node's executor. */
export interface ActivationRequest {
  readonly executionId: ExecutionId;
  readonly activation: ActivationNumber;
  readonly path: ActivationPath;
  readonly node: NodeId;
  readonly kind: string;
  readonly variant: VariantId;
  readonly attempt: number;
  readonly iteration: number;
  readonly config: JsonObject;
  readonly context: ContextSnapshot;
  /** Value of the node's `input` expression, or the error that came over an `error` edge. */
  readonly input: Value;
  /** The execution's own input. */
  readonly executionInput: Value;
  /** Seed of this attempt's `random` and `uuid`: derived from execution seed, path, iteration and attempt. */
  readonly seed: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Waits that this activation already finished or began before a restart, oldest first. */
  readonly waits: readonly RecordedWait[];
  /** Recorded effects (`now`, `sleep`) that code gets instead of real ones, oldest first; absent: real ones, recorded. */
  readonly tape?: readonly EffectRecord[] | undefined;
  /** How many activations the execution runs at a time. */
  readonly maxConcurrency?: number;
  /** For scope kinds: what became of the frames so far. Absent on the first turn. */
  readonly scope?: ScopeTurn | undefined;
}

/**
 * A scope kind's executor works in turns: each gives `opened` (open these frames and call me again when one has closed) or a
 * result. It keeps nothing between turns but `state`, so that a restored execution goes on in the middle. A turn may come again
 * after only some of its frames were opened (after a rollback): `opened` and `open` tell.
 */
export interface ScopeTurn {
  /** What the last turn gave as `state`. */
  readonly state: Value;
  /** Frames closed since the last turn, in order of closing. */
  readonly news: readonly ClosedFrame[];
  /** How many frames were opened so far, and are open now. */
  readonly opened: number;
  readonly open: number;
  /** Values of `spawn` acts since the last turn. */
  readonly spawned: readonly Value[];
  /** What `results` of all turns gave, by index. */
  results(): ReadonlyMap<number, Value>;
}

export interface ClosedFrame {
  readonly index: number;
  readonly outcome: FrameOutcome;
  /** For `ended`: whether its `end` left the whole scope (break), or this frame alone (continue). */
  readonly ended?: FrameEnd;
  readonly error?: ErrorInfo;
}

export interface FrameRequest {
  /** Name of a graph of the document. */
  readonly graph: string;
  /** Stands in the path in brackets; `undefined` = no brackets (`subflow`). */
  readonly index: number;
  readonly bracket: boolean;
  /** Keys handed to the frame; they never flow out. */
  readonly locals: Readonly<Record<string, Value>>;
  /** Index of the closed frame whose context it takes over (the iteration before). */
  readonly continues?: number;
  /** How many frames the scope will open in all, where that is known by now. */
  readonly of?: number;
}

export interface RecordedWait {
  readonly request: WaitRequest;
  /** Absent while the wait goes on. */
  readonly answer?: { readonly value: Value };
}

/** What one attempt came to. A failure is data, never an exception. */
export type NodeResult =
  | {
      readonly type: 'returned';
      readonly value: Value;
      readonly port?: string;
      readonly removed?: readonly string[];
      /** Further keys that it writes, beside what `value` says. */
      readonly writes?: Readonly<Record<string, Value>>;
      /** Places in keys, written after the whole keys and in this order. */
      readonly patches?: readonly ContextPatch<Value>[];
      readonly acts?: readonly NodeAct<Value>[];
      /** For scope kinds: the keys that flow out of the frames; all where absent. */
      readonly exports?: readonly string[];
      /** The node did not run; whoever was told to skip it made its result: the step is marked `forced`. */
      readonly forced?: true;
      readonly logs?: readonly LogLine[];
      readonly effects?: readonly EffectRecord[];
    }
  | {
      readonly type: 'opened';
      readonly frames: readonly FrameRequest[];
      readonly state: Value;
      /** Results of closed frames, by index; kept by the engine. */
      readonly results?: readonly (readonly [index: number, value: Value])[];
      /** Frames that may fail before the scope does. Default 0. */
      readonly tolerates?: number;
      /** How many of `spawned` it took, the first ones; the rest comes again. All where absent. */
      readonly takes?: number;
      /** Closes the open frames: enough is done. */
      readonly cancelOpen?: true;
      readonly logs?: readonly LogLine[];
      readonly effects?: readonly EffectRecord[];
    }
  | {
      readonly type: 'failed';
      readonly error: ErrorInfo;
      readonly logs?: readonly LogLine[];
      readonly effects?: readonly EffectRecord[];
    };

/** What user code can come to: it opens no frames. */
export type CodeResult = Exclude<NodeResult, { readonly type: 'opened' }>;

/** What the runtime hands to built-in executors. */
export interface NodeTools {
  /**
   * A JSONata expression over the activation's context (reads recorded), or, for scope kinds, over that of the frame with this
   * index. Throws WtbError `node/expression…`.
   */
  evaluate(expression: string, frame?: number): Promise<Value>;
  /** Runs a variant's ES module in the sandbox. */
  runCode(source: string, params: JsonObject): Promise<CodeResult>;
  /** Waits without burning time; survives reload. Gives the answer (`undefined` for timers). Rejects when cancelled. */
  wait(request: WaitRequest): Promise<Value>;
  now(): number;
  log(level: LogLine['level'], text: string): void;
}

/** Runs nodes of one kind. Synchronous results keep cheap nodes cheap. */
export interface NodeExecutor {
  execute(activation: ActivationRequest, tools: NodeTools): NodeResult | Promise<NodeResult>;
}

/** Port: where user code runs. One implementation per host (`sandbox/`). */
export interface CodeRunner {
  /**
   * Runs one attempt. Resolves when it returned, failed, timed out (`node/timeout`) or was aborted (`node/terminated`);
   * code that does not yield is terminated within a second. Reads are reported through `activation.context.recordReads`.
   */
  run(activation: ActivationRequest, source: string, params: JsonObject): Promise<CodeResult>;
  /** Syntax and shape check without running; `undefined` when the source would load. */
  check(source: string): Promise<ErrorInfo | undefined>;
  dispose(): void;
}

/** Port: evaluates JSONata. Synchronous where it can be, killed when it hangs. */
export interface ExpressionEvaluator {
  /**
   * @param expression JSONata source
   * @param context what its names refer to; reads are recorded
   * @param extra further top-level names (for example `input`)
   * @throws WtbError `node/expression` (syntax, run time, refused function), `node/expression-timeout`,
   *   `context/missing-key` (names a top-level key that is not there, other than inside `$exists(…)`)
   */
  evaluate(expression: string, context: ContextSnapshot, extra?: JsonObject): Promise<Value> | Value;
  dispose(): void;
}
