import { historyTooLarge } from '../context/context-limits.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { NodeResult } from '../model/activation.ts';
import { toErrorInfo } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ReadSet } from '../model/event.ts';
import type { ActivationNumber } from '../model/ids.ts';
import type { ActivationRun } from './activation-run.ts';
import { noReads } from './activation-request.ts';
import { emptyReturn, mergeReturned, toReturned } from './commit.ts';
import type { Merge, Merged, Returned } from './commit.ts';
import { activationOf, isUnderWay } from './control.ts';
import type { Activation } from './control.ts';
import type { EngineInput, Failure, PreparedCommit, ReportInput } from './input.ts';
import { limitsOf } from './plan-settings.ts';
import type { EnginePorts } from './ports.ts';
import { handlingOf } from './retry.ts';
import { recordedResult } from './reuse.ts';
import type { Reuse } from './reuse.ts';
import { route } from './routing.ts';
import type { Route } from './routing.ts';
import { contextIn } from './frame-context.ts';
import { ensureSize, ensureSpawner, mustDrain } from './scope-checks.ts';
import { preparedTurn } from './scope-turn.ts';
import type { ExecutionState } from './state.ts';
import type { ValuePool } from './value-pool.ts';

/** What came of one attempt. */
export interface Outcome {
  readonly run: ActivationRun;
  readonly result: NodeResult;
  readonly reuse: Reuse | undefined;
  /** It was ended from outside. */
  readonly cutShort?: true;
}

/** What commits need of the loop around them. */
export interface CommitHost {
  readonly state: ExecutionState;
  readonly ports: EnginePorts;
  readonly hashing: boolean;
  readonly values: ValuePool;
  readonly disposed: boolean;
  /** Whether nothing took its place meanwhile. */
  isCurrent(run: ActivationRun): boolean;
  forgetRun(number: ActivationNumber): void;
  apply(input: EngineInput): void;
  applyReport(input: ReportInput): void;
  drain(): void;
}

/** Makes of outcomes commits, failures and turns: one at a time, also where merging or routing has to wait for an expression. */
export class Committer {
  /** A commit waits for an expression; no other may begin. */
  isBusy = false;
  private readonly host: CommitHost;

  constructor(host: CommitHost) {
    this.host = host;
  }

  process({ run, result, reuse, cutShort }: Outcome): void {
    const activation = activationOf(this.host.state.control, run.number);
    if (!this.host.isCurrent(run) || activation === undefined) return;
    if (cutShort === undefined ? !isUnderWay(activation) : activation.phase === 'failed') return;
    if (cutShort) run.wasCutShort = true;
    for (const line of result.logs ?? none) this.host.applyReport({ type: 'log', activation: run.number, line });
    for (const effect of result.effects ?? none)
      this.host.applyReport({ type: 'effect', activation: run.number, effect });
    if (result.type === 'failed') return this.failOrHandle(run, activation, { error: result.error });
    try {
      if (result.type === 'opened') return this.opened(run, activation, result);
      if ((activation.scope?.open.length ?? 0) > 0)
        return this.host.applyReport({ type: 'drain', activation: run.number });
      ensureSpawner(this.host.state, activation, result);
      const reused = reuse !== undefined && 'step' in reuse;
      const returned = reused
        ? recordedResult(reuse.step)
        : toReturned(run.node, result.value, result, limitsOf(this.host.state.plan));
      const made = { returned, reuse };
      const merge = mergeReturned(this.host.state, activation, returned, this.host.ports.expressions);
      if (!(merge instanceof Promise)) return this.mergedTo(run, made, merge);
      this.isBusy = true;
      merge.then(
        (later) => this.resumeCommit(run, () => this.mergedTo(run, made, later)),
        (thrown: unknown) => this.resumeCommit(run, () => this.failRoute(run, thrown)),
      );
    } catch (thrown) {
      this.failOrHandle(run, activation, { error: toErrorInfo(thrown) });
    }
  }

  private opened(
    run: ActivationRun,
    activation: Activation,
    result: Extract<NodeResult, { readonly type: 'opened' }>,
  ): void {
    const turn = preparedTurn(result, run.activation.scope);
    for (const { locals } of turn.frames) {
      for (const { key, value } of locals) ensureSize(key, value, limitsOf(this.host.state.plan).maxValueBytes);
    }
    this.host.applyReport({ type: 'open', activation: activation.number, ...turn });
  }

  private mergedTo(run: ActivationRun, made: Pick<Made, 'returned' | 'reuse'>, merge: Merge): void {
    const activation = activationOf(this.host.state.control, run.number);
    if (activation === undefined) return;
    if ('error' in merge) return this.failOrHandle(run, activation, merge);
    const tooLarge = this.beyondHistory(run, merge.merged, made.returned);
    if (tooLarge !== undefined) return this.fail(run, { error: tooLarge, unhandled: true });
    const { returned, reuse } = made;
    this.commit(run, { returned, reuse, merged: merge.merged, error: undefined });
  }

