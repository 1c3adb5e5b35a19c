import { assert, assertNever } from '../base/assert.ts';
import { cons } from '../base/persistent-queue.ts';
import { applyChanges } from '../context/context-version.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { ActivationFacts, ContextChange } from '../model/event.ts';
import type { PauseReason } from '../model/execution.ts';
import { activationNumber, branchNumber, seq } from '../model/ids.ts';
import type { ActivationNumber, CheckpointId } from '../model/ids.ts';
import { activationOf, emptyControl, numberKey, readyKey } from './control.ts';
import type { Activation, Control, Phase } from './control.ts';
import { decodeControl, interruptedControl } from './control-snapshot.ts';
import { checkpointIndex, recordOf } from './state.ts';
import type { CheckpointRecord, EngineEvent, ExecutionState } from './state.ts';
import { TokenDraft } from './tokens.ts';

type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { readonly type: T }>;
type Change = Partial<ExecutionState>;

const noSkips: readonly number[] = [];
/** Controls are kept for so many of the newest checkpoints, and for every {@link keepEvery}th for ever. */
const keepNewest = 256;
const keepEvery = 64;

/** The state after `event`: pure, total over logs that `decide` wrote, and free of every look-up outside of the state. */
export function evolve(state: ExecutionState, event: EngineEvent): ExecutionState {
  const folded: ExecutionState = {
    ...state,
    nextSeq: seq(event.seq + 1),
    updatedAt: event.at,
    branch: event.branch,
    tail: cons(event, state.tail),
    skipped: noSkips,
  };
  const change = fold(folded, event);
  // Nobody else holds the fresh copy yet.
  return change === undefined ? folded : Object.assign(folded, change);
}

function fold(state: ExecutionState, event: EngineEvent): Change | undefined {
  switch (event.type) {
    case 'execution-started':
      return foldStarted(state, event);
    case 'execution-pausing':
      return { status: 'pausing', pause: event.reason ?? { type: 'user' } };
    case 'execution-paused':
      return { status: 'paused', pause: event.reason, budget: undefined };
    case 'execution-resumed':
      return foldResumed(state, event);
    case 'execution-completed':
      return { status: 'completed', ...over };
    case 'execution-failed':
      return { status: 'failed', ...over, error: event.error };
    case 'execution-stopped':
      return { status: 'stopped', ...over, error: event.error };
    case 'execution-interrupted':
      return { status: 'interrupted', ...over, control: interruptedControl(state.control) };
    case 'execution-rolled-back':
      return foldRolledBack(state, event);
    case 'step-committed':
      return foldCommitted(state, event);
    case 'context-edited':
      return checkpointed(state, event, {
        source: 'edit',
        control: state.control,
        context: changed(state, event.changes, event.checkpoint),
      });
    case 'variant-swapped':
      return checkpointed(state, event, {
        source: 'swap',
        control: swappedControl(state, event),
        context: state.context,
      });
    case 'breakpoint-hit':
      return foldBreakpoint(state, event);
    case 'activation-failed':
      return foldFailed(state, event);
    case 'activation-started':
    case 'activation-waiting':
    case 'activation-retried':
    case 'activation-cancelled':
    case 'effect-recorded':
      return foldActivation(state, event);
    case 'execution-forked':
    case 'activation-timed-out':
    case 'activation-skipped':
    case 'context-conflict':
    case 'log':
    case 'replay-diverged':
    case 'checkpoint-durable':
      return undefined;
    default:
      return assertNever(event);
  }
}

const over = { pause: undefined, budget: undefined, error: undefined } as const;

const changed = (state: ExecutionState, changes: readonly ContextChange<StoredValue>[], checkpoint: CheckpointId) =>
  applyChanges(state.context, changes, { checkpoint, path: undefined });

function foldStarted(state: ExecutionState, event: EventOf<'execution-started'>): Change {
  const begun = { ...state, status: 'running' as const, options: event.options, input: event.input };
  const { control, nextActivation, skipped } = beginning(begun, event);
  const context = changed(begun, event.changes, event.checkpoint);
  const change = checkpointed({ ...begun, nextActivation }, event, { source: 'input', control, context });
  return { ...change, status: 'running', options: event.options, input: event.input, nextActivation, skipped };
}

function beginning(state: ExecutionState, event: EventOf<'execution-started'>) {
  if (event.control !== undefined) {
    const control = decodeControl(state.plan, event.control);
    let next = state.nextActivation as number;
    for (const { number } of control.live.values()) next = Math.max(next, number + 1);
    return { control, nextActivation: activationNumber(next), skipped: noSkips };
  }
  let bindings = emptyControl.bindings;
  for (const node of state.plan.nodes) {
    const bound = event.bindings[node.id];
    if (bound !== undefined && bound.hash !== node.variants[node.active]?.hash)
      bindings = bindings.set(node.index, bound);
  }
  const draft = new TokenDraft(state.plan, { ...emptyControl, bindings }, state.nextActivation);
  draft.begin();
  return {
    control: draft.done(),
    nextActivation: activationNumber(draft.nextActivation),
    skipped: draft.skipped as readonly number[],
  };
}

