import { checkContext } from '../context/schema.ts';
import { applyEdits } from '../context/write-set.ts';
import { WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ExecutionStatus, PauseReason } from '../model/execution.ts';
import { checkpointId } from '../model/ids.ts';
import type { ActivationNumber, CheckpointId } from '../model/ids.ts';
import { checkpointIndex, headId, headRecord, pathTo, planNode, recordOf, sourceOf, stepOf } from './state.ts';
import { controlAt } from './checkpoint-records.ts';
import { activationOf, boundImplementation, frameAt } from './control.ts';
import { encodeControl, restoredControl } from './control-snapshot.ts';
import { contextIn, rulesIn } from './frame-context.ts';
import type { EngineInput } from './input.ts';
import { isBlocked } from './locks.ts';
import { deliver } from './messages.ts';
import { blockedActivation, unknownActivation, unknownCheckpoint, unknownScope } from './refusals.ts';
import { nextReady, proceed } from './scheduling.ts';
import type { LinkEvent, Turn, Unsealed } from './turn.ts';

type Input<T extends EngineInput['type']> = Extract<EngineInput, { readonly type: T }>;

const live: readonly ExecutionStatus[] = ['running', 'pausing'];
const held: readonly ExecutionStatus[] = ['paused', 'interrupted'];
const afterStart: readonly ExecutionStatus[] = [...live, ...held, 'completed', 'failed', 'stopped'];

/** Pauses that leave the execution standing before whoever starts next, or is tried again. */
const standing: ReadonlySet<PauseReason['type']> = new Set(['user', 'start', 'step', 'rollback', 'error']);

export function start(turn: Turn, { input, changes, bindings, from }: Input<'start'>): void {
  turn.require('start', ['created']);
  const body: Unsealed<LinkEvent> = {
    ...turn.base(),
    type: 'execution-started',
    checkpoint: checkpointId(0),
    plan: turn.state.plan.hash,
    options: turn.state.options,
    bindings,
    changes,
    hash: '',
    ...(input === undefined ? {} : { input }),
    ...(from === undefined ? {} : { control: from.control }),
    ...(from?.scopes === undefined || from.scopes.length === 0 ? {} : { scopes: from.scopes }),
  };
  turn.emitLink(body, '');
  if (from !== undefined) {
    const { execution, checkpoint } = from;
    turn.emit({ type: 'execution-forked', from: { execution, checkpoint } });
  }
  if (turn.state.options.startPaused) turn.emit({ type: 'execution-paused', reason: { type: 'start' } });
  else proceed(turn);
}

export function pause(turn: Turn, inFlight: 'finish' | 'cancel'): void {
  const { state } = turn;
  const cancelsMore = state.status === 'pausing' && inFlight === 'cancel';
  if (!cancelsMore) turn.require('pause', ['running']);
  const reason = cancelsMore && state.pause ? { reason: state.pause } : {};
  turn.emit({ type: 'execution-pausing', inFlight, ...reason });
  if (inFlight === 'cancel') turn.cancelRunning('pause');
  proceed(turn);
}

export function resume(turn: Turn): void {
  turn.require('resume', held);
  const past = standsBefore(turn);
  turn.emit({ type: 'execution-resumed', ...(past === undefined ? {} : { past }) });
  proceed(turn);
}

/** Who starts next, where the execution came to stand before it by other means than its breakpoint. */
function standsBefore(turn: Turn): ActivationNumber | undefined {
  const { pause } = turn.state;
  if (pause === undefined || !standing.has(pause.type)) return undefined;
  // Who failed is tried again: there it stands.
  const next = pause.type === 'error' ? activationOf(turn.state.control, pause.activation) : nextReady(turn.state);
  if (next === undefined || next.passed) return undefined;
  return turn.breakpointAt(next, 'before') && next.number;
}

export function step(turn: Turn, { activation: only, depth = 'over' }: Input<'step'>): void {
  turn.require('step', held);
  if (only !== undefined) {
    const activation = activationOf(turn.state.control, only);
    if (activation === undefined || (activation.phase !== 'ready' && activation.phase !== 'failed')) {
      throw unknownActivation(only);
    }
    if (isBlocked(turn.state.plan, turn.state.control, activation)) throw blockedActivation(only);
  }
  const target = depth === 'out' ? around(turn, only) : only;
  const past = depth === 'out' ? standsBefore(turn) : undefined;
  turn.emit({
    type: 'execution-resumed',
    ...(depth === 'out' && target === undefined ? {} : { steps: 1 }),
    ...(target === undefined ? {} : { only: target }),
    ...(depth === 'over' ? {} : { depth }),
    ...(past === undefined ? {} : { past }),
  });
  proceed(turn);
}

/** The scope in which whoever is next stands; a scope that merely goes on, or whose frame is about to close, is left itself. */
function around({ state }: Turn, only: ActivationNumber | undefined): ActivationNumber | undefined {
  const { control } = state;
  const chosen = only === undefined ? nextOrFailed(state) : activationOf(control, only);
  const closing = only === undefined ? control.due[0] : undefined;
  if (closing !== undefined) return ownerOf(control, closing);
  return chosen?.scope === undefined ? ownerOf(control, chosen?.frame ?? '') : chosen.number;
}

function nextOrFailed(state: Turn['state']) {
  for (const activation of state.control.live.values()) if (activation.phase === 'failed') return activation;
  return nextReady(state);
}

