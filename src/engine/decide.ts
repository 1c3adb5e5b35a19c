import { assert } from '../base/assert.ts';
import { applyEdits } from '../context/write-set.ts';
import { checkContext } from '../context/schema.ts';
import type { Breakpoint } from '../model/breakpoint.ts';
import { WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ActivationFacts, EventBase, EventBody } from '../model/event.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { ExecutionStatus, PauseReason } from '../model/execution.ts';
import { activationPath, checkpointId } from '../model/ids.ts';
import type { ActivationNumber, CheckpointId } from '../model/ids.ts';
import { activationOf, boundImplementation, isUnderWay } from './control.ts';
import type { Activation } from './control.ts';
import { encodeControl, restoredControl } from './control-snapshot.ts';
import { controlAt, evolve } from './evolve.ts';
import { linkHash, linkOf } from './hash-chain.ts';
import type { ActivationReport, EngineInput, Failure, PreparedCommit } from './input.ts';
import { limitsOf, retryOf } from './plan-settings.ts';
import { backoffDelay, handlingOf } from './retry.ts';
import { deadlockError, invalidTransition, stepLimitError, unknownActivation, unknownCheckpoint } from './refusals.ts';
import { checkpointIndex, headId, headRecord, pathOf, pathTo, planNode, recordOf } from './state.ts';
import type { EngineEvent, ExecutionState } from './state.ts';

/** What decisions depend on beside state and input. */
export interface DecideContext {
  readonly breakpoints: readonly Breakpoint[];
  /** Whether links of the chain are computed. */
  readonly hashing: boolean;
  /** In [0, 1): for the jitter of retries. */
  readonly random: () => number;
}

export interface Transition {
  readonly state: ExecutionState;
  readonly events: readonly EngineEvent[];
}

/**
 * The pure core: which facts follow from an input. Throws `WtbError` where a command is refused, and nothing happened then.
 * A report about an activation that is no longer in flight (cancelled, rolled back) gives no events.
 */
export function decide(state: ExecutionState, input: EngineInput, context: DecideContext): readonly EngineEvent[] {
  return transition(state, input, context).events;
}

/** `decide`, and the state after its events; saves folding them twice. */
export function transition(state: ExecutionState, input: EngineInput, context: DecideContext): Transition {
  const turn = new Turn(state, input.at, context);
  turn.take(input);
  return { state: turn.state, events: turn.events };
}

/** Pauses that leave the execution standing before whoever starts next. */
const standing: ReadonlySet<PauseReason['type']> = new Set(['user', 'start', 'step', 'rollback']);

class Turn {
  state: ExecutionState;
  readonly events: EngineEvent[] = [];
  private readonly at: number;
  private readonly context: DecideContext;

  constructor(state: ExecutionState, at: number, context: DecideContext) {
    this.state = state;
    this.at = at;
    this.context = context;
  }

  take(input: EngineInput): void {
    switch (input.type) {
      case 'start':
        return this.start(input);
      case 'pause':
        return this.pause(input.inFlight);
      case 'resume':
        return this.resume();
      case 'step':
        return this.step(input.activation);
      case 'step-back':
        return this.stepBack();
      case 'stop':
        return this.stop();
      case 'rollback':
        this.require('roll back', afterStart);
        return this.rollback(input.to);
      case 'swap':
        return this.swap(input);
      case 'edit-context':
        return this.edit(input);
      case 'storage-failed':
        return this.storageFailed(input.error, input.held);
      case 'interrupt':
        if (this.state.status === 'running' || this.state.status === 'pausing') {
          this.emit({ type: 'execution-interrupted' });
        }
        return;
      default:
        return this.report(input);
    }
  }

