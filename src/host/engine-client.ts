import type { Dispose } from '../base/disposable.ts';
import type { Breakpoint } from '../model/breakpoint.ts';
import type {
  CheckpointId,
  ExecutionId,
  NodeId,
  Seq,
  ValueHash,
  WorkflowId,
  ActivationNumber,
  ActivationPath,
} from '../model/ids.ts';
import type { ContextDiff, ContextView } from '../model/checkpoint.ts';
import type { ContextEdit, Message, StepDepth, SwapTarget } from '../model/command.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ExecutionEvent, SwapPolicy } from '../model/event.ts';
import type { ExecutionOptions, ExecutionSummary } from '../model/execution.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { Value } from '../model/value.ts';
import type { StoreHealth, WorkflowRecord, WorkflowVersion } from '../storage/ports.ts';

/**
 * The engine as everybody outside sees it: the UI, `window.wtb`, tests, demos and the command line.
 * Every promise rejects with a `WtbError` (see `model/errors.ts`) and nothing else.
 * Commands resolve when they are accepted and their first events are out; `whenIdle` waits for the consequences.
 */
export interface EngineClient {
  readonly executions: ExecutionsClient;
  readonly workflows: WorkflowsClient;
  /** Syntax and shape check of a variant's source; `undefined` when it would load. */
  checkSource(source: string): Promise<ErrorInfo | undefined>;
  /** Syntax check of a JSONata expression, refused functions included; `undefined` when it would evaluate. */
  checkExpression(text: string): Promise<ErrorInfo | undefined>;
  health(): Promise<HostHealth>;
  dispose(): void;
}

export interface HostHealth {
  readonly store: StoreHealth;
  /** Set where storage failed and the bench runs in memory: what happened and what still works. */
  readonly storeProblem?: ErrorInfo;
  readonly sandboxProblem?: ErrorInfo;
}

export interface StartRequest {
  readonly workflow: WorkflowId;
  /** The document to run; the stored one where absent. */
  readonly document?: GraphDocument;
  readonly input?: Value;
  readonly name?: string;
  readonly options?: Partial<ExecutionOptions>;
  /** node → variant, over the document's `active`. */
  readonly variants?: Readonly<Record<string, string>>;
}

/**
 * A point of an execution: a checkpoint's id, or the path of a step on the way from its root to its head, as events have it:
 * `map[12]/loop[3]/score`, the third activation there as `score#3`; `map[12]` is where that item began. What looks like a
 * checkpoint's id (`c12`) is one. Where no step is there: `execution/unknown-checkpoint`.
 */
export type Point = CheckpointId | ActivationPath;

export interface ExecutionsClient {
  /** Compiles, creates and runs. Rejects `document/…` with every problem when the document does not compile. */
  start(request: StartRequest): Promise<ExecutionSummary>;
  pause(id: ExecutionId, inFlight?: 'finish' | 'cancel'): Promise<ExecutionSummary>;
  resume(id: ExecutionId): Promise<ExecutionSummary>;
  /** One step by whoever is next, or by `activation` (its number or its path); `depth` says what counts as one. Default `over`. */
  step(id: ExecutionId, activation?: ActivationNumber | ActivationPath, depth?: StepDepth): Promise<ExecutionSummary>;
  stepBack(id: ExecutionId): Promise<ExecutionSummary>;
  stop(id: ExecutionId): Promise<ExecutionSummary>;
  rollback(id: ExecutionId, to: Point): Promise<ExecutionSummary>;
  /** A new execution that starts from `at` of this one; the original is untouched. */
  fork(id: ExecutionId, at: Point): Promise<ExecutionSummary>;
  /** `node`: as plans name it, or the path of one of its activations. It is bound for all of them. */
  swap(id: ExecutionId, node: NodeId | ActivationPath, to: SwapTarget, policy: SwapPolicy): Promise<ExecutionSummary>;
  /** Of the frame at `scope`, such as `map[12]`; of the outermost context where absent. */
  editContext(id: ExecutionId, changes: readonly ContextEdit[], scope?: ActivationPath): Promise<ExecutionSummary>;
  /** To who has waited longest for this name and key; where nobody waits, kept if `persistent`, and otherwise lost. */
  send(id: ExecutionId, message: Message): Promise<ExecutionSummary>;
  answer(id: ExecutionId, path: ActivationPath, value: Value): Promise<ExecutionSummary>;
  /** Rejects `execution/unknown-activation` for a new one whose path leads to no node of the workflow. */
  setBreakpoints(workflow: WorkflowId, breakpoints: readonly Breakpoint[]): Promise<void>;

