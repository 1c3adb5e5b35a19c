import { assertNever } from '../base/assert.ts';
import type { Owned } from '../base/owner.ts';
import type { ActivationFacts, EffectRecord } from '../model/event.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { Value } from '../model/value.ts';
import { activationOf, noScope, numberKey, ownControl, readyKey } from './control.ts';
import type { Activation, Control, OpenScope, Phase } from './control.ts';
import { listening, received } from './deliveries.ts';
import { locked } from './locks.ts';
import { forgetFrames, frameDraft, takeFrames } from './fold-frames.ts';
import type { Draft, EventOf } from './state.ts';

type ActivationEvent = ActivationFacts &
  EventOf<
    'activation-started' | 'activation-waiting' | 'activation-retried' | 'activation-cancelled' | 'effect-recorded'
  >;

export function foldActivation(next: Draft, event: ActivationEvent): void {
  const activation = activationOf(next.control, event.activation);
  if (activation === undefined) return;
  if (event.type === 'effect-recorded' && event.effect.type === 'turn') return foldTurn(next, activation, event.effect);
  if (event.type === 'activation-retried' && activation.scope !== undefined) forgetFrames(next, activation);
  next.control = activationChanged(next.plan, next.control, activation, event);
}

/** What a turn of a scope came to, as its effect records it. */
export interface TurnRecord {
  /** How many of the news and of the spawned values it took. */
  readonly news: number;
  readonly spawned: number;
  readonly tolerates: number;
  readonly results: readonly (readonly [index: number, value: Value])[];
  /** Open frames are cancelled. */
  readonly cancels: boolean;
  /** It fails as soon as its frames are closed; what completed ones did is undone. */
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
  if (cancels) frames.cancelFrames({ ...activation, scope: after }, { outcome: 'cancelled' }, fails === undefined);
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

export const unstarted = {
  snapshot: undefined,
  order: undefined,
  startedAt: undefined,
  waits: [],
  wait: undefined,
  deadline: undefined,
  holds: false,
} as const;

export function withChanged(from: Control, activation: Activation): Control {
  const control = ownControl(from);
  control.live = control.live.set(activation.number, activation, control.owner);
  return control;
}

export function moved(control: Control, from: Activation, phase: Phase, change: Partial<Activation>): Control {
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
