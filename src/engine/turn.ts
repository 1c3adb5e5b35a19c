import type { Applied } from './input.ts';
import { assert } from '../base/assert.ts';
import { newOwner } from '../base/owner.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { matchesActivation } from '../model/activation-path.ts';
import type { Breakpoint } from '../model/breakpoint.ts';
import type { ActivationFacts, EventBase, EventBody } from '../model/event.ts';
import type { ExecutionStatus } from '../model/execution.ts';
import { checkpointId } from '../model/ids.ts';
import type { CheckpointId } from '../model/ids.ts';
import { boundImplementation } from './control.ts';
import type { Activation } from './control.ts';
import { foldInto } from './evolve.ts';
import { linkHash, linkOf } from './hash-chain.ts';
import { invalidTransition } from './refusals.ts';
import { draftOf, headRecord, pathIn, pathOf, planNode } from './state.ts';
import type { Draft, EngineEvent, ExecutionState } from './state.ts';

/** What decisions depend on beside state and input. */
export interface DecideContext {
  readonly breakpoints: readonly Breakpoint[];
  /** Whether links of the chain are computed. */
  readonly hashing: boolean;
  /** In [0, 1): for the jitter of retries. */
  readonly random: () => number;
}

/** The events that make checkpoints. */
export type LinkEvent = Extract<EngineEvent, { readonly hash: string }>;
/** While it is being made. */
export type Unsealed<T> = { -readonly [K in keyof T]: T[K] };

/** One input being decided: the events so far, and the state after them. The decisions are functions over it. */
export class Turn {
  state: ExecutionState;
  readonly events: EngineEvent[] = [];
  readonly at: number;
  readonly context: DecideContext;
  private draft: Draft | undefined;

  /** `draft`: a state of which nobody else knows, to be written to; otherwise what is handed in stays as it is. */
  constructor(state: ExecutionState, at: number, context: DecideContext, draft?: Draft) {
    this.state = state;
    this.at = at;
    this.context = context;
    this.draft = draft;
  }

  /** Throws `execution/invalid-transition` where the status is none of these. */
  require(verb: string, allowed: readonly ExecutionStatus[]): void {
    if (!allowed.includes(this.state.status)) throw invalidTransition(verb, this.state.status, allowed);
  }

  /** `event` is fresh: its link is put in. */
  emitLink(event: Unsealed<LinkEvent>, parentHash?: string, applied?: Applied): void {
    if (this.context.hashing) {
      event.hash = linkHash(linkOf(event, this.state.plan.hash, parentHash ?? headRecord(this.state).made.hash));
    }
    this.record(event, applied);
    this.tellSkipped();
  }

  emit(body: EventBody<StoredValue>): void {
    this.record({ ...this.base(), ...body });
  }

  base(): EventBase {
    const { executionId, nextSeq: seq, branch } = this.state;
    return { executionId, seq, at: this.at, branch };
  }

  record(event: EngineEvent, applied?: Applied): void {
    assert(event.seq === this.state.nextSeq, 'events are numbered without gaps');
    this.events.push(event);
    this.draft ??= draftOf(this.state, newOwner());
    foldInto(this.draft, event, applied);
    this.state = this.draft;
    if (this.state.removed.length > 0) this.tellRemoved(event);
  }

  facts(activation: Pick<Activation, 'number' | 'node' | 'frame' | 'iteration' | 'attempt'>): ActivationFacts {
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

  nextCheckpoint(): CheckpointId {
    return checkpointId(this.state.checkpoints.length);
  }

  breakpointAt(activation: Activation, when: Breakpoint['when']): Breakpoint | undefined {
    const { breakpoints } = this.context;
    if (breakpoints.length === 0) return undefined;
    const { id } = planNode(this.state, activation.node);
    return breakpoints.find(
      ({ enabled, node, path, when: held }) =>
        enabled && node === id && held === when && (path === undefined || this.isAt(path, activation)),
    );
  }

  hold({ id: breakpoint, when }: Breakpoint, activation: Activation): void {
    const { node, path, activation: number } = this.facts(activation);
    this.emit({ type: 'breakpoint-hit', breakpoint, node, path, when, activation: number });
  }

  private isAt(pattern: string, activation: Activation): boolean {
    return matchesActivation(pattern, pathOf(this.state, activation), activation.iteration);
  }

  /** Takes what is running off its attempts: it is ready again, or goes with what follows. */
  cancelRunning(reason: 'pause' | 'stop' | 'rollback'): void {
    if (this.state.control.running === 0) return;
    for (const activation of this.state.control.live.values()) {
      if (activation.phase === 'running')
        this.emit({ type: 'activation-cancelled', ...this.facts(activation), reason });
    }
  }

  private tellSkipped(): void {
    const { skipped, skippedIn } = this.state;
    for (const index of skipped) {
      const { id } = planNode(this.state, index);
      this.emit({ type: 'activation-skipped', node: id, path: pathIn(this.state, skippedIn, index) });
    }
  }

  /** The fold of `event` took activations away; whoever failed by it has been told of already. */
  private tellRemoved(event: EngineEvent): void {
    const said = event.type === 'activation-failed' ? event.activation : undefined;
    const skipped = [this.state.skipped, this.state.skippedIn] as const;
    for (const { activation, reason } of this.state.removed) {
      if (activation.number === said) continue;
      this.emit({ type: 'activation-cancelled', ...this.facts(activation), reason });
    }
    Object.assign(this.draft as Draft, { skipped: skipped[0], skippedIn: skipped[1], removed: [] });
  }
}