  get(id: ExecutionId): Promise<ExecutionSummary>;
  list(workflow?: WorkflowId): Promise<readonly ExecutionSummary[]>;
  /** The document that the execution is pinned to. */
  document(id: ExecutionId): Promise<GraphDocument>;
  events(id: ExecutionId, from?: Seq): Promise<readonly ExecutionEvent[]>;
  context(id: ExecutionId, at?: Point): Promise<ContextView>;
  value(id: ExecutionId, hash: ValueHash): Promise<Value>;
  /** Of the outermost contexts; at a path in a scope, of what its frame sees there (`map[0]/score` and `map[1]/score`). */
  diff(id: ExecutionId, a: Point, b: Point, other?: ExecutionId): Promise<ContextDiff>;
  /** Recomputes the chain of hashes from the stored events and values. */
  verify(id: ExecutionId): Promise<VerifyReport>;
  /**
   * Runs every step of every branch again, each on the context, input and effects that were recorded for it, and
   * compares what it writes with what it wrote. Nothing of the execution changes, and no effect happens anew.
   */
  replay(id: ExecutionId): Promise<VerifyReport>;

  rename(id: ExecutionId, name: string | undefined): Promise<void>;
  /** Restorable for a day. */
  remove(id: ExecutionId): Promise<void>;
  restore(id: ExecutionId): Promise<void>;
  duplicate(id: ExecutionId): Promise<ExecutionSummary>;
  /** Document, events and values as one JSON text (tagged encoding for values beyond JSON). */
  exportBundle(id: ExecutionId): Promise<string>;
  importBundle(text: string): Promise<ExecutionSummary>;

  /** Events of one execution as they happen, in order, in some twenty batches a second at most. */
  subscribe(id: ExecutionId, listener: (events: readonly ExecutionEvent[], summary: ExecutionSummary) => void): Dispose;
  /** Any execution was made, changed or removed, in this tab or another. */
  subscribeList(listener: (change: { readonly id: ExecutionId; readonly workflow: WorkflowId }) => void): Dispose;
  /** Resolves when the execution neither runs nor pauses: paused, waiting for a person, or ended, and all of it saved. */
  whenIdle(id: ExecutionId): Promise<ExecutionSummary>;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly steps: number;
  readonly problems: readonly ErrorInfo[];
}

export interface WorkflowsClient {
  list(): Promise<readonly WorkflowRecord[]>;
  get(id: WorkflowId): Promise<WorkflowRecord>;
  /** Rejects `storage/conflict` when another tab saved a newer version than `basedOn`. */
  save(id: WorkflowId, document: GraphDocument, basedOn: number): Promise<WorkflowRecord>;
  /** The versions that others may be pinned to, newest first. */
  versions(id: WorkflowId): Promise<readonly WorkflowVersion[]>;
  create(document: GraphDocument, example?: string): Promise<WorkflowRecord>;
  duplicate(id: WorkflowId): Promise<WorkflowRecord>;
  remove(id: WorkflowId): Promise<void>;
  restore(id: WorkflowId): Promise<void>;
  /** A workflow was made, changed or removed, in this tab or another. */
  subscribe(listener: (change: { readonly id: WorkflowId }) => void): Dispose;
}