/** What failed is ready again: its next attempt sees the context of now and the code then bound. */
function foldResumed(state: ExecutionState, event: EventOf<'execution-resumed'>): Change {
  let { control } = state;
  for (const activation of control.live.values()) {
    if (activation.phase !== 'failed') continue;
    const again = { attempt: activation.attempt + 1, tries: 1, error: undefined, ...unstarted };
    control = moved(control, activation, 'ready', again);
  }
  const budget = event.steps === undefined ? undefined : { left: event.steps, only: event.only };
  return { status: 'running', pause: undefined, error: undefined, control, budget };
}

const unstarted = { snapshot: undefined, order: undefined, startedAt: undefined, waits: [], wait: undefined } as const;

function foldRolledBack(state: ExecutionState, event: EventOf<'execution-rolled-back'>): Change {
  const record = recordOf(state, event.to);
  assert(record !== undefined, `a rollback goes to ${event.to}, which is not there`);
  const control = decodeControl(state.plan, event.control);
  let next = state.nextActivation as number;
  for (const { number } of control.live.values()) next = Math.max(next, number + 1);
  return {
    ...over,
    status: 'paused',
    pause: { type: 'rollback', to: event.to },
    head: record.index,
    context: record.context,
    control,
    nextActivation: activationNumber(next),
    branch: record.hasChildren ? branchNumber(state.branches + 1) : record.branch,
    tail: cons<EngineEvent>(event, undefined),
  };
}

function foldCommitted(state: ExecutionState, event: EventOf<'step-committed'>): Change {
  const activation = liveActivation(state, event.activation);
  const { control, nextActivation, skipped } = committedControl(state, event, activation);
  const by = { checkpoint: event.checkpoint, path: event.path };
  const context = event.changes.length === 0 ? state.context : applyChanges(state.context, event.changes, by);
  const { budget } = state;
  return {
    ...checkpointed(state, event, { source: 'step', control, context, snapshot: activation.snapshot, step: event }),
    nextActivation,
    skipped,
    ...(budget === undefined ? {} : { budget: { left: budget.left - 1, only: undefined } }),
  };
}

function committedControl(state: ExecutionState, event: EventOf<'step-committed'>, activation: Activation) {
  const node = state.plan.nodes[activation.node];
  assert(node !== undefined, `no node has index ${activation.node}`);
  const wanted = new Set<string>(event.taken);
  const taken = new Set<number>();
  for (const index of node.outgoing) if (wanted.has(state.plan.edges[index]?.id ?? '')) taken.add(index);
  const draft = new TokenDraft(state.plan, state.control, state.nextActivation);
  draft.complete(activation, taken, node.onError === 'edge' ? event.error : undefined);
  return {
    control: draft.done(),
    nextActivation: activationNumber(draft.nextActivation),
    skipped: draft.skipped.length === 0 ? noSkips : draft.skipped,
  };
}

function swappedControl({ plan, control }: ExecutionState, event: EventOf<'variant-swapped'>): Control {
  const node = plan.nodeIndex.get(event.node);
  assert(node !== undefined, `a swap names node ${event.node}, which is not in the plan`);
  const bindings = control.bindings.set(node, event.to);
  return { ...control, bindings, reuseFrom: event.reuseFrom ?? control.reuseFrom };
}

function foldBreakpoint(state: ExecutionState, event: EventOf<'breakpoint-hit'>): Change {
  const { breakpoint, node, when, activation: number } = event;
  const pause: PauseReason = { type: 'breakpoint', breakpoint, node, when };
  const activation = number === undefined ? undefined : activationOf(state.control, number);
  if (activation === undefined || when === 'after') return { status: 'pausing', pause };
  return { status: 'pausing', pause, control: withChanged(state.control, { ...activation, passed: true }) };
}

function foldFailed(state: ExecutionState, event: EventOf<'activation-failed'>): Change {
  const { activation, node, error } = event;
  const control = moved(state.control, liveActivation(state, activation), 'failed', { error, wait: undefined });
  if (state.options.onUncaught === 'fail') return { control };
  return { control, status: 'pausing', pause: { type: 'error', node, activation, error } };
}

type ActivationEvent = ActivationFacts &
  EventOf<
    'activation-started' | 'activation-waiting' | 'activation-retried' | 'activation-cancelled' | 'effect-recorded'
  >;

