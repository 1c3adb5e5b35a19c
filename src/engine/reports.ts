import { activationOf, isUnderWay } from './control.ts';
import type { Activation } from './control.ts';
import type { ActivationReport, Failure, PreparedCommit, PreparedTurn } from './input.ts';
import { frameWritten } from './frame-context.ts';
import { endWait, sendOutbox, wait } from './messages.ts';
import { retryOf } from './plan-settings.ts';
import { idleScopeError } from './refusals.ts';
import { backoffDelay, handlingOf } from './retry.ts';
import { proceed } from './scheduling.ts';
import { mustDrain } from './scope-checks.ts';
import { canUndo, drain, failingFrame, openFrames } from './scopes.ts';
import { headId, pathOf, planNode } from './state.ts';
import type { EngineEvent } from './state.ts';
import { activationPath } from '../model/ids.ts';
import type { Turn, Unsealed } from './turn.ts';

type StepEvent = Extract<EngineEvent, { readonly type: 'step-committed' }>;

/** What the runtime has to report of an activation. */
export function report(turn: Turn, input: ActivationReport): void {
  const activation = activationOf(turn.state.control, input.activation);
  if (activation === undefined) return;
  switch (input.type) {
    case 'commit':
      if (mayEnd(activation, input)) commit(turn, activation, input.commit);
      return;
    case 'fail':
      if (mayEnd(activation, input)) fail(turn, activation, input);
      return;
    case 'open':
      if (activation.phase === 'running') open(turn, activation, input);
      return;
    case 'drain':
      if (activation.phase !== 'running') return;
      drain(turn, activation);
      return proceed(turn);
    case 'wait':
      if (activation.phase !== 'running') return;
      wait(turn, activation, input.wait);
      return proceed(turn);
    case 'wait-over':
      if (activation.phase !== 'waiting') return;
      endWait(turn, activation, input.value, input.index);
      return proceed(turn);
    case 'effect':
      if (activation.phase !== 'running') return;
      return turn.emit({ type: 'effect-recorded', ...turn.facts(activation), effect: input.effect });
    case 'log':
      return turn.emit({ type: 'log', ...turn.facts(activation), line: input.line });
  }
}

/** Whether a report about how it ended is about what it does now. */
const mayEnd = (activation: Activation, { cutShort }: { readonly cutShort?: true }): boolean =>
  isUnderWay(activation) || (cutShort === true && activation.phase !== 'failed');

function commit(turn: Turn, activation: Activation, commit: PreparedCommit): void {
  for (const conflict of commit.conflicts) turn.emit({ type: 'context-conflict', ...conflict });
  for (const rejected of commit.rejected ?? []) turn.emit({ type: 'context-rejected', ...rejected });
  turn.emitLink(stepEvent(turn, activation, commit), undefined, commit.applied);
  sendOutbox(turn);
  holdAfter(turn, activation);
  proceed(turn);
}

/** Written out whole, here and for starts: once a step, copying an event costs more than folding it. */
function stepEvent(turn: Turn, activation: Activation, commit: PreparedCommit): Unsealed<StepEvent> {
  const { state } = turn;
  const event: Unsealed<StepEvent> = {
    executionId: state.executionId,
    seq: state.nextSeq,
    at: turn.at,
    branch: state.branch,
    type: 'step-committed',
    activation: activation.number,
    path: pathOf(state, activation),
    node: planNode(state, activation.node).id,
    iteration: activation.iteration,
    attempt: activation.attempt,
    variant: commit.implementation.variant,
    checkpoint: turn.nextCheckpoint(),
    parent: headId(state),
    startedAt: activation.startedAt ?? turn.at,
    durationMs: commit.durationMs,
    implementation: commit.implementation.hash,
    reads: commit.reads,
    changes: commit.changes,
    port: commit.port,
    taken: commit.taken,
    marks: commit.marks,
    hash: '',
  };
  const written = activation.undoes === undefined ? activation.frame : frameWritten(state, activation);
  if (written !== '') event.scope = activationPath(written);
  if (commit.input !== undefined) event.input = commit.input;
  if (commit.output !== undefined) event.output = commit.output;
  if (commit.writes !== undefined) event.writes = commit.writes;
  if (commit.removed !== undefined) event.removed = commit.removed;
  if (commit.patches !== undefined) event.patches = commit.patches;
  if (commit.conditions !== undefined) event.conditions = commit.conditions;
  if (commit.acts !== undefined) event.acts = commit.acts;
  if (commit.exports !== undefined) event.exports = commit.exports;
  if (commit.error !== undefined) event.error = commit.error;
  if (commit.reuse !== undefined) event.reuse = commit.reuse;
  return event;
}

function holdAfter(turn: Turn, activation: Activation): void {
  const hit = turn.breakpointAt(activation, 'after');
  if (hit !== undefined && turn.state.status === 'running') turn.hold(hit, activation);
}

function open(turn: Turn, activation: Activation, prepared: PreparedTurn): void {
  const input = undefined;
  const refused = openFrames(turn, activation, prepared);
  if (refused !== undefined) return fail(turn, activation, { error: refused, durationMs: 0, input });
  const now = activationOf(turn.state.control, activation.number);
  // Nobody would ever call it again.
  if (now?.phase === 'open' && now.scope?.open.length === 0) {
    const error = idleScopeError(planNode(turn.state, activation.node).id);
    return fail(turn, now, { error, durationMs: 0, input });
  }
  proceed(turn);
}

function fail(turn: Turn, activation: Activation, failure: Failure): void {
  const { error, durationMs, input } = failure;
  if (mustDrain(activation)) {
    drain(turn, activation, error);
    return proceed(turn);
  }
  const facts = turn.facts(activation);
  const node = planNode(turn.state, activation.node);
  if (failure.timedOut) turn.emit({ type: 'activation-timed-out', ...facts, timeoutMs: node.timeoutMs });
  for (const conflict of failure.conflicts ?? []) turn.emit({ type: 'context-conflict', ...conflict });
  if (!failure.unhandled && handlingOf(node, activation, error) === 'retry') {
    const delayMs = backoffDelay(retryOf(node), activation.tries, turn.context.random);
    turn.emit({ type: 'activation-retried', ...facts, error, delayMs });
    return proceed(turn);
  }
  const startedAt = activation.startedAt ?? turn.at;
  const body = { type: 'activation-failed' as const, ...facts, error, durationMs, startedAt };
  const frame = frameFailing(turn, activation, failure);
  const named = frame === undefined ? body : { ...body, frame: activationPath(frame) };
  turn.emit(input === undefined ? named : { ...named, input });
  if (frame === undefined && turn.state.options.onUncaught === 'fail') {
    turn.cancelRunning('stop');
    return turn.emit({ type: 'execution-failed', error: turn.state.control.root.ending?.error ?? error });
  }
  proceed(turn);
}

/** The frame that ends with the failure; the outermost one where the execution fails and something has to be undone. */
function frameFailing(turn: Turn, activation: Activation, { error }: Failure): string | undefined {
  const { control, options } = turn.state;
  const caught = failingFrame(turn, activation, error);
  if (caught !== undefined || options.onUncaught !== 'fail' || activation.undoes !== undefined) return caught;
  return control.root.ending === undefined && canUndo(control) ? '' : undefined;
}