  /** A commit is refused before it is made where the history would outgrow its limit. */
  private beyondHistory(
    run: ActivationRun,
    { changes, writes = none, patches = none }: Merged,
    { acts = none }: Returned,
  ): ErrorInfo | undefined {
    const { maxHistoryBytes } = limitsOf(this.host.state.plan);
    const [only] = changes;
    const isPlain = changes.length === 1 && writes.length + patches.length + acts.length === 0;
    const bound = (run.input?.bytesBound ?? 0) + (only?.after?.bytesBound ?? 0);
    if (isPlain && this.host.values.history.hasRoom(maxHistoryBytes, bound)) return undefined;
    const more: StoredValue[] = run.input === undefined ? [] : [run.input];
    for (const act of acts) if ('value' in act) more.push(act.value);
    for (const { after } of changes) if (after !== undefined) more.push(after);
    for (const { value } of writes) more.push(value);
    for (const patch of patches) if ('value' in patch) more.push(patch.value);
    const bytes = this.host.values.history.beyond(maxHistoryBytes, more);
    if (bytes === undefined) return undefined;
    return { ...historyTooLarge(bytes, maxHistoryBytes), place: { node: run.node.id } };
  }

  private failOrHandle(
    run: ActivationRun,
    activation: Activation,
    failure: Pick<Failure, 'error' | 'conflicts'>,
  ): void {
    const { error } = failure;
    const handling = handlingOf(run.node, activation, error);
    if (handling === 'retry' || handling === 'fail' || mustDrain(activation)) return this.fail(run, failure);
    const returned = emptyReturn(handling === 'edge' ? 'error' : undefined);
    const context = contextIn(this.host.state, activation.frame) ?? this.host.state.context;
    const merged = { context, changes: [], conflicts: failure.conflicts ?? [] };
    this.commit(run, { returned, merged, reuse: undefined, error });
  }

  private fail(run: ActivationRun, failure: Pick<Failure, 'error' | 'conflicts' | 'unhandled'>): void {
    const { durationMs, input } = run;
    this.host.forgetRun(run.number);
    const timedOut = run.timedOut ? { timedOut: true as const } : {};
    this.host.applyReport({
      type: 'fail',
      activation: run.number,
      durationMs,
      input,
      ...timedOut,
      ...cut(run),
      ...failure,
    });
  }

  private commit(run: ActivationRun, made: Made): void {
    const { port } = made.returned;
    const { context } = made.merged;
    // What undoes leads nowhere: its frame is at its end.
    if (run.activation.undoes !== undefined) return this.commitOn(run, made, { taken: [] });
    try {
      const chosen = route({ plan: this.host.state.plan, node: run.node, port, context }, this.host.ports.expressions);
      if (!(chosen instanceof Promise)) return this.commitOn(run, made, chosen);
      this.isBusy = true;
      chosen.then(
        (found) => this.resumeCommit(run, () => this.commitOn(run, made, found)),
        (thrown: unknown) => this.resumeCommit(run, () => this.failRoute(run, thrown)),
      );
    } catch (thrown) {
      this.failRoute(run, thrown);
    }
  }

  private resumeCommit(run: ActivationRun, go: () => void): void {
    this.isBusy = false;
    if (this.host.disposed) return;
    if (this.host.isCurrent(run)) go();
    this.host.drain();
  }

  private failRoute(run: ActivationRun, thrown: unknown): void {
    const error: ErrorInfo = toErrorInfo(thrown);
    this.fail(run, { error: { ...error, place: { ...error.place, node: run.node.id } }, unhandled: true });
  }

  private commitOn(run: ActivationRun, made: Made, { taken, conditions }: Route): void {
    this.host.forgetRun(run.number);
    const commit = preparedCommit(run, made, { taken, conditions, reads: this.reads(run, made) });
    const at = this.host.ports.clock.now();
    const report = { type: 'commit' as const, at, activation: run.number, commit };
    this.host.apply(run.wasCutShort ? { ...report, cutShort: true } : report);
  }

  /** Hashes of what was read; without hashing nothing is asked for its hash. */
  private reads(run: ActivationRun, { reuse }: Made): ReadSet {
    if (reuse !== undefined && 'step' in reuse) return reuse.step.reads;
    return this.host.hashing ? run.request.readSet() : noReads;
  }
}

const cut = ({ wasCutShort }: ActivationRun): { readonly cutShort?: true } => (wasCutShort ? { cutShort: true } : {});

interface Made {
  readonly returned: Returned;
  readonly merged: Merged;
  readonly reuse: Reuse | undefined;
  readonly error: ErrorInfo | undefined;
}

function preparedCommit(
  run: ActivationRun,
  made: Made,
  { reads, taken, conditions }: Route & Pick<PreparedCommit, 'reads'>,
): PreparedCommit {
  const { returned, merged, reuse, error } = made;
  const { input, durationMs, implementation } = run;
  const { changes, conflicts, writes, removed, patches, rejected } = merged;
  const { output, port, acts, exports } = returned;
  const reused = reuse !== undefined && 'step' in reuse;
  return {
    implementation,
    durationMs,
    reads,
    changes,
    conflicts,
    port,
    taken,
    marks: marksOf(run, made),
    applied: merged,
    input,
    output,
    writes,
    removed,
    patches,
    rejected,
    conditions,
    error,
    acts,
    exports,
    reuse: reused ? { from: reuse.step.checkpoint, reason: reuse.reason } : reuse && { reason: reuse.reason },
  };
}

function marksOf({ implementation }: ActivationRun, { returned, reuse }: Made): PreparedCommit['marks'] {
  if (reuse !== undefined && 'step' in reuse) return reusedMark;
  if (returned.forced === true) return forcedMark;
  return implementation.edited ? editedMark : noMarks;
}

const none: readonly never[] = [];
const noMarks: PreparedCommit['marks'] = [];
const reusedMark: PreparedCommit['marks'] = ['reused'];
const editedMark: PreparedCommit['marks'] = ['edited'];
const forcedMark: PreparedCommit['marks'] = ['forced'];