  private report(input: ActivationReport): void {
    const activation = activationOf(this.state.control, input.activation);
    if (activation === undefined) return;
    switch (input.type) {
      case 'commit':
        if (isUnderWay(activation)) this.commit(activation, input.commit);
        return;
      case 'fail':
        if (isUnderWay(activation)) this.fail(activation, input);
        return;
      case 'wait':
        if (activation.phase !== 'running') return;
        this.emit({ type: 'activation-waiting', ...this.facts(activation), wait: input.wait });
        return this.proceed();
      case 'wait-over':
        if (activation.phase !== 'waiting' || activation.wait === undefined) return;
        this.emit({
          type: 'effect-recorded',
          ...this.facts(activation),
          effect: {
            type: activation.wait.type === 'human' ? 'ask' : 'sleep',
            request: activation.wait,
            result: input.value,
          },
        });
        return this.proceed();
      case 'effect':
        if (activation.phase !== 'running') return;
        return this.emit({ type: 'effect-recorded', ...this.facts(activation), effect: input.effect });
      case 'log':
        return this.emit({ type: 'log', ...this.facts(activation), line: input.line });
    }
  }

  // Commands

  private start({ input, changes, bindings, from }: Extract<EngineInput, { type: 'start' }>): void {
    this.require('start', ['created']);
    const body: Unsealed<LinkEvent> = {
      ...this.base(),
      type: 'execution-started',
      checkpoint: checkpointId(0),
      plan: this.state.plan.hash,
      options: this.state.options,
      bindings,
      changes,
      hash: '',
      ...(input === undefined ? {} : { input }),
      ...(from === undefined ? {} : { control: from.control }),
    };
    this.emitLink(body, '');
    if (from !== undefined) {
      const { execution, checkpoint } = from;
      this.emit({ type: 'execution-forked', from: { execution, checkpoint } });
    }
    this.tellSkipped();
    if (this.state.options.startPaused) this.emit({ type: 'execution-paused', reason: { type: 'start' } });
    else this.proceed();
  }

  private pause(inFlight: 'finish' | 'cancel'): void {
    const cancelsMore = this.state.status === 'pausing' && inFlight === 'cancel';
    if (!cancelsMore) this.require('pause', ['running']);
    this.emit({
      type: 'execution-pausing',
      inFlight,
      ...(cancelsMore && this.state.pause ? { reason: this.state.pause } : {}),
    });
    if (inFlight === 'cancel') this.cancelRunning('pause');
    this.proceed();
  }

  private resume(): void {
    this.require('resume', held);
    const past = this.standsBefore();
    this.emit({ type: 'execution-resumed', ...(past === undefined ? {} : { past }) });
    this.proceed();
  }

  /** Who starts next, where the execution came to stand before it by other means than its breakpoint. */
  private standsBefore(): ActivationNumber | undefined {
    const { pause } = this.state;
    if (pause === undefined || !standing.has(pause.type)) return undefined;
    const next = this.nextReady();
    if (next === undefined || next.passed) return undefined;
    return this.breakpointAt(planNode(this.state, next.node).id, 'before') && next.number;
  }

  private step(only: ActivationNumber | undefined): void {
    this.require('step', held);
    if (only !== undefined) {
      const activation = activationOf(this.state.control, only);
      if (activation === undefined || (activation.phase !== 'ready' && activation.phase !== 'failed')) {
        throw unknownActivation(only);
      }
    }
    this.emit({ type: 'execution-resumed', steps: 1, ...(only === undefined ? {} : { only }) });
    this.proceed();
  }

  private stepBack(): void {
    this.require('step back', afterStart);
    const { parent } = headRecord(this.state);
    if (parent < 0) {
      throw new WtbError({
        code: 'execution/invalid-transition',
        message: 'The execution stands at its start; there is no step to take back.',
      });
    }
    this.rollback(checkpointId(parent));
  }

  private stop(): void {
    this.require('stop', [...live, ...held]);
    this.cancelRunning('stop');
    this.emit({ type: 'execution-stopped', reason: 'user' });
  }

  private rollback(to: CheckpointId): void {
    if (recordOf(this.state, to) === undefined) throw unknownCheckpoint(to);
    this.cancelRunning('rollback');
    const { control } = restoredControl(controlAt(this.state, checkpointIndex(to)), this.state.nextActivation);
    this.emit({ type: 'execution-rolled-back', from: headId(this.state), to, control: encodeControl(control) });
  }

