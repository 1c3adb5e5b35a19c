import { emptyContext } from '../context/context-version.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ActivationFacts, ContextChange } from '../model/event.ts';
import type { ActivationNumber } from '../model/ids.ts';
import { activationPath } from '../model/ids.ts';
import type { PlanGraph } from '../model/plan.ts';
import { declaredChanges } from './beginnings.ts';
import { activationOf, frameAt } from './control.ts';
import type { Activation, Control, Frame, OpenScope } from './control.ts';
import { contextSeen } from './frame-context.ts';
import { turnEffect } from './fold-activations.ts';
import type { TurnRecord } from './fold-activations.ts';
import type { PreparedFrame, PreparedTurn } from './input.ts';
import { limitsOf } from './plan-settings.ts';
import { depthLimitError } from './refusals.ts';
import { handlingOf } from './retry.ts';
import { framePath, headId, planNode } from './state.ts';
import type { Turn } from './turn.ts';

// Opening

/** A scope's turn: its frames begin. Gives the error where one may not. */
export function openFrames(turn: Turn, activation: Activation, turnOf: PreparedTurn): ErrorInfo | undefined {
  const { state, control } = { state: turn.state, control: turn.state.control };
  const depth = (frameAt(control, activation.frame)?.depth ?? 0) + 1;
  const { maxDepth } = limitsOf(state.plan);
  const first = turnOf.frames[0];
  if (first !== undefined && depth > maxDepth) {
    return depthLimitError(framePath(state, activation, first), first.graph, maxDepth);
  }
  const unknown = turnOf.frames.find(({ graph }) => graph === '' || !state.plan.graphIndex.has(graph));
  if (unknown !== undefined) return unknownGraph(unknown.graph);
  // The turn is over once all of them are open: back at one of these checkpoints, the rest is asked for again.
  for (const frame of turnOf.frames) openFrame(turn, activation, frame);
  recordTurn(turn, activation, turnOf.record, turnOf.state);
  return undefined;
}

export function recordTurn(turn: Turn, activation: Activation, record: TurnRecord, state: unknown): void {
  turn.emit({ type: 'effect-recorded', ...turn.facts(activation), effect: turnEffect(record, state) });
}

const unknownGraph = (graph: string): ErrorInfo => ({
  code: 'document/unknown-graph',
  message: `The document has no graph \`${graph}\`.`,
  remedy: 'Choose one of the graphs of the document.',
  retryable: false,
});

function openFrame(turn: Turn, activation: Activation, request: PreparedFrame): void {
  const { state } = turn;
  const { graph, index, of, bracket, continues: before } = request;
  const continues = before === undefined ? undefined : framePath(state, activation, { index: before, bracket });
  turn.emitLink({
    ...turn.base(),
    type: 'frame-opened',
    ...turn.facts(activation),
    checkpoint: turn.nextCheckpoint(),
    parent: headId(state),
    frame: framePath(state, activation, { index, bracket }),
    graph,
    index,
    ...(of === undefined ? {} : { of }),
    ...(continues === undefined ? {} : { continues }),
    changes: handed(turn, activation, request, continues),
    locals: request.locals.map(({ key }) => key),
    hash: '',
  });
}

/** What a frame is handed, over the context that it begins with, in key order. */
function handed(
  { state }: Turn,
  activation: Activation,
  { graph, locals }: PreparedFrame,
  continues: string | undefined,
): ContextChange<StoredValue>[] {
  const planGraph = state.plan.graphs[state.plan.graphIndex.get(graph) ?? 0] as PlanGraph;
  const isolated = planGraph.context !== undefined;
  const before = continues === undefined ? undefined : state.scopes.get(continues)?.view;
  const begin = before ?? (isolated ? emptyContext : contextSeen(state, activation));
  const after = new Map<string, StoredValue>();
  if (before === undefined && planGraph.context !== undefined) {
    for (const change of declaredChanges(planGraph.context, state.plan))
      if (change.after) after.set(change.key, change.after);
  }
  for (const { key, value } of locals) after.set(key, value);
  return [...after]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => {
      const present = begin.slots.get(key)?.value;
      return present === undefined ? { key, after: value } : { key, before: present, after: value };
    });
}

// Closing

/** The first frame in which nothing is left to do is closed; the outermost one ends the execution. */
export function closeNext(turn: Turn): boolean {
  const { control } = turn.state;
  const frame = frameAt(control, control.due[0] ?? '');
  if (frame === undefined || frame.path === '') return endRoot(turn);
  const { ending, index, path } = frame;
  turn.emit({
    type: 'frame-closed',
    ...ownerFacts(turn, frame),
    frame: activationPath(path),
    index,
    outcome: ending?.outcome ?? 'completed',
    ...(ending?.ended === undefined ? {} : { ended: ending.ended }),
    ...(ending?.error === undefined ? {} : { error: ending.error }),
  });
  return true;
}

function ownerFacts(turn: Turn, { path, owner, node, parent, iteration, attempt }: Frame): ActivationFacts {
  const known = activationOf(turn.state.control, owner as ActivationNumber);
  if (known !== undefined) return turn.facts(known);
  const gone = { number: owner as ActivationNumber, node, frame: parent, iteration, attempt };
  return { ...turn.facts(gone), path: activationPath(path.replace(/(?:#\d+)?(?:\[\d+\])?$/, '')) };
}

function endRoot(turn: Turn): false {
  const { ending } = turn.state.control.root;
  if (ending?.error === undefined) turn.emit({ type: 'execution-completed' });
  else turn.emit({ type: 'execution-failed', error: ending.error });
  return false;
}

// Failing

/**
 * The frame that fails with an error that its node does not handle: the innermost one, where any scope around catches it:
 * by tolerating failures, by another attempt, or by its `onError`. `undefined`: nobody does.
 */
export function failingFrame(turn: Turn, { frame: path }: Activation, error: ErrorInfo): string | undefined {
  const { state } = turn;
  const { control } = state;
  for (let frame = frameAt(control, path); frame !== undefined && frame.owner !== 0; ) {
    const owner = activationOf(control, frame.owner as ActivationNumber);
    if (owner === undefined || frame.ending !== undefined) return undefined;
    if (tolerates(owner.scope) || handlingOf(planNode(state, owner.node), owner, error) !== 'fail') return path;
    frame = frameAt(control, owner.frame);
  }
  return undefined;
}

const tolerates = (scope: OpenScope | undefined): boolean => scope !== undefined && scope.failures < scope.tolerates;

/** Whether anything was done that can be undone. */
export function canUndo({ root, frames }: Control): boolean {
  if (root.done !== undefined) return true;
  for (const { done } of frames.values()) if (done !== undefined) return true;
  return false;
}

/** Closes a scope's frames, after which it goes on: to another turn, or to failing. */
export function drain(turn: Turn, activation: Activation, fails?: ErrorInfo): void {
  const { scope } = activation;
  if (scope === undefined) return;
  const kept = { news: 0, spawned: 0, tolerates: scope.tolerates, results: [], cancels: true };
  recordTurn(turn, activation, fails === undefined ? kept : { ...kept, fails }, scope.state);
}
