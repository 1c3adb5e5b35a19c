import { assert } from '../base/assert.ts';
import type { NodeAct } from '../model/event.ts';
import { activationNumber } from '../model/ids.ts';
import type { ActivationNumber } from '../model/ids.ts';
import { activationOf, frameAt } from './control.ts';
import type { Activation } from './control.ts';
import { FrameDraft } from './frames.ts';
import type { Draft, EventOf, ExecutionState } from './state.ts';
import { TokenDraft } from './tokens.ts';
import type { Removed } from './tokens.ts';

export function takeTokens(next: Draft, tokens: TokenDraft): void {
  next.control = tokens.done();
  next.nextActivation = activationNumber(tokens.nextActivation);
  next.skipped = tokens.skipped;
}

export function takeFrames(next: Draft, frames: FrameDraft): void {
  next.control = frames.control;
  next.nextActivation = activationNumber(frames.nextActivation);
  if (frames.removed.length > 0) next.removed = [...next.removed, ...frames.removed];
  for (const path of frames.forgotten) next.scopes = next.scopes.delete(path);
}

export const frameDraft = ({ plan, control, nextActivation }: Draft): FrameDraft =>
  new FrameDraft(plan, control, nextActivation);

export function forgetFrames(next: Draft, activation: Activation): void {
  const frames = frameDraft(next);
  frames.forget(activation);
  takeFrames(next, frames);
}

/** A committed scope's frames: what was done in them is undone by its own handler, or else by theirs. */
export function keepFrames(next: Draft, activation: Activation, hasHandler: boolean): void {
  const frames = frameDraft(next);
  if (hasHandler) frames.forget(activation);
  else frames.handOver(activation);
  takeFrames(next, frames);
}

/** What a join or a `cancel` took away goes with the frames that it had opened. */
export function takeRemoved(next: Draft, removed: readonly Removed[]): void {
  next.removed = [...next.removed, ...removed];
  const frames = frameDraft(next);
  for (const { activation } of removed) frames.cancelFrames(activation);
  takeFrames(next, frames);
}

export function settleFrame(next: Draft, path: string): void {
  const frame = frameAt(next.control, path);
  if (frame === undefined || frame.live > 0 || frame.children > 0) return;
  const frames = frameDraft(next);
  frames.settle(path);
  takeFrames(next, frames);
}

/** The innermost map around a frame: it gets one more item. */
export function spawner(
  { plan, control }: Pick<ExecutionState, 'plan' | 'control'>,
  path: string,
): Activation | undefined {
  for (let frame = frameAt(control, path); frame !== undefined && frame.path !== ''; ) {
    const owner = activationOf(control, frame.owner as ActivationNumber);
    if (owner === undefined) return undefined;
    if (plan.nodes[owner.node]?.kind === 'map') return owner;
    frame = frameAt(control, owner.frame);
  }
  return undefined;
}

/** In the outermost frame, and for `execution`, everything ends; {@link Control.due} then has the root. */
export function foldEnd(next: Draft, path: string, what: Extract<NodeAct, { readonly type: 'end' }>['what']): void {
  const frames = frameDraft(next);
  const frame = frameAt(next.control, path);
  if (what === 'execution' || path === '' || frame === undefined) frames.end('', { outcome: 'ended' });
  else {
    const owner = activationOf(next.control, frame.owner as ActivationNumber);
    const others = what === 'scope' ? (owner?.scope?.open ?? []).filter((one) => one !== path) : [];
    for (const other of others) frames.end(other, { outcome: 'cancelled' });
    frames.end(path, { outcome: 'ended', ended: what });
  }
  takeFrames(next, frames);
}

export function foldOpened(next: Draft, event: EventOf<'frame-opened'>): void {
  const { plan } = next;
  const owner = liveActivation(next, event.activation);
  const frames = frameDraft(next);
  const graph = plan.graphIndex.get(event.graph) ?? 0;
  const { frame: path, index, continues } = event;
  const frame = frames.open({ path, graph, index, owner, continues });
  takeFrames(next, frames);
  const opened = frameAt(next.control, path) ?? frame;
  const tokens = new TokenDraft(plan, next.control, opened, next.nextActivation);
  tokens.begin();
  takeTokens(next, tokens);
  next.skippedIn = path;
  settleFrame(next, path);
}

export function foldClosed(next: Draft, event: EventOf<'frame-closed'>): void {
  const { frame, index, outcome, ended, error } = event;
  const frames = frameDraft(next);
  const what = { index, outcome };
  const said = ended === undefined ? what : { ...what, ended };
  frames.close(frame, error === undefined ? said : { ...said, error });
  takeFrames(next, frames);
}

export function liveActivation({ control }: Pick<ExecutionState, 'control'>, number: ActivationNumber): Activation {
  const activation = activationOf(control, number);
  assert(activation !== undefined, `an event names activation ${number}, which is not live`);
  return activation;
}