  private swap({ node, to, policy }: Extract<EngineInput, { type: 'swap' }>): void {
    this.require('swap a variant', policy === 're-run' ? afterStart : [...live, ...held]);
    const index = this.state.plan.nodeIndex.get(node);
    if (index === undefined)
      throw new WtbError({ code: 'execution/not-found', message: `The plan has no node \`${node}\`.` });
    const rerun = policy === 're-run' ? this.goBackBefore(index) : {};
    const body: Unsealed<LinkEvent> = {
      ...this.base(),
      type: 'variant-swapped',
      checkpoint: this.nextCheckpoint(),
      parent: headId(this.state),
      node,
      from: boundImplementation(this.state.plan, this.state.control, index),
      to,
      policy,
      hash: '',
      ...rerun,
    };
    this.emitLink(body, headRecord(this.state).hash);
    this.proceed();
  }

  /** For *re-run affected*: back to the last checkpoint before the node first ran on the head's path, if it ran. */
  private goBackBefore(node: number) {
    const oldHead = this.state.head;
    const path = pathTo(this.state, oldHead);
    const id = planNode(this.state, node).id;
    const first = path.find((record) => record.step?.node === id);
    const target = first === undefined ? undefined : (first.snapshot ?? checkpointId(first.parent));
    if (target === undefined) return {};
    const from = checkpointIndex(target);
    const notReapplied = path.filter((record) => record.index > from && record.source === 'edit');
    this.rollback(target);
    return {
      reuseFrom: checkpointId(oldHead),
      ...(notReapplied.length === 0 ? {} : { notReapplied: notReapplied.map((record) => checkpointId(record.index)) }),
    };
  }

  private edit({ changes: edits }: Extract<EngineInput, { type: 'edit-context' }>): void {
    this.require('edit the context', ['paused']);
    const checkpoint = this.nextCheckpoint();
    const by = { checkpoint, path: undefined };
    const outcome = applyEdits(this.state.context, edits, by, this.state.plan.limits);
    if (outcome.type === 'refused') throw new WtbError(outcome.error);
    const { context, changes } = outcome;
    const schema = this.state.plan.document.context?.schema;
    const problem = schema === undefined ? undefined : checkContext({ schema, context, changes, by })[0];
    if (problem !== undefined) throw new WtbError(problem);
    const { hash: parentHash } = headRecord(this.state);
    const parent = headId(this.state);
    this.emitLink({ ...this.base(), type: 'context-edited', checkpoint, parent, changes, hash: '' }, parentHash);
  }

  private storageFailed(error: ErrorInfo, held: ActivationNumber | undefined): void {
    const activation = held === undefined ? undefined : activationOf(this.state.control, held);
    if (activation?.phase === 'running') {
      this.emit({ type: 'activation-cancelled', ...this.facts(activation), reason: 'pause' });
    }
    // Known already: saying so would be one more write that fails.
    if (this.state.pause?.type === 'storage') return this.proceed();
    const reason = { type: 'storage' as const, error };
    // What completed without being saved has not: resuming saves first, and completes again.
    if (this.state.status === 'paused' || this.state.status === 'completed') {
      return this.emit({ type: 'execution-paused', reason });
    }
    if (this.state.status !== 'running' && this.state.status !== 'pausing') return;
    this.emit({ type: 'execution-pausing', inFlight: 'finish', reason });
    this.proceed();
  }

  // Reports

  private commit(activation: Activation, commit: PreparedCommit): void {
    for (const conflict of commit.conflicts) this.emit({ type: 'context-conflict', ...conflict });
    for (const rejected of commit.rejected ?? []) this.emit({ type: 'context-rejected', ...rejected });
    this.emitLink(this.stepEvent(activation, commit), headRecord(this.state).hash);
    this.tellSkipped();
    this.holdAfter(activation);
    this.proceed();
  }

