import { assert, assertNever } from '../base/assert.ts';
import { cons, consList } from '../base/persistent-queue.ts';
import { applyChanges } from '../context/context-version.ts';
import type { ActivationFacts } from '../model/event.ts';
import { activationNumber, branchNumber, seq } from '../model/ids.ts';
import type { ActivationNumber } from '../model/ids.ts';
import { activationOf, emptyControl, numberKey, readyKey } from './control.ts';
import type { Activation, Control, Phase } from './control.ts';
import { decodeControl, interruptedControl } from './control-snapshot.ts';
import { checkpointIndex, hasChildren, recordOf } from './state.ts';
import type { CheckpointRecord, EngineEvent, ExecutionState } from './state.ts';
import { TokenDraft } from './tokens.ts';

type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { readonly type: T }>;
/** The next state while it is being made: nobody else holds it yet, so that the folds below may write to it. */
type Draft = { -readonly [K in keyof ExecutionState]: ExecutionState[K] };

const noSkips: readonly number[] = [];
/** One control is kept for so many checkpoints of a path: what a rollback folds anew at most. */
const keepEvery = 32;

/** The state after `event`: pure, total over logs that `decide` wrote, and free of every look-up outside of the state. */
export function evolve(state: ExecutionState, event: EngineEvent): ExecutionState {
  const next: Draft = { ...state };
  next.nextSeq = seq(event.seq + 1);
  next.updatedAt = event.at;
  next.branch = event.branch;
  next.tail = cons(event, state.tail);
  next.skipped = noSkips;
  fold(next, event);
  return next;
}

