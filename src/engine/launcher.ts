import type { ContextVersion } from '../context/context-version.ts';
import type { NodeResult, ScopeTurn } from '../model/activation.ts';
import { toErrorInfo } from '../model/errors.ts';
import type { ActivationNumber, Seq } from '../model/ids.ts';
import { ActivationRun } from './activation-run.ts';
import type { RunOwner } from './activation-run.ts';
import { activationOf, boundImplementation } from './control.ts';
import type { Activation } from './control.ts';
import { contextSeen } from './frame-context.ts';
import type { ReportInput } from './input.ts';
import type { EnginePorts } from './ports.ts';
import { findReusable, recordedResult, reuseIndex } from './reuse.ts';
import type { Reuse, ReuseIndex } from './reuse.ts';
import { givenValue, scopeTurn } from './scope-turn.ts';
import { pathOf, planNode } from './state.ts';
import type { ExecutionState } from './state.ts';
import type { ValuePool } from './value-pool.ts';

/** What starting attempts needs of the loop around them. */
export interface LaunchHost extends RunOwner {
  readonly state: ExecutionState;
  readonly ports: EnginePorts;
  readonly hashing: boolean;
  readonly values: ValuePool;
  /** Up to where the log is saved. */
  readonly durableSeq: Seq;
  readonly disposed: boolean;
  /** The attempts under way. */
  readonly runs: Map<ActivationNumber, ActivationRun>;
  finished(run: ActivationRun, result: NodeResult, reuse: Reuse | undefined): void;
  /** Launches it after what is queued already. */
  launchLater(number: ActivationNumber): void;
  report(input: ReportInput): void;
}

/** Starts what the core says has started: a fresh attempt, one that goes on after a wait or a turn, or a result used again. */
export class Launcher {
  private readonly host: LaunchHost;
  private reuse: { readonly from: string; readonly index: ReuseIndex } | undefined;
  /** Where the log was when a flush was last awaited: a journal that never tells what is durable is not waited for twice. */
  private flushedAt: Seq | undefined;

  constructor(host: LaunchHost) {
    this.host = host;
  }

  launch(number: ActivationNumber): void {
    const { state, runs } = this.host;
    const activation = activationOf(state.control, number);
    if (activation?.phase !== 'running') return;
    const known = runs.get(number);
    if (known?.isWaiting === true) return known.continueWith(activation);
    const turn = scopeTurn(state, activation);
    if (turn !== undefined && known !== undefined) return this.goOn(known, activation, turn);
    if (this.mustFlushBefore(activation)) return this.launchAfterFlush(number);
    const context = contextSeen(state, activation);
    const run = this.runOf(activation, context);
    runs.set(number, run);
    if (activation.scope?.failing !== undefined) return this.goOn(run, activation, turn);
    this.begin(run, this.lookForReuse(activation, context));
  }

  /** An attempt that has not begun. */
  runOf(activation: Activation, context = contextSeen(this.host.state, activation)): ActivationRun {
    const { state } = this.host;
    const implementation = boundImplementation(state.plan, state.control, activation.node);
    const [path, node] = [pathOf(state, activation), planNode(state, activation.node)];
    const turn = scopeTurn(state, activation);
    const run = new ActivationRun(this.host, { activation, path, node, implementation, context, turn });
    if (activation.undoes !== undefined) run.undone = givenValue(state, activation.undoes);
    return run;
  }

  /** A scope's next turn; or, its frames being closed, what it failed with. */
  private goOn(run: ActivationRun, activation: Activation, turn: ScopeTurn | undefined): void {
    const failing = activation.scope?.failing;
    run.activation = activation;
    if (failing === undefined) run.startTurn(activation, turn);
    else this.host.finished(run, { type: 'failed', error: failing }, undefined);
  }

  private begin(run: ActivationRun, reuse: Reuse | undefined): void {
    if (reuse !== undefined && 'step' in reuse) return this.useAgain(run, reuse);
    run.notSpared = reuse?.reason;
    run.start();
  }

  // What must be saved first

  private mustFlushBefore({ node }: Activation): boolean {
    const { state, durableSeq } = this.host;
    const careful = state.options.durability === 'step' || planNode(state, node).effects === 'once';
    return careful && durableSeq < state.nextSeq - 1 && this.flushedAt !== state.nextSeq;
  }

  private launchAfterFlush(number: ActivationNumber): void {
    const { host } = this;
    const upTo = host.state.nextSeq;
    const go = () => {
      this.flushedAt = upTo;
      if (!host.disposed) host.launchLater(number);
    };
    host.ports.journal.flush().then(go, (thrown: unknown) => {
      host.report({ type: 'storage-failed', error: toErrorInfo(thrown), held: number });
    });
  }

  // What need not run again

  private lookForReuse(activation: Activation, context: ContextVersion): Reuse | undefined {
    const { state, hashing } = this.host;
    const { reuseFrom } = state.control;
    if (reuseFrom === undefined || !hashing || activation.scope !== undefined) return undefined;
    if (this.reuse?.from !== reuseFrom) this.reuse = { from: reuseFrom, index: reuseIndex(state, reuseFrom) };
    return findReusable(state, this.reuse.index, activation, context);
  }

  private useAgain(run: ActivationRun, reuse: Extract<Reuse, { readonly step: unknown }>): void {
    const { host } = this;
    const { writeSet } = recordedResult(reuse.step);
    const acts = reuse.step.acts ?? [];
    run.input = reuse.step.input;
    run.reused = [...writeSet.writes, ...acts].flatMap((given) => ('value' in given ? [given.value] : []));
    run.skip();
    host.values.load(run.reused).then(
      () => host.finished(run, { type: 'returned', value: undefined }, reuse),
      (thrown: unknown) => host.finished(run, { type: 'failed', error: toErrorInfo(thrown) }, undefined),
    );
  }
}
