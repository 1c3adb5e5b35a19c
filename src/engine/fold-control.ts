import { assert } from '../base/assert.ts';
import { cons } from '../base/persistent-queue.ts';
import type { NodeAct } from '../model/event.ts';
import { activationNumber } from '../model/ids.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { activationOf, emptyControl, frameAt, noScope, withFrame } from './control.ts';
import type { Activation, Frame } from './control.ts';
import { decodeControl, interruptedControl, nextIn } from './control-snapshot.ts';
import { posted, sentOut } from './deliveries.ts';
import type { Letter } from './mail.ts';
import { foldActivation, moved, unstarted, withChanged } from './fold-activations.ts';
import {
  foldClosed,
  foldEnd,
  foldOpened,
  forgetFrames,
  keepFrames,
  frameDraft,
  liveActivation,
  settleFrame,
  spawner,
  takeFrames,
  takeRemoved,
  takeTokens,
} from './fold-frames.ts';
import type { Draft, EngineEvent, EventOf } from './state.ts';
import { TokenDraft } from './tokens.ts';

/** What an event does to the control: tokens, activations, frames. Reads nothing of the state but plan, control and options. */
export function foldControl(next: Draft, event: EngineEvent): void {
  switch (event.type) {
    case 'execution-started':
      return event.control === undefined ? foldBeginning(next, event) : foldSnapshot(next, event.control);
    case 'execution-resumed':
      return foldResumed(next, event);
    case 'execution-interrupted':
      next.control = interruptedControl(next.control);
      return;
    case 'execution-rolled-back':
      return foldSnapshot(next, event.control);
    case 'step-committed':
      return foldTokens(next, event);
    case 'variant-swapped':
      return foldSwapped(next, event);
    case 'breakpoint-hit':
      return foldBreakpoint(next, event);
    case 'execution-completed':
      return foldCompleted(next);
    case 'frame-opened':
      return foldOpened(next, event);
    case 'frame-closed':
      return foldClosed(next, event);
    case 'activation-failed':
      return foldFailed(next, event);
    case 'activation-started':
    case 'activation-waiting':
    case 'activation-retried':
    case 'activation-cancelled':
    case 'effect-recorded':
      return foldActivation(next, event);
    case 'message-sent': {
      const { name, key, value, from, kept } = event;
      next.control = sentOut(next.control, { name, key, value, from }, kept);
      return;
    }
    default:
      return;
  }
}

function foldSnapshot(next: Draft, snapshot: Parameters<typeof decodeControl>[1]): void {
  next.control = decodeControl(next.plan, snapshot);
  let number = Math.max(next.nextActivation, nextIn(snapshot));
  for (const activation of next.control.live.values()) number = Math.max(number, activation.number + 1);
  next.nextActivation = activationNumber(number);
}

/** Nothing is undone any more. */
function foldCompleted(next: Draft): void {
  const { control } = next;
  if (control.root.done === undefined && control.frames.size === 0) return;
  next.control = { ...control, root: { ...control.root, done: undefined }, frames: emptyControl.frames };
}

function foldBeginning(next: Draft, event: EventOf<'execution-started'>): void {
  let { bindings } = emptyControl;
  for (const node of next.plan.nodes) {
    const bound = event.bindings[node.id];
    if (bound !== undefined && bound.hash !== node.variants[node.active]?.hash) {
      bindings = bindings.set(node.index, bound);
    }
  }
  const control = { ...emptyControl, bindings };
  const tokens = new TokenDraft(next.plan, control, control.root, next.nextActivation);
  tokens.begin();
  takeTokens(next, tokens);
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
}

