import type { Applied } from './input.ts';
import { assert, assertNever } from '../base/assert.ts';
import { newOwner } from '../base/owner.ts';
import { emptyMap } from '../base/persistent-map.ts';
import { cons } from '../base/persistent-queue.ts';
import { branchNumber, seq } from '../model/ids.ts';
import { checkpointed } from './checkpoint-records.ts';
import { activationOf } from './control.ts';
import type { Activation } from './control.ts';
import {
  dropContexts,
  foldBegun,
  foldContextClosed,
  dropRemoved,
  foldEdited,
  foldForkedScopes,
  foldWritten,
} from './fold-contexts.ts';
import { foldControl } from './fold-control.ts';
import { draftOf, hasChildren, letGo, recordOf } from './state.ts';
import type { Draft, EngineEvent, EventOf, ExecutionState } from './state.ts';
import type { Removed } from './tokens.ts';

const noSkips: readonly number[] = [];
const noRemoved: readonly Removed[] = [];

/** The state after `event`: pure, total over logs that `decide` wrote, and free of every look-up outside of the state. */
export function evolve(state: ExecutionState, event: EngineEvent): ExecutionState {
  const next = draftOf(state, undefined);
  foldInto(next, event);
  return next;
}

/** The state after all of these: folded in place, as nobody sees what is in between. */
export function evolveAll(state: ExecutionState, events: Iterable<EngineEvent>): ExecutionState {
  const next = draftOf(state, newOwner());
  for (const event of events) foldInto(next, event);
  return letGo(next);
}

/** Makes the draft the state after `event`; `applied`: what is known already of the context after a step. */
export function foldInto(next: Draft, event: EngineEvent, applied?: Applied): void {
  next.nextSeq = seq(event.seq + 1);
  next.updatedAt = event.at;
  next.branch = event.branch;
  next.tail = cons(event, next.tail);
  next.skipped = noSkips;
  next.skippedIn = '';
  next.removed = noRemoved;
  fold(next, event, applied);
  if (next.removed.length > 0) foldRemoved(next);
}

function fold(next: Draft, event: EngineEvent, applied: Applied | undefined): void {
  switch (event.type) {
    case 'execution-started':
      return foldStarted(next, event);
    case 'execution-pausing':
      next.status = 'pausing';
      next.pause = event.reason ?? { type: 'user' };
      return;
    case 'execution-paused':
      next.status = 'paused';
      next.pause = event.reason;
      next.budget = undefined;
      return;
    case 'execution-resumed':
      return foldResumed(next, event);
    case 'execution-completed':
      foldOver(next, 'completed');
      next.scopes = emptyMap();
      return foldControl(next, event);
    case 'execution-failed':
      return foldOver(next, 'failed', event.error);
    case 'execution-stopped':
      return foldOver(next, 'stopped', event.error);
    case 'execution-interrupted':
      foldOver(next, 'interrupted');
      return foldControl(next, event);
    case 'execution-rolled-back':
      return foldRolledBack(next, event);
    case 'step-committed':
      return foldCommitted(next, event, applied);
    case 'context-edited':
      foldEdited(next, event);
      return checkpointed(next, event);
    case 'variant-swapped':
      foldControl(next, event);
      return checkpointed(next, event);
    case 'breakpoint-hit':
      return foldBreakpoint(next, event);
    case 'frame-opened':
      return foldFrameOpened(next, event);
    case 'frame-closed':
      foldContextClosed(next, event);
      return foldControl(next, event);
    case 'activation-failed':
      return foldFailed(next, event);
    case 'activation-retried':
      return foldRetried(next, event);
    case 'activation-started':
      foldControl(next, event);
      return foldTarget(next, event);
    case 'activation-waiting':
    case 'activation-cancelled':
      foldControl(next, event);
      return foldNoTarget(next, event);
    case 'effect-recorded':
    case 'message-sent':
      return foldControl(next, event);
    case 'execution-forked':
    case 'activation-timed-out':
    case 'activation-skipped':
    case 'context-conflict':
    case 'context-rejected':
    case 'log':
    case 'replay-diverged':
    case 'checkpoint-durable':
      return;
    default:
      return assertNever(event);
  }
}

function foldOver(next: Draft, status: ExecutionState['status'], error?: ExecutionState['error']): void {
  next.status = status;
  next.pause = undefined;
  next.budget = undefined;
  next.error = error;
}

