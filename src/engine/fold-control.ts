import { assert, assertNever } from '../base/assert.ts';
import type { Owned } from '../base/owner.ts';
import { cons } from '../base/persistent-queue.ts';
import type { ActivationFacts, EffectRecord, NodeAct } from '../model/event.ts';
import type { ErrorInfo } from '../model/errors.ts';
import { activationNumber } from '../model/ids.ts';
import type { ActivationNumber } from '../model/ids.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { Plan } from '../model/plan.ts';
import type { Value } from '../model/value.ts';
import { activationOf, emptyControl, frameAt, noScope, numberKey, ownControl, readyKey, withFrame } from './control.ts';
import type { Activation, Control, Frame, OpenScope, Phase } from './control.ts';
import { decodeControl, interruptedControl } from './control-snapshot.ts';
import { listening, posted, received, sentOut } from './deliveries.ts';
import { locked } from './locks.ts';
import type { Letter } from './mail.ts';
import { FrameDraft } from './frames.ts';
import type { Draft, EngineEvent, EventOf, ExecutionState } from './state.ts';
import { TokenDraft } from './tokens.ts';
import type { Removed } from './tokens.ts';

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
  const control = { ...emptyControl, bindings };
  const tokens = new TokenDraft(next.plan, control, control.root, next.nextActivation);
  tokens.begin();
  takeTokens(next, tokens);
}

function takeTokens(next: Draft, tokens: TokenDraft): void {
  next.control = tokens.done();
  next.nextActivation = activationNumber(tokens.nextActivation);
  next.skipped = tokens.skipped;
}

function takeFrames(next: Draft, frames: FrameDraft): void {
  next.control = frames.control;
  next.nextActivation = activationNumber(frames.nextActivation);
  if (frames.removed.length > 0) next.removed = [...next.removed, ...frames.removed];
}

const frameDraft = ({ plan, control, nextActivation }: Draft): FrameDraft =>
  new FrameDraft(plan, control, nextActivation);

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

const unstarted = {
  snapshot: undefined,
  order: undefined,
  startedAt: undefined,
  waits: [],
  wait: undefined,
  deadline: undefined,
  holds: false,
} as const;

// Steps

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
    frames.undone(activation);
    return takeFrames(next, frames);
  }
  const tokens = new TokenDraft(plan, next.control, frame, next.nextActivation);
  const cancelled = event.acts === undefined ? [] : cancelledNodes(next, frame, event.acts);
  if (cancelled.length > 0) tokens.cancel(cancelled, 'node');
  tokens.complete(activation, event.taken, node.onError === 'edge' ? event.error : undefined);
  takeTokens(next, tokens);
  if (node.compensate >= 0 && event.error === undefined) noteDone(next, activation.frame, node.compensate, event);
  if (activation.scope !== undefined) forgetFrames(next, activation);
  if (tokens.removed.length > 0) takeRemoved(next, tokens.removed);
  for (const [index, act] of event.acts?.entries() ?? []) foldAct(next, { activation, event, act, index });
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

function forgetFrames(next: Draft, activation: Activation): void {
  const frames = frameDraft(next);
  frames.forget(activation);
  takeFrames(next, frames);
}

/** What a join or a `cancel` took away goes with the frames that it had opened. */
function takeRemoved(next: Draft, removed: readonly Removed[]): void {
  next.removed = [...next.removed, ...removed];
  const frames = frameDraft(next);
  for (const { activation } of removed) frames.cancelFrames(activation);
  takeFrames(next, frames);
}

