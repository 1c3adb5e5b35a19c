import { createEmitter } from '../base/emitter.ts';
import type { Emitter } from '../base/emitter.ts';
import { emptyContext } from '../context/context-version.ts';
import type { ContextVersion } from '../context/context-version.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { NodeResult } from '../model/activation.ts';
import type { Breakpoint } from '../model/breakpoint.ts';
import { toErrorInfo, WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { EffectRecord, LogLine } from '../model/event.ts';
import type { WaitRequest } from '../model/execution.ts';
import { seq } from '../model/ids.ts';
import type { ActivationNumber, ExecutionId, Seq } from '../model/ids.ts';
import type { Value } from '../model/value.ts';
import type { ActivationRun } from './activation-run.ts';
import { CommitOrder } from './commit-order.ts';
import { Committer } from './committer.ts';
import type { CommitHost, Outcome } from './committer.ts';
import { neededValues } from './needed-values.ts';
import { activationOf } from './control.ts';
import { isReport, transition, transitionInPlace } from './decide.ts';
import type { RuntimeConfig } from './execution-runtime.ts';
import type { EngineInput, ReportInput } from './input.ts';
import { limitsOf } from './plan-settings.ts';
import { KeyframeWriter } from './keyframes.ts';
import { Launcher } from './launcher.ts';
import type { LaunchHost } from './launcher.ts';
import type { EnginePorts } from './ports.ts';
import type { Reuse } from './reuse.ts';
import { Deadlines, deadlineError } from './deadlines.ts';
import { WaitKeeper } from './wait-keeper.ts';
import { contextIn } from './frame-context.ts';
import { createdState, framePath, planNode } from './state.ts';
import type { EngineEvent, ExecutionState } from './state.ts';
import { ValuePool } from './value-pool.ts';

/** How long it works before it lets the host's other tasks in, in milliseconds. */
const slice = 12;

interface Queued {
  readonly input: EngineInput;
  readonly accepted?: () => void;
  readonly refused?: (error: unknown) => void;
}

/**
 * The loop around the pure core: takes inputs one at a time, folds what they lead to, hands the events out, and
 * carries out what they ask for: starts attempts, sets timers, evaluates conditions, commits in strict sequence.
 *
 * ```
 * command, report → inbox → transition → events → journal, subscribers
 *                     ▲                     │ activation-started, -waiting, -cancelled …
 *                     └── outcome ◀── run ◀─┘
 * ```
 */
export class EngineLoop implements LaunchHost, CommitHost {
  state: ExecutionState;
  breakpoints: readonly Breakpoint[] = [];
  durableSeq: Seq = seq(-1);
  readonly ports: EnginePorts;
  readonly executionId: ExecutionId;
  readonly values: ValuePool;
  readonly emitter: Emitter<readonly EngineEvent[]> = createEmitter();
  /** Called whenever everything that could be done at once is done. */
  readonly settledDown: Emitter<void> = createEmitter();
  private readonly config: RuntimeConfig;
  readonly hashing: boolean;
  readonly runs = new Map<ActivationNumber, ActivationRun>();
  private readonly waiting: WaitKeeper;
  private readonly deadlines: Deadlines;
  private readonly inbox: Queued[] = [];
  private readonly launches: ActivationNumber[] = [];
  private outcomes: Outcome[] = [];
  private readonly order = new CommitOrder();
  private readonly keyframes: KeyframeWriter;
  private readonly withdraw: (() => void)[];
  private draining = false;
  /** When the work under way last looked at the clock. */
  private lookedAt: number | undefined;
  private readonly committer = new Committer(this);
  private readonly launcher = new Launcher(this);
  disposed = false;
  private wakeUp: (() => void) | undefined;

  constructor(config: RuntimeConfig) {
    this.config = config;
    this.hashing = config.hashing ?? true;
    this.ports = config.ports;
    this.executionId = config.executionId;
    this.state = createdState(config);
    this.values = new ValuePool({
      loadValues: this.hashing ? config.loadValues : undefined,
      maxBytes: config.valueMemoryBytes ?? 64 * 2 ** 20,
      needed: () => this.neededNow(),
    });
    this.keyframes = new KeyframeWriter(config.keyframeEvery ?? 64);
    const { journal, clock, expressions } = config.ports;
    this.waiting = new WaitKeeper({
      clock,
      expressions,
      contextOf: (number) => this.contextNow(number),
      over: (activation, value, index) => this.report({ type: 'wait-over', activation, value, index }),
      undecidable: (activation, error) => this.cutShort(activation, error),
      decided: () => this.drain(),
    });
    this.deadlines = new Deadlines(clock, (number) => this.expire(number));
    this.withdraw = [
      journal.onDurable((upTo) => this.saved(upTo)),
      journal.onFailure((error) => this.report({ type: 'storage-failed', error })),
    ];
  }

  get executionInput(): Value {
    return this.state.input?.value;
  }
  get maxConcurrency(): number {
    return limitsOf(this.state.plan).maxConcurrency;
  }
  get executionSeed(): string {
    return this.state.options.seed;
  }
  /** Nothing is queued or under way but what only others can end. */
  get isQuiet(): boolean {
    if (this.committer.isBusy || this.waiting.isAsking) return false;
    return this.inbox.length === 0 && this.launches.length === 0 && this.outcomes.length === 0;
  }

  /** Resolves when the command is accepted and its events are out; rejects when it is refused. */
  submit(input: EngineInput): Promise<void> {
    return new Promise((accepted, refused) => {
      if (this.disposed) return refused(closedError());
      this.inbox.push({ input, accepted, refused });
      this.drain();
    });
  }

  report(input: ReportInput): void {
    this.inbox.push({ input: { ...input, at: this.ports.clock.now() } });
    this.drain();
  }

  /** Takes over a state that was folded from a saved log. */
  adopt(state: ExecutionState): void {
    this.state = state;
    this.durableSeq = seq(state.nextSeq - 1);
    this.order.restore(state.control);
  }

  dispose(): void {
    this.disposed = true;
    this.forgetRuns();
    this.wakeUp?.();
    for (const withdraw of this.withdraw) withdraw();
  }

  // The loop

  drain(): void {
    if (this.draining || this.disposed) return;
    this.draining = true;
    const until = this.monotonic() + slice;
    try {
      while (this.workOnce()) {
        if (this.timeNow() <= until) continue;
        this.yieldTurn();
        break;
      }
    } finally {
      this.draining = false;
    }
    if (this.isQuiet) this.settledDown.emit();
  }

  monotonic(): number {
    this.lookedAt = this.ports.clock.monotonic();
    return this.lookedAt;
  }

  /** The time as of the work just done, most of which looks at the clock: a look costs as much as a tenth of a step. */
  private timeNow(): number {
    const time = this.lookedAt ?? this.ports.clock.monotonic();
    this.lookedAt = undefined;
    return time;
  }

  private yieldTurn(): void {
    if (this.wakeUp !== undefined) return;
    const { clock } = this.ports;
    this.wakeUp = clock.setTimer(clock.now(), () => {
      this.wakeUp = undefined;
      this.drain();
    });
  }

  private workOnce(): boolean {
    const queued = this.inbox.shift();
    if (queued !== undefined) {
      this.takeQueued(queued);
      return true;
    }
    const launch = this.launches.shift();
    if (launch !== undefined) {
      this.launcher.launch(launch);
      return true;
    }
    const outcome = this.committer.isBusy || this.waiting.isAsking ? undefined : this.nextOutcome();
    if (outcome === undefined) return false;
    this.committer.process(outcome);
    return true;
  }

  private takeQueued({ input, accepted, refused }: Queued): void {
    try {
      this.apply(input);
      accepted?.();
    } catch (error) {
      if (refused === undefined) throw error;
      refused(error);
    }
  }

  apply(input: EngineInput): void {
    const { head, checkpoints } = this.state;
    const before = { head, checkpoints: checkpoints.length };
    const events = this.decide(input);
    if (events.length === 0) return;
    this.values.appended(events);
    this.ports.journal.append(events, this.hashing ? this.keyframes.next(before, this.state) : undefined);
    this.emitter.emit(events);
    for (const event of events) this.carryOut(event);
  }

  /** Reports go into the state in place: nobody else has it. A command may be refused, and begins from what stays. */
  private decide(input: EngineInput): readonly EngineEvent[] {
    const { breakpoints, hashing, config } = this;
    const context = { breakpoints, hashing, random: config.random };
    if (isReport(input)) return transitionInPlace(this.state, input, context);
    const { state, events } = transition(this.state, input, context);
    this.state = state;
    return events;
  }

  private saved(upTo: Seq): void {
    this.durableSeq = upTo;
    this.values.durable(upTo);
  }

  private *neededNow(): IterableIterator<StoredValue> {
    yield* neededValues(this.state);
    for (const { reused } of this.runs.values()) yield* reused;
  }

  applyReport(input: ReportInput): void {
    this.apply(Object.assign(input, { at: this.ports.clock.now() }));
  }

  // What events ask for

  private carryOut(event: EngineEvent): void {
    switch (event.type) {
      case 'activation-started':
        if (this.state.options.ordered) this.takeTurn(event.activation);
        this.launches.push(event.activation);
        return this.keep(event.activation);
      case 'activation-waiting':
      case 'activation-retried':
        return this.keep(event.activation);
      case 'effect-recorded':
        // Its wait may have ended by other means than a timer.
        return this.waiting.drop(event.activation);
      case 'step-committed':
      case 'context-edited':
        return this.waiting.contextChanged();
      case 'activation-cancelled':
        return this.forget(event.activation);
      case 'execution-resumed':
        return this.keepAll();
      case 'execution-rolled-back':
        this.forgetRuns();
        this.order.restore(this.state.control);
        return;
      case 'execution-paused':
        return event.reason.type === 'storage' ? undefined : this.flushNow();
      case 'execution-failed':
      case 'execution-stopped':
        this.forgetRuns();
        return this.flushNow();
      case 'execution-completed':
        return this.flushNow();
      default:
        return;
    }
  }

  /** Where an execution comes to rest, everything is made durable at once. */
  private flushNow(): void {
    this.ports.journal.flush().catch((thrown: unknown) => {
      this.report({ type: 'storage-failed', error: toErrorInfo(thrown) });
    });
  }

  private takeTurn(number: ActivationNumber): void {
    const activation = activationOf(this.state.control, number);
    if (activation !== undefined) this.order.started(activation);
  }

  private contextNow(number: ActivationNumber): ContextVersion {
    const activation = activationOf(this.state.control, number);
    return contextIn(this.state, activation?.frame ?? '') ?? emptyContext;
  }

  private keep(number: ActivationNumber): void {
    const activation = activationOf(this.state.control, number);
    if (activation === undefined) return;
    this.waiting.keep(activation);
    this.deadlines.keep(activation);
  }

  /** In the order in which they began to wait. */
  private keepAll(): void {
    const live = [...this.state.control.live.values()];
    for (const { number } of live.sort((a, b) => (a.since ?? 0) - (b.since ?? 0))) this.keep(number);
  }

  private expire(number: ActivationNumber): void {
    const activation = activationOf(this.state.control, number);
    if (activation !== undefined) this.cutShort(number, deadlineError(planNode(this.state, activation.node)));
  }

  /** Ends an attempt from outside, wherever it stands: as failed with `error`. While it is held nothing fails; going on looks again. */
  private cutShort(number: ActivationNumber, error: ErrorInfo): void {
    const activation = activationOf(this.state.control, number);
    const { status } = this.state;
    if (activation === undefined || activation.phase === 'failed') return;
    if (status !== 'running' && status !== 'pausing') return;
    const run = this.runs.get(number) ?? this.launcher.runOf(activation);
    run.cancel();
    this.runs.set(number, run);
    this.outcomes.push({ run, result: { type: 'failed', error }, reuse: undefined, cutShort: true });
    this.drain();
  }

  private forget(number: ActivationNumber): void {
    this.runs.get(number)?.cancel();
    this.forgetRun(number);
    // What it came to while it waited for its turn will have none.
    const at = this.outcomes.findIndex(({ run }) => run.number === number);
    if (at >= 0) this.outcomes.splice(at, 1);
  }

  isCurrent(run: ActivationRun): boolean {
    return this.runs.get(run.number) === run;
  }

  forgetRun(number: ActivationNumber): void {
    this.runs.delete(number);
    this.waiting.drop(number);
    this.deadlines.drop(number);
  }

  private forgetRuns(): void {
    for (const run of this.runs.values()) run.cancel();
    this.waiting.dropAll();
    this.deadlines.dropAll();
    this.runs.clear();
    this.launches.length = 0;
    this.outcomes = [];
  }

  // Attempts

  launchLater(number: ActivationNumber): void {
    this.launches.push(number);
    this.drain();
  }

  frameContext({ activation }: ActivationRun, index: number): ContextVersion {
    const brackets = [true, false].map((bracket) => framePath(this.state, activation, { index, bracket }));
    const found = brackets.map((path) => this.state.scopes.get(path)).find((frame) => frame !== undefined);
    return found?.view ?? emptyContext;
  }

  settled(run: ActivationRun, result: NodeResult): void {
    this.finished(run, result, run.notSpared === undefined ? undefined : { reason: run.notSpared });
  }

  finished(run: ActivationRun, result: NodeResult, reuse: Reuse | undefined): void {
    if (this.runs.get(run.number) !== run) return;
    this.outcomes.push({ run, result, reuse });
    this.drain();
  }

  recorded(run: ActivationRun, effect: EffectRecord): void {
    this.report({ type: 'effect', activation: run.number, effect });
  }

  waits(run: ActivationRun, wait: WaitRequest): void {
    this.report({ type: 'wait', activation: run.number, wait });
  }

  logged(run: ActivationRun, line: LogLine): void {
    this.report({ type: 'log', activation: run.number, line });
  }

  // Commits, strictly one after the other

  private nextOutcome(): Outcome | undefined {
    if (!this.state.options.ordered) return this.outcomes.shift();
    const first = this.order.first(this.state.control);
    // Who is cut short while it waits has no turn to wait for.
    const index = this.outcomes.findIndex(({ run, cutShort }) => run.number === first || cutShort === true);
    return index < 0 ? undefined : this.outcomes.splice(index, 1)[0];
  }
}

const closedError = (): WtbError =>
  new WtbError({ code: 'execution/not-found', message: 'The execution is not open here any more.' });