function foldStarted(next: Draft, event: EventOf<'execution-started'>): void {
  next.status = 'running';
  next.options = event.options;
  next.input = event.input;
  foldEdited(next, event);
  foldControl(next, event);
  if (event.scopes !== undefined) foldForkedScopes(next, event.scopes);
  checkpointed(next, event);
}

function foldResumed(next: Draft, event: EventOf<'execution-resumed'>): void {
  foldControl(next, event);
  next.status = 'running';
  next.pause = undefined;
  next.error = undefined;
  const { steps, only, depth = 'over' } = event;
  next.budget = steps === undefined ? undefined : { over: false, depth, target: only, chosen: only !== undefined };
}

function foldRolledBack(next: Draft, event: EventOf<'execution-rolled-back'>): void {
  const record = recordOf(next, event.to);
  assert(record !== undefined, `a rollback goes to ${event.to}, which is not there`);
  foldOver(next, 'paused');
  next.pause = { type: 'rollback', to: event.to };
  next.head = record.index;
  next.context = record.context;
  next.scopes = record.scopes;
  foldControl(next, event);
  next.branch = hasChildren(next, record) ? branchNumber(next.branches + 1) : record.made.branch;
  next.tail = cons<EngineEvent>(event, undefined);
}

function foldCommitted(next: Draft, event: EventOf<'step-committed'>, applied: Applied | undefined): void {
  const activation = live(next, event);
  foldControl(next, event);
  foldWritten(next, event, { activation, applied });
  const { budget } = next;
  if (budget !== undefined && (budget.target ?? event.activation) === event.activation) {
    next.budget = { ...budget, over: true };
  }
  endStepInto(next);
  checkpointed(next, event, activation.snapshot);
}

function foldFrameOpened(next: Draft, event: EventOf<'frame-opened'>): void {
  const activation = live(next, event);
  foldBegun(next, event, activation);
  foldControl(next, event);
  endStepInto(next);
  endStepAround(next);
  checkpointed(next, event);
}

function endStepInto(next: Draft): void {
  if (next.budget?.depth === 'into') next.budget = { ...next.budget, over: true };
}

/** Nobody was stepped but a scope that merely goes on: it stands before the next frame. */
function endStepAround(next: Draft): void {
  const { budget } = next;
  if (budget?.depth === 'over' && budget.target === undefined) next.budget = { ...budget, over: true };
}

/** The first one that starts is what a step is about; a scope that merely goes on is not. */
function foldTarget(next: Draft, { activation: number }: EventOf<'activation-started'>): void {
  const { budget } = next;
  if (budget === undefined || budget.target !== undefined) return;
  if (activationOf(next.control, number)?.scope !== undefined) return;
  next.budget = { ...budget, target: number };
}

/** Who waits lets another be stepped. */
function foldNoTarget(next: Draft, { activation }: { readonly activation: Activation['number'] }): void {
  const { budget } = next;
  if (budget === undefined || budget.chosen || budget.target !== activation) return;
  next.budget = { ...budget, target: undefined };
}

/** A step whose target is taken away is over. */
function foldRemoved(next: Draft): void {
  dropRemoved(next);
  const { budget } = next;
  if (budget?.target === undefined) return;
  if (next.removed.some(({ activation }) => activation.number === budget.target))
    next.budget = { ...budget, over: true };
}

function foldBreakpoint(next: Draft, event: EventOf<'breakpoint-hit'>): void {
  const { breakpoint, node, path, when } = event;
  next.status = 'pausing';
  next.pause = { type: 'breakpoint', breakpoint, node, ...(path === undefined ? {} : { path }), when };
  foldControl(next, event);
}

function foldRetried(next: Draft, event: EventOf<'activation-retried'>): void {
  const before = activationOf(next.control, event.activation);
  foldControl(next, event);
  if (before?.scope !== undefined) dropContexts(next, before);
  foldNoTarget(next, event);
}

function foldFailed(next: Draft, event: EventOf<'activation-failed'>): void {
  const { activation, node, error } = event;
  const before = live(next, event);
  foldControl(next, event);
  if (event.frame !== undefined) return;
  if (before.scope !== undefined) dropContexts(next, before);
  if (next.options.onUncaught === 'fail') return;
  next.status = 'pausing';
  next.pause = { type: 'error', node, activation, error };
}

function live(
  state: ExecutionState,
  { activation: number }: { readonly activation: Activation['number'] },
): Activation {
  const activation = activationOf(state.control, number);
  assert(activation !== undefined, `an event names activation ${number}, which is not live`);
  return activation;
}
