import { activationOf, boundImplementation, frameAt } from './control.ts';
import type { Activation, Control } from './control.ts';
import { limitsOf } from './plan-settings.ts';
import { activationPath } from '../model/ids.ts';
import type { ActivationNumber } from '../model/ids.ts';
import { isBlocked } from './locks.ts';
import { sendOutbox } from './messages.ts';
import { deadlockError, lockedOutError, stepLimitError } from './refusals.ts';
import { canUndo, closeNext } from './scopes.ts';
import { headId, headRecord, pathOf, planNode } from './state.ts';
import type { ExecutionState } from './state.ts';
import type { Turn } from './turn.ts';

/** Starts what may start, closes frames that are through, and sees whether the execution holds or is over. */
export function proceed(turn: Turn): void {
  while (proceedOnce(turn));
}

function proceedOnce(turn: Turn): boolean {
  const { state } = turn;
  const { status, control, budget } = state;
  if (status === 'pausing') {
    if (control.running === 0) turn.emit({ type: 'execution-paused', reason: state.pause ?? { type: 'user' } });
    return false;
  }
  if (status !== 'running') return false;
  if (control.mail.outbox.size > 0) {
    sendOutbox(turn);
    return true;
  }
  if (control.live.size === 0 && control.due.length === 0) return end(turn);
  if (budget?.over === true) return holdAfterStep(turn);
  if (control.due.length > 0) return closeNext(turn);
  const next = nextReady(state);
  if (next === undefined && isLockedOut(state)) return lockedOut(turn);
  return next !== undefined && hasSlot(state) && startOrHold(turn, next);
}

function hasSlot({ control, plan, budget }: ExecutionState): boolean {
  // Outside of a scope a step runs one activation at a time.
  if (budget !== undefined && budget.target === undefined && control.running > 0) return false;
  return control.running < limitsOf(plan).maxConcurrency;
}

function end(turn: Turn): false {
  const { control, plan } = turn.state;
  if (control.root.tokens === 0) turn.emit({ type: 'execution-completed' });
  else turn.emit({ type: 'execution-failed', error: deadlockError(plan, control.root) });
  return false;
}

function holdAfterStep(turn: Turn): false {
  if (turn.state.control.running === 0) turn.emit({ type: 'execution-paused', reason: { type: 'step' } });
  return false;
}

/** Back in the middle of a scope's turn: its other frames open first, as they did before; unless it was taken away since. */
const opening = ({ opening: number, live }: Control): Activation | undefined =>
  number === 0 ? undefined : live.get(number as ActivationNumber);

/** Who starts next: of the ready ones the first that a step under way lets start. */
export function nextReady(state: ExecutionState): Activation | undefined {
  const { control } = state;
  const scope = opening(control);
  if (scope !== undefined) return scope.phase === 'ready' ? scope : undefined;
  // Mostly it is the first one.
  const first = control.ready.first === undefined ? undefined : activationOf(control, control.ready.first);
  if (first === undefined || mayStart(state, first)) return first;
  for (const number of control.ready.values()) {
    const activation = activationOf(control, number);
    if (activation !== undefined && mayStart(state, activation)) return activation;
  }
  return undefined;
}

function mayStart(state: ExecutionState, activation: Activation): boolean {
  return isAllowed(state, state.budget?.target, activation) && !isBlocked(state.plan, state.control, activation);
}

/** Whoever is ready needs a lock, and nobody who could give one back will do anything more. */
function isLockedOut({ control }: ExecutionState): boolean {
  if (control.ready.size === 0 || control.running > 0) return false;
  for (const { phase } of control.live.values()) if (phase === 'waiting') return false;
  return true;
}

/** Where it is only the one stepped that can't go on, others are to be stepped first. */
function lockedOut(turn: Turn): boolean {
  const { budget } = turn.state;
  const others = budget !== undefined && nextReady({ ...turn.state, budget: undefined }) !== undefined;
  return others ? holdAfterStep(turn) : failLockedOut(turn);
}

function failLockedOut(turn: Turn): boolean {
  const { plan, control } = turn.state;
  const error = lockedOutError(plan, control);
  const first = control.ready.first === undefined ? undefined : activationOf(control, control.ready.first);
  if (first === undefined || control.root.ending !== undefined || !canUndo(control)) {
    turn.emit({ type: 'execution-failed', error: control.root.ending?.error ?? error });
    return false;
  }
  const at = { durationMs: 0, startedAt: first.startedAt ?? turn.at };
  turn.emit({ type: 'activation-failed', ...turn.facts(first), frame: activationPath(''), error, ...at });
  return true;
}

/** The target of a step, what stands in its frames, and scopes around it that merely go on. */
function isAllowed(state: ExecutionState, target: ActivationNumber | undefined, activation: Activation): boolean {
  if (target === undefined || activation.number === target) return true;
  for (let frame = frameAt(state.control, activation.frame); frame !== undefined && frame.path !== ''; ) {
    if (frame.owner === target) return true;
    frame = frameAt(state.control, frame.parent);
  }
  return false;
}

function startOrHold(turn: Turn, activation: Activation): boolean {
  const { state } = turn;
  const { plan, control, budget } = state;
  if (headRecord(state).steps + control.running >= limitsOf(plan).maxSteps) return stopAtLimit(turn);
  const { id } = planNode(state, activation.node);
  const goesOn = activation.passed || activation.scope !== undefined || budget !== undefined;
  const hit = goesOn ? undefined : turn.breakpointAt(activation, 'before');
  if (hit !== undefined) {
    turn.hold(hit, activation);
    return true;
  }
  const snapshot = activation.snapshot ?? headId(state);
  // Written out whole: once a step, copying an event costs more than folding it.
  turn.record({
    executionId: state.executionId,
    seq: state.nextSeq,
    at: turn.at,
    branch: state.branch,
    type: 'activation-started',
    activation: activation.number,
    path: pathOf(state, activation),
    node: id,
    iteration: activation.iteration,
    attempt: activation.attempt,
    variant: boundImplementation(plan, control, activation.node).variant,
    snapshot,
  });
  return true;
}

function stopAtLimit(turn: Turn): false {
  const { plan, control } = turn.state;
  if (control.running === 0) {
    const error = stepLimitError(limitsOf(plan).maxSteps, canUndo(control));
    turn.emit({ type: 'execution-stopped', reason: 'limit', error });
  }
  return false;
}
