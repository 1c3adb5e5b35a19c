import type { Applied } from './input.ts';
import type { ContextVersion } from '../context/context-version.ts';
import { cons, consElements } from '../base/persistent-queue.ts';
import { applyChanges, contextFromSlots, emptyContext } from '../context/context-version.ts';
import { checkpointId } from '../model/ids.ts';
import { activationOf } from './control.ts';
import type { Activation } from './control.ts';
import { contextSeen, framesLeft, framesWrites, ownStep } from './frame-context.ts';
import type { FrameContext } from './frame-context.ts';
import { recordedWrites } from './recorded-result.ts';
import type { Draft, EventOf } from './state.ts';

/** What an event does to the context, and to those of frames. `activation`: as it was before the event. */

export function foldEdited(next: Draft, event: EventOf<'execution-started' | 'context-edited'>): void {
  const by = { checkpoint: event.checkpoint, path: undefined };
  const scope = event.type === 'context-edited' ? event.scope : undefined;
  if (scope === undefined) {
    next.context = applyChanges(next.context, event.changes, by);
    return;
  }
  const frame = next.scopes.get(scope);
  if (frame === undefined) return;
  const own = frame.isolated ? undefined : ownStep(frame.own, recordedWrites(event));
  next.scopes = next.scopes.set(scope, { ...frame, view: applyChanges(frame.view, event.changes, by), own });
}

export function foldWritten(
  next: Draft,
  event: EventOf<'step-committed'>,
  { activation, applied }: { readonly activation: Activation; readonly applied: Applied | undefined },
): void {
  const written = event.scope ?? '';
  const frame = written === '' ? undefined : next.scopes.get(written);
  if (frame === undefined) {
    next.context = contextAfter(next.context, event, applied);
  } else {
    const view = contextAfter(frame.view, event, applied);
    const own = frame.isolated ? undefined : withOwn(next, frame, event, activation);
    next.scopes = next.scopes.set(frame.path, { ...frame, view, own });
  }
  if (written !== activation.frame) foldHandled(next, event, framesLeft(next, activation, written));
  if (activation.scope !== undefined) dropContexts(next, activation);
}

/** What a handler wrote is seen by the handlers that come after it in its frame, too, and in those around that end with it. */
function foldHandled(
  next: Draft,
  { changes, checkpoint, path: by }: EventOf<'step-committed'>,
  frames: readonly string[],
): void {
  for (const path of frames) {
    const frame = next.scopes.get(path);
    if (frame === undefined) continue;
    next.scopes = next.scopes.set(path, {
      ...frame,
      view: applyChanges(frame.view, changes, { checkpoint, path: by }),
    });
  }
}

function contextAfter(
  before: ContextVersion,
  { changes, checkpoint, path }: EventOf<'step-committed'>,
  applied: Applied | undefined,
): ContextVersion {
  const isKnown = applied?.onto === before && applied.changes === changes && applied.checkpoint === checkpoint;
  return isKnown ? applied.context : applyChanges(before, changes, { checkpoint, path });
}

function withOwn(
  next: Draft,
  { own }: FrameContext,
  event: EventOf<'step-committed'>,
  activation: Activation,
): FrameContext['own'] {
  const frames = event.error === undefined ? framesWrites(next, activation) : [];
  const inner = frames.length === 0 ? own : cons({ type: 'frames' as const, frames, exports: event.exports }, own);
  return ownStep(inner, recordedWrites(event));
}

/** The contexts of a scope's completed frames, once it has no use for them any more. Where something may yet be undone, it is seen then. */
export function dropContexts(next: Draft, { scope }: Activation): void {
  let { scopes } = next;
  for (const { path } of consElements(scope?.completed)) {
    const frame = next.control.frames.get(path) === undefined ? undefined : scopes.get(path);
    scopes = frame === undefined ? scopes.delete(path) : scopes.set(path, { ...frame, own: undefined });
  }
  next.scopes = scopes;
}

/** A frame's context begins in O(1) from another; what it is handed comes on top. */
export function foldBegun(next: Draft, event: EventOf<'frame-opened'>, activation: Activation): void {
  const { frame: path, continues, changes, checkpoint } = event;
  const graph = next.plan.graphs[next.plan.graphIndex.get(event.graph) ?? 0];
  const isolated = graph?.context !== undefined;
  const before = continues === undefined ? undefined : next.scopes.get(continues);
  const begin = before?.view ?? (isolated ? emptyContext : contextSeen(next, activation));
  const frame: FrameContext = {
    path,
    view: applyChanges(begin, changes, { checkpoint, path: undefined }),
    locals: event.locals ?? [],
    own: before?.own,
    rules: isolated ? (graph?.index ?? 0) : (next.scopes.get(activation.frame)?.rules ?? 0),
    isolated,
  };
  next.scopes = (continues === undefined ? next.scopes : next.scopes.delete(continues)).set(path, frame);
}

/** What failed or was cancelled contributes nothing, and to a scope that is gone nobody does. */
export function foldContextClosed(next: Draft, { frame, outcome, activation }: EventOf<'frame-closed'>): void {
  const isGone = activationOf(next.control, activation) === undefined;
  if (isGone || outcome === 'failed' || outcome === 'cancelled') next.scopes = next.scopes.delete(frame);
}

/** Of scopes that were taken away; frames in which something is undone first keep theirs until they are closed. */
export function dropRemoved(next: Draft): void {
  let { scopes } = next;
  for (const { activation } of next.removed) {
    for (const { path } of consElements(activation.scope?.completed)) {
      if (next.control.frames.get(path) === undefined) scopes = scopes.delete(path);
    }
  }
  next.scopes = scopes;
}

/** A fork's frames begin with what they held. */
export function foldForkedScopes(next: Draft, forked: NonNullable<EventOf<'execution-started'>['scopes']>): void {
  const at = { writtenAt: checkpointId(0), writer: undefined };
  for (const { scope: path, graph, isolated, locals, entries, own: writeSets } of forked) {
    const view = contextFromSlots(entries.map(({ key, value }) => [key, { value, ...at }]));
    let own: FrameContext['own'];
    for (const writeSet of writeSets) own = ownStep(own, writeSet);
    const rules = next.plan.graphIndex.get(graph) ?? 0;
    next.scopes = next.scopes.set(path, { path, view, locals, own, rules, isolated });
  }
}