  /** Written out whole, here and for starts: once a step, copying an event costs more than folding it. */
  private stepEvent(activation: Activation, commit: PreparedCommit): Unsealed<StepEvent> {
    const { id } = planNode(this.state, activation.node);
    const event: Unsealed<StepEvent> = {
      executionId: this.state.executionId,
      seq: this.state.nextSeq,
      at: this.at,
      branch: this.state.branch,
      type: 'step-committed',
      activation: activation.number,
      path: pathOf(this.state, activation),
      node: id,
      iteration: activation.iteration,
      attempt: activation.attempt,
      variant: commit.implementation.variant,
      checkpoint: this.nextCheckpoint(),
      parent: headId(this.state),
      startedAt: activation.startedAt ?? this.at,
      durationMs: commit.durationMs,
      implementation: commit.implementation.hash,
      reads: commit.reads,
      changes: commit.changes,
      port: commit.port,
      taken: commit.taken,
      marks: commit.marks,
      hash: '',
    };
    if (commit.input !== undefined) event.input = commit.input;
    if (commit.output !== undefined) event.output = commit.output;
    if (commit.writes !== undefined) event.writes = commit.writes;
    if (commit.removed !== undefined) event.removed = commit.removed;
    if (commit.patches !== undefined) event.patches = commit.patches;
    if (commit.conditions !== undefined) event.conditions = commit.conditions;
    if (commit.error !== undefined) event.error = commit.error;
    if (commit.reuse !== undefined) event.reuse = commit.reuse;
    return event;
  }

  private holdAfter(activation: Activation): void {
    if (this.context.breakpoints.length === 0) return;
    const { id } = planNode(this.state, activation.node);
    const hit = this.breakpointAt(id, 'after');
    if (hit === undefined || this.state.status !== 'running') return;
    this.emit({ type: 'breakpoint-hit', breakpoint: hit.id, node: id, when: 'after', activation: activation.number });
  }

  private fail(activation: Activation, failure: Failure): void {
    const facts = this.facts(activation);
    const { error, durationMs, input } = failure;
    const node = planNode(this.state, activation.node);
    if (failure.timedOut) this.emit({ type: 'activation-timed-out', ...facts, timeoutMs: node.timeoutMs });
    for (const conflict of failure.conflicts ?? []) this.emit({ type: 'context-conflict', ...conflict });
    if (!failure.unhandled && handlingOf(node, activation, error) === 'retry') {
      const delayMs = backoffDelay(retryOf(node), activation.tries, this.context.random);
      this.emit({ type: 'activation-retried', ...facts, error, delayMs });
      return this.proceed();
    }
    const startedAt = activation.startedAt ?? this.at;
    const body = { type: 'activation-failed' as const, ...facts, error, durationMs, startedAt };
    this.emit(input === undefined ? body : { ...body, input });
    if (this.state.options.onUncaught === 'fail') {
      this.cancelRunning('stop');
      return this.emit({ type: 'execution-failed', error });
    }
    this.proceed();
  }

  // Scheduling

  /** Starts what may start, and sees whether the execution holds or is over. */
  private proceed(): void {
    while (this.proceedOnce());
  }

  private proceedOnce(): boolean {
    const { status, control, budget } = this.state;
    if (status === 'pausing') {
      if (control.running === 0) this.emit({ type: 'execution-paused', reason: this.state.pause ?? { type: 'user' } });
      return false;
    }
    if (status !== 'running') return false;
    if (control.live.size === 0) return this.end();
    if (budget !== undefined && control.running >= budget.left) return this.holdAfterStep();
    const next = this.nextReady();
    return next !== undefined && this.hasSlot(next) && this.startOrHold(next);
  }

  /** Where commits come in the order of starts, whoever was started must not wait for those who wait for it. */
  private hasSlot(activation: Activation): boolean {
    const { control, plan, options } = this.state;
    if (options.ordered && activation.order !== undefined) return true;
    return control.running < limitsOf(plan).maxConcurrency;
  }

  private end(): false {
    const { control, plan } = this.state;
    if (control.tokens === 0) this.emit({ type: 'execution-completed' });
    else this.emit({ type: 'execution-failed', error: deadlockError(plan, control) });
    return false;
  }

  private holdAfterStep(): false {
    if (this.state.budget?.left === 0 && this.state.control.running === 0) {
      this.emit({ type: 'execution-paused', reason: { type: 'step' } });
    }
    return false;
  }

  private nextReady(): Activation | undefined {
    const { control, budget } = this.state;
    if (budget?.only !== undefined) {
      const chosen = activationOf(control, budget.only);
      return chosen?.phase === 'ready' ? chosen : undefined;
    }
    const first = control.ready.values().next();
    return first.done === true ? undefined : activationOf(control, first.value);
  }