function foldActivation(state: ExecutionState, event: ActivationEvent): Change | undefined {
  const { control } = state;
  const activation = activationOf(control, event.activation);
  if (activation === undefined) return undefined;
  switch (event.type) {
    case 'activation-started': {
      const first = activation.order === undefined;
      const order = activation.order ?? control.started;
      const { snapshot, at: startedAt } = event;
      const next = moved(control, activation, 'running', { snapshot, order, startedAt, wait: undefined });
      return { control: first ? { ...next, started: control.started + 1 } : next };
    }
    case 'activation-waiting': {
      const waits = [...activation.waits, { request: event.wait }];
      return { control: moved(control, activation, 'waiting', { wait: event.wait, waits }) };
    }
    case 'activation-retried': {
      const attempt = activation.attempt + 1;
      const wait = { type: 'backoff' as const, until: event.at + event.delayMs, attempt };
      const again = { attempt, tries: activation.tries + 1, wait, waits: [], startedAt: undefined };
      return { control: moved(control, activation, 'waiting', again) };
    }
    case 'activation-cancelled':
      return { control: moved(control, activation, 'ready', unstarted) };
    case 'effect-recorded':
      return activation.phase === 'waiting'
        ? { control: settledWait(control, activation, event.effect.result) }
        : undefined;
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
  const next: Activation = { ...from, ...change, phase };
  let { ready, running } = control;
  if (from.phase === 'ready') ready = ready.delete(readyKey(from));
  if (phase === 'ready') ready = ready.set(readyKey(next), number);
  if (from.phase === 'running') running--;
  if (phase === 'running') running++;
  return { ...control, live: control.live.set(numberKey(number), next), ready, running };
}

type CheckpointEvent = EventOf<'execution-started' | 'step-committed' | 'context-edited' | 'variant-swapped'>;
type Made = Pick<CheckpointRecord, 'source' | 'context'> &
  Partial<Pick<CheckpointRecord, 'snapshot' | 'step'>> & { readonly control: Control };

/** The new checkpoint, on which the execution stands now. */
function checkpointed(state: ExecutionState, event: CheckpointEvent, made: Made): Change {
  const index = checkpointIndex(event.checkpoint);
  assert(index === state.checkpoints.length, `checkpoint ${event.checkpoint} comes out of order`);
  const parent = state.checkpoints.get(state.head);
  const record: CheckpointRecord = {
    index,
    parent: state.head,
    source: made.source,
    seq: event.seq,
    branch: event.branch,
    depth: parent === undefined ? 0 : parent.depth + 1,
    steps: (parent?.steps ?? 0) + (made.source === 'step' ? 1 : 0),
    hash: event.hash,
    context: made.context,
    control: made.control,
    tail: state.tail,
    nextActivation: state.nextActivation,
    snapshot: made.snapshot,
    step: made.step,
    hasChildren: false,
  };
  let checkpoints = state.checkpoints.set(index, record);
  if (parent !== undefined && !parent.hasChildren) {
    checkpoints = checkpoints.set(parent.index, { ...parent, hasChildren: true });
  }
  const branches = Math.max(state.branches, event.branch);
  return {
    checkpoints: thinned(checkpoints, index - keepNewest),
    head: index,
    control: made.control,
    context: made.context,
    branches,
    tail: undefined,
  };
}

function thinned(checkpoints: ExecutionState['checkpoints'], index: number): ExecutionState['checkpoints'] {
  if (index < 0 || index % keepEvery === 0) return checkpoints;
  const record = checkpoints.get(index);
  return record === undefined ? checkpoints : checkpoints.set(index, { ...record, control: undefined });
}

/**
 * The control right after a checkpoint: kept, or folded anew from the nearest one that is, at most
 * {@link keepEvery} checkpoints back on its branch (or from a rollback's own snapshot).
 */
export function controlAt(state: ExecutionState, index: number): Control {
  const missing: CheckpointRecord[] = [];
  let at = state.checkpoints.get(index);
  while (at !== undefined && at.control === undefined) {
    missing.push(at);
    at = state.checkpoints.get(at.parent);
  }
  assert(at?.control !== undefined, `nothing to restore checkpoint c${index} from`);
  let { control } = at;
  for (const record of missing.reverse()) control = refold(state, at, record, control);
  return control;
}

function refold(state: ExecutionState, from: CheckpointRecord, to: CheckpointRecord, control: Control): Control {
  const events: EngineEvent[] = [];
  for (let cell = to.tail; cell !== undefined; cell = cell.tail) events.push(cell.head);
  // Of the state around the control only what the fold reads matters; numbers were given once and are in the events.
  let scratch: ExecutionState = { ...state, control, context: from.context, head: to.parent };
  for (const event of events.reverse()) scratch = refoldEvent(scratch, event, to);
  return scratch.control;
}

function refoldEvent(state: ExecutionState, event: EngineEvent, to: CheckpointRecord): ExecutionState {
  switch (event.type) {
    case 'step-committed': {
      const numbered = { ...state, nextActivation: to.nextActivation };
      return { ...state, control: committedControl(numbered, event, liveActivation(state, event.activation)).control };
    }
    case 'variant-swapped':
      return { ...state, control: swappedControl(state, event) };
    case 'context-edited':
      return state;
    default:
      return { ...state, ...fold(state, event) };
  }
}