function foldTokens(next: Draft, event: EventOf<'step-committed'>): void {
  const activation = liveActivation(next, event.activation);
  const { plan } = next;
  const node = plan.nodes[activation.node];
  const frame = frameAt(next.control, activation.frame);
  assert(node !== undefined && frame !== undefined, `activation ${event.activation} stands nowhere`);
  next.skippedIn = activation.frame;
  if (event.acts !== undefined) next.control = posted(next.control, lettersIn(event));
  if (activation.undoes !== undefined) {
    const frames = frameDraft(next);
    // What undoes is not undone.
    frames.forget(activation);
    frames.undone(activation);
    return takeFrames(next, frames);
  }
  const tokens = new TokenDraft(plan, next.control, frame, next.nextActivation);
  if (event.acts !== undefined) tokens.cancel(cancelledNodes(next, frame, event.acts), 'node');
  tokens.complete(activation, event.taken, node.onError === 'edge' ? event.error : undefined);
  takeTokens(next, tokens);
  if (node.compensate >= 0 && event.error === undefined) noteDone(next, activation.frame, node.compensate, event);
  if (activation.scope !== undefined) keepFrames(next, activation, node.compensate >= 0);
  if (tokens.removed.length > 0) takeRemoved(next, tokens.removed);
  if (event.acts !== undefined) foldActs(next, activation, event);
  settleFrame(next, activation.frame);
}

function lettersIn({ acts, path }: EventOf<'step-committed'>): Letter[] {
  return (acts ?? []).flatMap((act): Letter[] => {
    if (act.type !== 'send') return [];
    const { name, key, value, persistent } = act;
    return [{ name, key, value, persistent, from: path }];
  });
}

function cancelledNodes({ plan }: Draft, frame: Frame, acts: readonly NodeAct<StoredValue>[]): number[] {
  const { firstNode = 0, nodeCount = 0 } = plan.graphs[frame.graph] ?? {};
  const named = new Set(acts.flatMap((act) => (act.type === 'cancel' ? act.nodes : [])));
  if (named.size === 0) return [];
  return plan.nodes
    .slice(firstNode, firstNode + nodeCount)
    .filter(({ local }) => named.has(local))
    .map(({ index }) => index);
}

function noteDone(next: Draft, path: string, handler: number, { checkpoint }: EventOf<'step-committed'>): void {
  const frame = frameAt(next.control, path);
  if (frame === undefined) return;
  const done = cons({ handler, given: { from: checkpoint } }, frame.done);
  next.control = withFrame(next.control, { ...frame, done });
}

interface FoldedAct {
  readonly activation: Activation;
  readonly event: EventOf<'step-committed'>;
  readonly act: NodeAct<StoredValue>;
  readonly index: number;
}

function foldActs(next: Draft, activation: Activation, event: EventOf<'step-committed'>): void {
  for (const [index, act] of event.acts?.entries() ?? []) foldAct(next, { activation, event, act, index });
}

function foldAct(next: Draft, { activation, event, act, index }: FoldedAct): void {
  if (act.type === 'end') return foldEnd(next, activation.frame, act.what);
  if (act.type !== 'spawn') return;
  const owner = spawner(next, activation.frame);
  if (owner === undefined) return;
  const { scope = noScope } = owner;
  const frames = frameDraft(next);
  frames.scopeOf(owner, { ...scope, spawned: [...scope.spawned, { from: event.checkpoint, act: index }] });
  takeFrames(next, frames);
}

function foldSwapped(next: Draft, event: EventOf<'variant-swapped'>): void {
  const { plan, control } = next;
  const node = plan.nodeIndex.get(event.node);
  assert(node !== undefined, `a swap names node ${event.node}, which is not in the plan`);
  const bindings = control.bindings.set(node, event.to);
  next.control = { ...control, bindings, reuseFrom: event.reuseFrom ?? control.reuseFrom };
}

function foldBreakpoint(next: Draft, { when, activation: number }: EventOf<'breakpoint-hit'>): void {
  const activation = number === undefined ? undefined : activationOf(next.control, number);
  if (activation === undefined || when === 'after') return;
  next.control = withChanged(next.control, { ...activation, passed: true });
}

function foldFailed(next: Draft, { activation, error, frame }: EventOf<'activation-failed'>): void {
  const failed = liveActivation(next, activation);
  if (frame !== undefined) {
    const frames = frameDraft(next);
    frames.end(frame, { outcome: 'failed', error });
    return takeFrames(next, frames);
  }
  if (failed.scope !== undefined) forgetFrames(next, failed);
  next.control = moved(next.control, failed, 'failed', {
    error,
    wait: undefined,
    deadline: undefined,
    holds: false,
    scope: undefined,
  });
}