  private startOrHold(activation: Activation): boolean {
    const { plan, control, budget } = this.state;
    if (headRecord(this.state).steps + control.running >= limitsOf(plan).maxSteps) return this.stopAtLimit();
    const { id } = planNode(this.state, activation.node);
    const hit = activation.passed || budget !== undefined ? undefined : this.breakpointAt(id, 'before');
    if (hit !== undefined) {
      const { number } = activation;
      this.emit({ type: 'breakpoint-hit', breakpoint: hit.id, node: id, when: 'before', activation: number });
      return true;
    }
    const snapshot = activation.snapshot ?? headId(this.state);
    this.record({
      executionId: this.state.executionId,
      seq: this.state.nextSeq,
      at: this.at,
      branch: this.state.branch,
      type: 'activation-started',
      activation: activation.number,
      path: activationPath(id),
      node: id,
      iteration: activation.iteration,
      attempt: activation.attempt,
      variant: boundImplementation(plan, control, activation.node).variant,
      snapshot,
    });
    return true;
  }

  private stopAtLimit(): false {
    const { plan, control } = this.state;
    if (control.running === 0) {
      this.emit({ type: 'execution-stopped', reason: 'limit', error: stepLimitError(limitsOf(plan).maxSteps) });
    }
    return false;
  }

  // Common

  private cancelRunning(reason: 'pause' | 'stop' | 'rollback'): void {
    if (this.state.control.running === 0) return;
    for (const activation of this.state.control.live.values()) {
      if (activation.phase === 'running')
        this.emit({ type: 'activation-cancelled', ...this.facts(activation), reason });
    }
  }

  private breakpointAt(node: string, when: Breakpoint['when']): Breakpoint | undefined {
    return this.context.breakpoints.find((point) => point.enabled && point.node === node && point.when === when);
  }

  private facts(activation: Activation): ActivationFacts {
    const { plan, control } = this.state;
    return {
      activation: activation.number,
      path: pathOf(this.state, activation),
      node: planNode(this.state, activation.node).id,
      iteration: activation.iteration,
      attempt: activation.attempt,
      variant: boundImplementation(plan, control, activation.node).variant,
    };
  }

  private require(verb: string, allowed: readonly ExecutionStatus[]): void {
    if (!allowed.includes(this.state.status)) throw invalidTransition(verb, this.state.status, allowed);
  }

  private nextCheckpoint(): CheckpointId {
    return checkpointId(this.state.checkpoints.length);
  }

  private tellSkipped(): void {
    for (const index of this.state.skipped) {
      const { id } = planNode(this.state, index);
      this.emit({ type: 'activation-skipped', node: id, path: activationPath(id) });
    }
  }

  /** `event` is fresh: its link is put in. */
  private emitLink(event: Unsealed<LinkEvent>, parentHash: string): void {
    if (this.context.hashing) event.hash = linkHash(linkOf(event, this.state.plan.hash, parentHash));
    this.record(event);
  }

  private emit(body: EventBody<StoredValue>): void {
    this.record({ ...this.base(), ...body });
  }

  private base(): EventBase {
    const { executionId, nextSeq: seq, branch } = this.state;
    return { executionId, seq, at: this.at, branch };
  }

  private record(event: EngineEvent): void {
    assert(event.seq === this.state.nextSeq, 'events are numbered without gaps');
    this.events.push(event);
    this.state = evolve(this.state, event);
  }
}

/** The events that make checkpoints. */
type LinkEvent = Extract<EngineEvent, { readonly hash: string }>;
type StepEvent = Extract<EngineEvent, { readonly type: 'step-committed' }>;
/** While it is being made. */
type Unsealed<T> = { -readonly [K in keyof T]: T[K] };

const live: readonly ExecutionStatus[] = ['running', 'pausing'];
const held: readonly ExecutionStatus[] = ['paused', 'interrupted'];
const afterStart: readonly ExecutionStatus[] = [...live, ...held, 'completed', 'failed', 'stopped'];