interface FoldedAct {
  readonly activation: Activation;
  readonly event: EventOf<'step-committed'>;
  readonly act: NodeAct<StoredValue>;
  readonly index: number;
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
function foldEnd(next: Draft, path: string, what: Extract<NodeAct, { readonly type: 'end' }>['what']): void {
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

function settleFrame(next: Draft, path: string): void {
  const frame = frameAt(next.control, path);
  if (frame === undefined || path === '' || frame.live > 0 || frame.children > 0) return;
  const frames = frameDraft(next);
  frames.settle(path);
  takeFrames(next, frames);
}

// Frames

function foldOpened(next: Draft, event: EventOf<'frame-opened'>): void {
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

function foldClosed(next: Draft, event: EventOf<'frame-closed'>): void {
  const { frame, index, outcome, ended, error } = event;
  const frames = frameDraft(next);
  const what = { index, outcome };
  const said = ended === undefined ? what : { ...what, ended };
  frames.close(frame, error === undefined ? said : { ...said, error });
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
  if (next.control.opening !== 0) next.control = { ...next.control, opening: 0 };
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

// Activations

type ActivationEvent = ActivationFacts &
  EventOf<
    'activation-started' | 'activation-waiting' | 'activation-retried' | 'activation-cancelled' | 'effect-recorded'
  >;

function foldActivation(next: Draft, event: ActivationEvent): void {
  const activation = activationOf(next.control, event.activation);
  if (activation === undefined) return;
  if (event.type === 'effect-recorded' && event.effect.type === 'turn') return foldTurn(next, activation, event.effect);
  if (event.type === 'activation-retried' && activation.scope !== undefined) forgetFrames(next, activation);
  if (event.type === 'activation-retried' && next.control.opening !== 0) next.control = { ...next.control, opening: 0 };
  next.control = activationChanged(next.plan, next.control, activation, event);
}

/** What a turn of a scope came to, as its effect records it. */
export interface TurnRecord {
  /** How many of the news and of the spawned values it took. */
  readonly news: number;
  readonly spawned: number;
  readonly tolerates: number;
  readonly results: readonly (readonly [index: number, value: Value])[];
  /** Open frames are cancelled, and what completed ones did is undone. */
  readonly cancels: boolean;
  /** It fails as soon as its frames are closed. */
  readonly fails?: ErrorInfo;
}

export const turnEffect = (record: TurnRecord, state: Value): EffectRecord => ({
  type: 'turn',
  request: record,
  result: state,
});

function foldTurn(next: Draft, activation: Activation, effect: EffectRecord): void {
  const { news, spawned, tolerates, results, cancels, fails } = effect.request as TurnRecord;
  const { scope = noScope } = activation;
  let known = scope.results;
  for (const result of results) known = known.set(numberKey(result[0]), result);
  const after: OpenScope = {
    ...scope,
    state: effect.result,
    news: scope.news.slice(news),
    spawned: scope.spawned.slice(spawned),
    results: known,
    tolerates,
    drains: cancels,
    failing: fails,
    told: undefined,
  };
  // Each turn has a place of its own in the order of starts.
  next.control = moved({ ...next.control, opening: 0 }, activation, 'open', { scope: after, order: undefined });
  const frames = frameDraft(next);
  if (cancels) frames.cancelFrames({ ...activation, scope: after });
  const now = activationOf(frames.control, activation.number)?.scope ?? after;
  frames.scopeOf(activation, now);
  takeFrames(next, frames);
}

function activationChanged(plan: Plan, control: Control, activation: Activation, event: ActivationEvent): Control {
  switch (event.type) {
    case 'activation-started': {
      const first = activation.order === undefined;
      const order = activation.order ?? control.started;
      const node = plan.nodes[activation.node];
      const deadline = activation.deadline ?? (node?.deadlineMs === undefined ? undefined : event.at + node.deadlineMs);
      const holds = node?.lock !== undefined;
      const begun = holds ? locked(plan, control, activation) : control;
      const own = put(begun, activation, startedActivation(activation, event, { order, deadline, holds }));
      if (first) own.started++;
      return own;
    }
    case 'activation-waiting': {
      const waits = [...activation.waits, { request: event.wait }];
      const since = control.mail.began;
      const waiting = moved(control, activation, 'waiting', { wait: event.wait, waits, order: undefined, since });
      return listening(waiting, { ...activation, wait: event.wait, since });
    }
    case 'activation-retried': {
      const attempt = activation.attempt + 1;
      const wait = { type: 'backoff' as const, until: event.at + event.delayMs, attempt };
      const tries = activation.tries + 1;
      const again = { attempt, tries, wait, waits: [], startedAt: undefined, order: undefined, scope: undefined };
      return moved(control, activation, 'waiting', again);
    }
    case 'activation-cancelled':
      // A scope whose frames are open keeps what it saw.
      return moved(control, activation, 'ready', activation.scope === undefined ? unstarted : { order: undefined });
    case 'effect-recorded':
      return activation.phase === 'waiting' ? settledWait(control, activation, event.effect.result) : control;
    default:
      return assertNever(event);
  }
}

/** Written out whole: it is made once a step. */
const startedActivation = (
  from: Activation,
  { snapshot, at }: EventOf<'activation-started'>,
  { order, deadline, holds }: Pick<Activation, 'order' | 'deadline' | 'holds'>,
): Activation => ({
  number: from.number,
  node: from.node,
  frame: from.frame,
  iteration: from.iteration,
  attempt: from.attempt,
  tries: from.tries,
  phase: 'running',
  cause: from.cause,
  snapshot,
  order,
  startedAt: at,
  wait: undefined,
  waits: from.waits,
  error: from.error,
  passed: from.passed,
  since: from.since,
  deadline,
  holds,
  scope: from.scope && told(from.scope),
  undoes: from.undoes,
});

/** A turn that was under way is told the same again. */
function told(scope: OpenScope): OpenScope {
  if (scope.told !== undefined) return scope;
  const { news, spawned, opened, open } = scope;
  return { ...scope, told: { news: news.length, spawned: spawned.length, opened, open: open.length } };
}

/** The wait is over: the activation goes on when a slot is free. */
function settledWait(control: Control, activation: Activation, value: unknown): Control {
  const open = activation.waits.at(-1);
  const waits =
    activation.wait?.type === 'backoff' || open === undefined
      ? activation.waits
      : [...activation.waits.slice(0, -1), { request: open.request, answer: { value } }];
  const taken = activation.wait === undefined ? control : received(control, activation.wait, value);
  return moved(taken, activation, 'ready', { waits, wait: undefined });
}

function liveActivation({ control }: Pick<ExecutionState, 'control'>, number: ActivationNumber): Activation {
  const activation = activationOf(control, number);
  assert(activation !== undefined, `an event names activation ${number}, which is not live`);
  return activation;
}

function withChanged(from: Control, activation: Activation): Control {
  const control = ownControl(from);
  control.live = control.live.set(activation.number, activation, control.owner);
  return control;
}

function moved(control: Control, from: Activation, phase: Phase, change: Partial<Activation>): Control {
  return put(control, from, Object.assign({ ...from, phase }, change));
}

/** `next` in the place of `from`. */
function put(control: Control, from: Activation, next: Activation): Owned<Control> {
  const { owner } = control;
  const own = ownControl(control);
  own.live = control.live.set(next.number, next, owner);
  if (from.phase === 'ready') own.ready = own.ready.delete(readyKey(from), owner);
  if (next.phase === 'ready') own.ready = own.ready.set(readyKey(next), next.number, owner);
  if (from.phase === 'running') own.running--;
  if (next.phase === 'running') own.running++;
  return own;
}