function fold(next: Draft, event: EngineEvent): void {
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
      return foldOver(next, 'completed');
    case 'execution-failed':
      return foldOver(next, 'failed', event.error);
    case 'execution-stopped':
      return foldOver(next, 'stopped', event.error);
    case 'execution-interrupted':
      foldOver(next, 'interrupted');
      next.control = interruptedControl(next.control);
      return;
    case 'execution-rolled-back':
      return foldRolledBack(next, event);
    case 'step-committed':
      return foldCommitted(next, event);
    case 'context-edited':
      foldChanges(next, event);
      return checkpointed(next, event, 'edit');
    case 'variant-swapped':
      foldSwapped(next, event);
      return checkpointed(next, event, 'swap');
    case 'breakpoint-hit':
      return foldBreakpoint(next, event);
    case 'activation-failed':
      return foldFailed(next, event);
    case 'activation-started':
    case 'activation-waiting':
    case 'activation-retried':
    case 'activation-cancelled':
    case 'effect-recorded':
      return foldActivation(next, event);
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

function foldChanges(next: Draft, event: EventOf<'execution-started' | 'context-edited'>): void {
  next.context = applyChanges(next.context, event.changes, { checkpoint: event.checkpoint, path: undefined });
}

function foldStarted(next: Draft, event: EventOf<'execution-started'>): void {
  next.status = 'running';
  next.options = event.options;
  next.input = event.input;
  foldChanges(next, event);
  if (event.control === undefined) foldBeginning(next, event);
  else foldSnapshot(next, event.control);
  checkpointed(next, event, 'input');
}

function foldSnapshot(next: Draft, snapshot: Parameters<typeof decodeControl>[1]): void {
  next.control = decodeControl(next.plan, snapshot);
  let number: number = next.nextActivation;
  for (const activation of next.control.live.values()) number = Math.max(number, activation.number + 1);
  next.nextActivation = activationNumber(number);
}

function foldBeginning(next: Draft, event: EventOf<'execution-started'>): void {
  let { bindings } = emptyControl;
  for (const node of next.plan.nodes) {
    const bound = event.bindings[node.id];
    if (bound !== undefined && bound.hash !== node.variants[node.active]?.hash) {
      bindings = bindings.set(node.index, bound);
    }
  }
  const tokens = new TokenDraft(next.plan, { ...emptyControl, bindings }, next.nextActivation);
  tokens.begin();
  takeTokens(next, tokens);
}

function takeTokens(next: Draft, tokens: TokenDraft): void {
  next.control = tokens.done();
  next.nextActivation = activationNumber(tokens.nextActivation);
  next.skipped = tokens.skipped;
}

/** What failed is ready again: its next attempt sees the context of now and the code then bound. */
function foldResumed(next: Draft, event: EventOf<'execution-resumed'>): void {
  for (const activation of next.control.live.values()) {
    if (activation.phase !== 'failed') continue;
    const again = { attempt: activation.attempt + 1, tries: 1, error: undefined, ...unstarted };
    next.control = moved(next.control, activation, 'ready', again);
  }
  const past = event.past === undefined ? undefined : activationOf(next.control, event.past);
  if (past !== undefined) next.control = withChanged(next.control, { ...past, passed: true });
  next.status = 'running';
  next.pause = undefined;
  next.error = undefined;
  next.budget = event.steps === undefined ? undefined : { left: event.steps, only: event.only };
}

const unstarted = { snapshot: undefined, order: undefined, startedAt: undefined, waits: [], wait: undefined } as const;

function foldRolledBack(next: Draft, event: EventOf<'execution-rolled-back'>): void {
  const record = recordOf(next, event.to);
  assert(record !== undefined, `a rollback goes to ${event.to}, which is not there`);
  foldOver(next, 'paused');
  next.pause = { type: 'rollback', to: event.to };
  next.head = record.index;
  next.context = record.context;
  foldSnapshot(next, event.control);
  next.headControl = undefined;
  next.branch = hasChildren(next, record) ? branchNumber(next.branches + 1) : record.branch;
  next.tail = cons<EngineEvent>(event, undefined);
}

function foldCommitted(next: Draft, event: EventOf<'step-committed'>): void {
  const { snapshot } = foldTokens(next, event);
  if (event.changes.length > 0) {
    next.context = applyChanges(next.context, event.changes, { checkpoint: event.checkpoint, path: event.path });
  }
  if (next.budget !== undefined) next.budget = { left: next.budget.left - 1, only: undefined };
  checkpointed(next, event, 'step', snapshot);
}

/** Gives the activation that was committed. */
function foldTokens(next: Draft, event: EventOf<'step-committed'>): Activation {
  const activation = liveActivation(next, event.activation);
  const node = next.plan.nodes[activation.node];
  assert(node !== undefined, `no node has index ${activation.node}`);
  const tokens = new TokenDraft(next.plan, next.control, next.nextActivation);
  tokens.complete(activation, event.taken, node.onError === 'edge' ? event.error : undefined);
  takeTokens(next, tokens);
  return activation;
}

function foldSwapped(next: Draft, event: EventOf<'variant-swapped'>): void {
  const { plan, control } = next;
  const node = plan.nodeIndex.get(event.node);
  assert(node !== undefined, `a swap names node ${event.node}, which is not in the plan`);
  const bindings = control.bindings.set(node, event.to);
  next.control = { ...control, bindings, reuseFrom: event.reuseFrom ?? control.reuseFrom };
}

function foldBreakpoint(next: Draft, event: EventOf<'breakpoint-hit'>): void {
  const { breakpoint, node, when, activation: number } = event;
  next.status = 'pausing';
  next.pause = { type: 'breakpoint', breakpoint, node, when };
  const activation = number === undefined ? undefined : activationOf(next.control, number);
  if (activation === undefined || when === 'after') return;
  next.control = withChanged(next.control, { ...activation, passed: true });
}

function foldFailed(next: Draft, event: EventOf<'activation-failed'>): void {
  const { activation, node, error } = event;
  next.control = moved(next.control, liveActivation(next, activation), 'failed', { error, wait: undefined });
  if (next.options.onUncaught === 'fail') return;
  next.status = 'pausing';
  next.pause = { type: 'error', node, activation, error };
}

type ActivationEvent = ActivationFacts &
  EventOf<
    'activation-started' | 'activation-waiting' | 'activation-retried' | 'activation-cancelled' | 'effect-recorded'
  >;

function foldActivation(next: Draft, event: ActivationEvent): void {
  const activation = activationOf(next.control, event.activation);
  if (activation !== undefined) next.control = activationChanged(next.control, activation, event);
}

function activationChanged(control: Control, activation: Activation, event: ActivationEvent): Control {
  switch (event.type) {
    case 'activation-started': {
      const first = activation.order === undefined;
      const order = activation.order ?? control.started;
      const { snapshot, at: startedAt } = event;
      const counted = first ? { ...control, started: control.started + 1 } : control;
      return moved(counted, activation, 'running', { snapshot, order, startedAt, wait: undefined });
    }
    case 'activation-waiting': {
      const waits = [...activation.waits, { request: event.wait }];
      return moved(control, activation, 'waiting', { wait: event.wait, waits, order: undefined });
    }
    case 'activation-retried': {
      const attempt = activation.attempt + 1;
      const wait = { type: 'backoff' as const, until: event.at + event.delayMs, attempt };
      const tries = activation.tries + 1;
      const again = { attempt, tries, wait, waits: [], startedAt: undefined, order: undefined };
      return moved(control, activation, 'waiting', again);
    }
    case 'activation-cancelled':
      return moved(control, activation, 'ready', unstarted);
    case 'effect-recorded':
      return activation.phase === 'waiting' ? settledWait(control, activation, event.effect.result) : control;
    default:
      return assertNever(event);
  }
}

/** The wait is over: the activation goes on when a slot is free. */
function settledWait(control: Control, activation: Activation, value: unknown): Control {
  const open = activation.waits.at(-1);
  const waits =
    activation.wait?.type === 'backoff' || open === undefined
      ? activation.waits
      : [...activation.waits.slice(0, -1), { request: open.request, answer: { value } }];
  return moved(control, activation, 'ready', { waits, wait: undefined });
}

function liveActivation(state: ExecutionState, number: ActivationNumber): Activation {
  const activation = activationOf(state.control, number);
  assert(activation !== undefined, `an event names activation ${number}, which is not live`);
  return activation;
}

const withChanged = (control: Control, activation: Activation): Control => ({
  ...control,
  live: control.live.set(numberKey(activation.number), activation),
});

function moved(control: Control, from: Activation, phase: Phase, change: Partial<Activation>): Control {
  const { number } = from;
  const next: Activation = Object.assign({ ...from, phase }, change);
  let { ready, running } = control;
  if (from.phase === 'ready') ready = ready.delete(readyKey(from));
  if (phase === 'ready') ready = ready.set(readyKey(next), number);
  if (from.phase === 'running') running--;
  if (phase === 'running') running++;
  return { ...control, live: control.live.set(numberKey(number), next), ready, running };
}

type CheckpointEvent = EventOf<'execution-started' | 'step-committed' | 'context-edited' | 'variant-swapped'>;

/** The new checkpoint, on which the execution stands now: control and context are those of the draft. */
function checkpointed(
  next: Draft,
  event: CheckpointEvent,
  source: CheckpointRecord['source'],
  snapshot?: CheckpointRecord['snapshot'],
): void {
  const { control, head } = next;
  const index = checkpointIndex(event.checkpoint);
  assert(index === next.checkpoints.length, `checkpoint ${event.checkpoint} comes out of order`);
  const parent = head < 0 ? undefined : next.checkpoints.get(head);
  const sinceControl = parent === undefined ? 0 : (parent.sinceControl + 1) % keepEvery;
  const made: CheckpointRecord = {
    index,
    parent: head,
    source,
    seq: event.seq,
    branch: event.branch,
    depth: parent === undefined ? 0 : parent.depth + 1,
    steps: (parent?.steps ?? 0) + (source === 'step' ? 1 : 0),
    hash: event.hash,
    context: next.context,
    control: sinceControl === 0 ? control : undefined,
    sinceControl,
    tail: next.tail,
    nextActivation: next.nextActivation,
    snapshot,
    step: event.type === 'step-committed' ? event : undefined,
    continued: false,
  };
  next.checkpoints = next.checkpoints.set(index, made);
  if (parent !== undefined && head !== index - 1 && !parent.continued) {
    next.checkpoints = next.checkpoints.set(head, { ...parent, continued: true });
  }
  next.head = index;
  next.headControl = control;
  next.branches = Math.max(next.branches, event.branch);
  next.tail = undefined;
}

/**
 * The control right after a checkpoint: kept, or folded anew from the nearest one on its path that is, at most
 * {@link keepEvery} checkpoints back (or from a rollback's own snapshot).
 */
export function controlAt(state: ExecutionState, index: number): Control {
  if (index === state.head && state.headControl !== undefined) return state.headControl;
  const missing: CheckpointRecord[] = [];
  let at = state.checkpoints.get(index);
  while (at !== undefined && at.control === undefined) {
    missing.push(at);
    at = state.checkpoints.get(at.parent);
  }
  assert(at?.control !== undefined, `nothing to restore checkpoint c${index} from`);
  // Of the state around the control only what the fold of it reads matters. Numbers come out as they were given.
  const scratch: Draft = { ...state, control: at.control, nextActivation: at.nextActivation };
  for (const record of missing.reverse()) {
    for (const event of consList(record.tail).reverse()) refold(scratch, event);
  }
  return scratch.control;
}

function refold(scratch: Draft, event: EngineEvent): void {
  switch (event.type) {
    case 'step-committed':
      foldTokens(scratch, event);
      return;
    case 'variant-swapped':
      return foldSwapped(scratch, event);
    case 'context-edited':
      return;
    default:
      return fold(scratch, event);
  }
}