function ownerOf(control: Turn['state']['control'], frame: string): ActivationNumber | undefined {
  const owner = frameAt(control, frame)?.owner ?? 0;
  return owner === 0 ? undefined : (owner as ActivationNumber);
}

export function stepBack(turn: Turn): void {
  turn.require('step back', afterStart);
  const { parent } = headRecord(turn.state);
  if (parent < 0) {
    throw new WtbError({
      code: 'execution/invalid-transition',
      message: 'The execution stands at its start; there is no step to take back.',
    });
  }
  goBack(turn, checkpointId(parent));
}

export function stop(turn: Turn): void {
  turn.require('stop', [...live, ...held]);
  turn.cancelRunning('stop');
  turn.emit({ type: 'execution-stopped', reason: 'user' });
}

export function rollback(turn: Turn, to: CheckpointId): void {
  turn.require('roll back', afterStart);
  goBack(turn, to);
}

function goBack(turn: Turn, to: CheckpointId): void {
  const { state } = turn;
  if (recordOf(state, to) === undefined) throw unknownCheckpoint(to);
  turn.cancelRunning('rollback');
  const restored = restoredControl(controlAt(turn.state, checkpointIndex(to)), turn.state.nextActivation);
  const control = encodeControl(restored.control, restored.nextActivation);
  turn.emit({ type: 'execution-rolled-back', from: headId(turn.state), to, control });
}

export function swap(turn: Turn, { node, to, policy }: Input<'swap'>): void {
  turn.require('swap a variant', policy === 're-run' ? afterStart : [...live, ...held]);
  const index = turn.state.plan.nodeIndex.get(node);
  if (index === undefined)
    throw new WtbError({ code: 'execution/not-found', message: `The plan has no node \`${node}\`.` });
  const rerun = policy === 're-run' ? goBackBefore(turn, index) : {};
  const body: Unsealed<LinkEvent> = {
    ...turn.base(),
    type: 'variant-swapped',
    checkpoint: turn.nextCheckpoint(),
    parent: headId(turn.state),
    node,
    from: boundImplementation(turn.state.plan, turn.state.control, index),
    to,
    policy,
    hash: '',
    ...rerun,
  };
  turn.emitLink(body);
  proceed(turn);
}

/** For *re-run affected*: back to the last checkpoint before the node first ran on the head's path, if it ran. */
function goBackBefore(turn: Turn, node: number) {
  const { state } = turn;
  const path = pathTo(state, state.head);
  const { id } = planNode(state, node);
  const first = path.find((record) => stepOf(record)?.node === id);
  const target = first === undefined ? undefined : (first.snapshot ?? checkpointId(first.parent));
  if (target === undefined) return {};
  const from = checkpointIndex(target);
  const notReapplied = path.filter((record) => record.index > from && sourceOf(record) === 'edit');
  goBack(turn, target);
  return {
    reuseFrom: checkpointId(state.head),
    ...(notReapplied.length === 0 ? {} : { notReapplied: notReapplied.map((record) => checkpointId(record.index)) }),
  };
}

export function editContext(turn: Turn, { changes: edits, scope }: Input<'edit-context'>): void {
  turn.require('edit the context', ['paused']);
  const { state } = turn;
  const current = contextIn(state, scope ?? '');
  if (current === undefined || (scope !== undefined && frameAt(state.control, scope)?.closed !== false)) {
    throw unknownScope(scope ?? '');
  }
  const checkpoint = turn.nextCheckpoint();
  const by = { checkpoint, path: undefined };
  const outcome = applyEdits(current, edits, by, state.plan.limits);
  if (outcome.type === 'refused') throw new WtbError(outcome.error);
  const { context, changes } = outcome;
  const { schema } = rulesIn(state, scope ?? '');
  const problem = schema === undefined ? undefined : checkContext({ schema, context, changes, by })[0];
  if (problem !== undefined) throw new WtbError(problem);
  const place = scope === undefined ? {} : { scope };
  const parent = headId(state);
  turn.emitLink({ ...turn.base(), type: 'context-edited', checkpoint, parent, ...place, changes, hash: '' });
}

export function send(turn: Turn, { letter }: Input<'send'>): void {
  turn.require('send a message', [...live, ...held]);
  deliver(turn, letter);
  proceed(turn);
}

export function storageFailed(turn: Turn, error: ErrorInfo, heldBack: ActivationNumber | undefined): void {
  const activation = heldBack === undefined ? undefined : activationOf(turn.state.control, heldBack);
  if (activation?.phase === 'running') {
    turn.emit({ type: 'activation-cancelled', ...turn.facts(activation), reason: 'pause' });
  }
  // Known already: saying so would be one more write that fails.
  if (turn.state.pause?.type === 'storage') return proceed(turn);
  const reason = { type: 'storage' as const, error };
  // What completed without being saved has not: resuming saves first, and completes again.
  if (turn.state.status === 'paused' || turn.state.status === 'completed') {
    return turn.emit({ type: 'execution-paused', reason });
  }
  if (turn.state.status !== 'running' && turn.state.status !== 'pausing') return;
  turn.emit({ type: 'execution-pausing', inFlight: 'finish', reason });
  proceed(turn);
}

export function interrupt(turn: Turn): void {
  const { status } = turn.state;
  if (status === 'running' || status === 'pausing') turn.emit({ type: 'execution-interrupted' });
}
