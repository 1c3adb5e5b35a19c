import type { ContextVersion } from '../context/context-version.ts';
import { createSnapshot } from '../context/snapshot.ts';
import { storeValue } from '../context/store-value.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { CodeResult, ContextSnapshot, NodeResult, ScopeTurn } from '../model/activation.ts';
import { toErrorInfo, WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { EffectRecord, LogLine } from '../model/event.ts';
import type { WaitRequest } from '../model/execution.ts';
import type { ActivationNumber, ActivationPath, ExecutionId } from '../model/ids.ts';
import type { Implementation, PlanNode } from '../model/plan.ts';
import type { JsonObject, Value } from '../model/value.ts';
import { OneRequest } from './activation-request.ts';
import { OneToolbox } from './activation-tools.ts';
import type { Activation } from './control.ts';
import type { EnginePorts } from './ports.ts';

/** What a run needs of the runtime. A run that was cancelled calls nothing any more. */
export interface RunOwner {
  readonly ports: Omit<EnginePorts, 'journal'>;
  readonly executionId: ExecutionId;
  readonly executionInput: Value;
  readonly executionSeed: string;
  readonly maxConcurrency: number;
  /** The clock's monotonic time. */
  monotonic(): number;
  /** For scopes: the context of the frame with this index. */
  frameContext(run: ActivationRun, index: number): ContextVersion;
  settled(run: ActivationRun, result: NodeResult): void;
  waits(run: ActivationRun, request: WaitRequest): void;
  recorded(run: ActivationRun, effect: EffectRecord): void;
  logged(run: ActivationRun, line: LogLine): void;
}

export interface RunSubject {
  readonly activation: Activation;
  readonly path: ActivationPath;
  /** For scopes: what became of the frames so far. */
  readonly turn?: ScopeTurn | undefined;
  readonly node: PlanNode;
  readonly implementation: Implementation;
  readonly context: ContextVersion;
  /** For a replay: effects that are given back instead of happening. */
  readonly tape?: readonly EffectRecord[];
}

/** One attempt under way: evaluates the input, calls the kind's executor, keeps the time, and can be cancelled. */
export class ActivationRun {
  readonly number: ActivationNumber;
  readonly attempt: number;
  readonly request: OneRequest;
  readonly path: ActivationPath;
  turn: ScopeTurn | undefined;
  readonly node: PlanNode;
  readonly implementation: Implementation;
  input: StoredValue | undefined;
  timedOut = false;
  /** Ended from outside: by its deadline, or by a wait that can't end. */
  wasCutShort = false;
  private over = false;
  readonly owner: RunOwner;
  private controller: AbortController | undefined;
  private aborted: WtbError | undefined;
  private readonly begun: number;
  /** What it was spared with: recorded values that it is about to commit. */
  reused: readonly StoredValue[] = none;
  /** Why it was not spared, where reuse was asked. */
  notSpared: string | undefined;
  readonly tape: readonly EffectRecord[] | undefined;
  private clockReads = 0;
  activation: Activation;
  inputValue: Value;
  private waitsAsked = 0;
  private pending: { resolve: (value: Value) => void; reject: (error: WtbError) => void } | undefined;
  private withdrawTimer: (() => void) | undefined;
  private deadlineLeft: number;
  private deadlineSet = 0;

  constructor(owner: RunOwner, { activation, node, implementation, context, tape, path, turn }: RunSubject) {
    this.owner = owner;
    this.activation = activation;
    this.number = activation.number;
    this.attempt = activation.attempt;
    this.node = node;
    this.implementation = implementation;
    this.begun = owner.monotonic();
    this.deadlineLeft = node.timeoutMs;
    this.request = new OneRequest(this, context);
    this.tape = tape;
    this.path = path;
    this.turn = turn;
  }

  get durationMs(): number {
    return this.owner.monotonic() - this.begun;
  }

  /** Calls back `settled`, perhaps before it returns. */
  start(): void {
    try {
      const input = this.evaluateInput();
      if (!(input instanceof Promise)) return this.execute(input);
      this.setDeadline();
      input.then(
        (value) => this.execute(value),
        (thrown: unknown) => this.fail(thrown),
      );
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  /** A scope's next turn: on the same snapshot, with the same input. */
  startTurn(activation: Activation, turn: ScopeTurn | undefined): void {
    this.activation = activation;
    this.turn = turn;
    this.over = false;
    this.timedOut = false;
    this.withdrawTimer = undefined;
    this.deadlineLeft = this.node.timeoutMs;
    this.execute(this.inputValue);
  }

  /** Its result is known without running. */
  skip(): void {
    this.finish();
  }

  /** The wait that it is in is over; it runs again. */
  continueWith(activation: Activation): void {
    this.activation = activation;
    const answer = activation.waits.at(-1)?.answer;
    const { pending } = this;
    this.pending = undefined;
    this.setDeadline();
    pending?.resolve(answer?.value);
  }

  get isWaiting(): boolean {
    return this.pending !== undefined && !this.over;
  }

  cancel(): void {
    if (this.over) return;
    this.finish();
    const error = new WtbError({ code: 'node/terminated', message: `Node \`${this.node.id}\` was cancelled.` });
    this.abort(error);
    this.pending?.reject(error);
  }

  /** Made when it is asked for: most nodes never look at it. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.aborted !== undefined) this.controller.abort(this.aborted);
    return this.controller.signal;
  }

  private abort(reason: WtbError): void {
    this.aborted = reason;
    this.controller?.abort(reason);
  }

  /** For a handler: what the step that it undoes gave. */
  undone: Value;

  private evaluateInput(): Value | Promise<Value> {
    const { cause, undoes } = this.activation;
    if (undoes !== undefined) return this.undone;
    if (cause !== undefined) return cause;
    if (this.node.input === undefined) return undefined;
    return this.owner.ports.expressions.evaluate(this.node.input, this.request.context);
  }

  private execute(input: Value): void {
    if (this.over) return;
    try {
      this.inputValue = input;
      if (input !== undefined) this.input = storeValue(input, { key: 'input' });
      const executor = this.owner.ports.executors.get(this.node.kind);
      if (executor === undefined) throw unknownKind(this.node);
      const result = executor.execute(this.request, new OneToolbox(this));
      if (!(result instanceof Promise)) return this.settle(result);
      this.setDeadline();
      result.then(
        (value) => this.settle(value),
        (thrown: unknown) => this.fail(thrown),
      );
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  private settle(result: NodeResult): void {
    if (this.over) return;
    this.finish();
    this.owner.settled(this, result);
  }

  private fail(thrown: unknown): void {
    this.settle({ type: 'failed', error: at(this.node, toErrorInfo(thrown)) });
  }

  private finish(): void {
    this.over = true;
    this.withdrawTimer?.();
  }

  /** Waiting does not count: the rest of the time is given when it goes on. */
  private setDeadline(): void {
    if (this.over || this.isWaiting || this.withdrawTimer !== undefined) return;
    const { clock } = this.owner.ports;
    this.deadlineSet = clock.monotonic();
    this.withdrawTimer = clock.setTimer(clock.now() + this.deadlineLeft, () => this.timeOut());
  }

  private suspendDeadline(): void {
    if (this.withdrawTimer === undefined) return;
    this.withdrawTimer();
    this.withdrawTimer = undefined;
    this.deadlineLeft = Math.max(1, this.deadlineLeft - (this.owner.ports.clock.monotonic() - this.deadlineSet));
  }

  private timeOut(): void {
    if (this.over) return;
    this.timedOut = true;
    this.finish();
    const error = timeoutError(this.node);
    this.abort(new WtbError(error));
    this.owner.settled(this, { type: 'failed', error });
  }

  // What its executor may call

  evaluate(expression: string, frame: number | undefined): Promise<Value> | Value {
    const { expressions } = this.owner.ports;
    return expressions.evaluate(expression, this.visible(frame), { input: this.inputValue as null });
  }

  runCode(source: string, params: JsonObject): Promise<CodeResult> {
    return this.owner.ports.code.run(this.request.toPlain(), source, params);
  }

  log(level: LogLine['level'], text: string): void {
    if (!this.over) this.owner.logged(this, { level, text, at: this.owner.ports.clock.now() });
  }

  /** What an expression is over: the activation's own context, or that of a frame, whose reads are not its own. */
  private visible(frame: number | undefined): ContextSnapshot {
    return frame === undefined ? this.request.context : createSnapshot(this.owner.frameContext(this, frame));
  }

  private recordedNow(tape: readonly EffectRecord[]): number {
    const reads = tape.filter(({ type }) => type === 'now');
    const read = reads[this.clockReads++]?.result;
    if (typeof read === 'number') return read;
    throw new WtbError({
      code: 'replay/missing',
      message: `Node \`${this.node.id}\` reads the clock more often than it did when it was recorded.`,
      place: { node: this.node.id },
      retryable: false,
    });
  }

  now(): number {
    const result = this.tape === undefined ? this.owner.ports.clock.now() : this.recordedNow(this.tape);
    if (!this.over) this.owner.recorded(this, { type: 'now', request: null, result });
    return result;
  }

  /** Waits that were over before a restart give their recorded answers, in the order in which they were asked. */
  wait(request: WaitRequest): Promise<Value> {
    if (this.pending !== undefined) return Promise.reject(new WtbError(parallelWait(this.node)));
    const recorded = this.activation.waits[this.waitsAsked++];
    if (recorded?.answer !== undefined) return Promise.resolve(recorded.answer.value);
    if (this.over) return Promise.reject(new WtbError(timeoutError(this.node)));
    this.suspendDeadline();
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      this.owner.waits(this, request);
    });
  }
}

const none: readonly StoredValue[] = [];

const at = (node: PlanNode, error: ErrorInfo): ErrorInfo => ({
  ...error,
  place: { node: node.id, ...error.place },
});

const parallelWait = (node: PlanNode): ErrorInfo => ({
  code: 'node/parallel-wait',
  message: `Node \`${node.id}\` asks to wait while it waits already.`,
  place: { node: node.id },
  remedy: 'Wait for one thing after the other, or give each wait a node of its own.',
  retryable: false,
});

const timeoutError = (node: PlanNode): ErrorInfo => ({
  code: 'node/timeout',
  message: `Node \`${node.id}\` took longer than ${node.timeoutMs} ms.`,
  place: { node: node.id },
  remedy: 'Make it faster, or give it a higher `timeoutMs`.',
});

const unknownKind = (node: PlanNode): WtbError =>
  new WtbError({
    code: 'document/unknown-kind',
    message: `Nothing here can run nodes of kind \`${node.kind}\`.`,
    place: { node: node.id },
    retryable: false,
  });
