import type { EffectRecord } from '../model/event.ts';
import type { WaitRequest } from '../model/execution.ts';
import type { Value } from '../model/value.ts';
import { activationOf } from './control.ts';
import type { Activation } from './control.ts';
import { keptFor, receiverOf } from './deliveries.ts';
import type { Letter } from './mail.ts';
import { pathOf } from './state.ts';
import type { Turn } from './turn.ts';

/** Decisions about waits and messages. Rules: SPEC.md, [E100]–[E105]. */

/** An activation begins to wait; a kept message may end that at once. */
export function wait(turn: Turn, activation: Activation, request: WaitRequest): void {
  turn.emit({ type: 'activation-waiting', ...turn.facts(activation), wait: request });
  const { control } = turn.state;
  const kept = keptFor(control, request);
  const waiting = activationOf(control, activation.number);
  if (kept !== undefined && waiting !== undefined) endWait(turn, waiting, kept.to.value.value, kept.index);
}

/** `index`: which alternative of a `first` it is. */
export function endWait(turn: Turn, activation: Activation, value: Value, index: number | undefined): void {
  const { wait: request } = activation;
  if (request === undefined) return;
  const result = request.type === 'first' ? { index, value } : value;
  const effect = { type: effectOf[request.type], request, result };
  turn.emit({ type: 'effect-recorded', ...turn.facts(activation), effect });
}

/** Hands on what was committed but not sent yet. */
export function sendOutbox(turn: Turn): void {
  for (;;) {
    const letter = turn.state.control.mail.outbox.front?.head;
    if (letter === undefined) return;
    deliver(turn, letter);
  }
}

export function deliver(turn: Turn, { name, key, value, persistent, from }: Letter): void {
  const receiver = receiverOf(turn.state.control, { name, key });
  turn.emit({
    type: 'message-sent',
    name,
    ...(key === undefined ? {} : { key }),
    value,
    ...(from === undefined ? {} : { from }),
    ...(receiver === undefined ? {} : { to: pathOf(turn.state, receiver.to) }),
    kept: receiver === undefined && persistent,
  });
  if (receiver !== undefined) endWait(turn, receiver.to, value.value, receiver.index);
}

const effectOf: Readonly<Record<WaitRequest['type'], EffectRecord['type']>> = {
  timer: 'sleep',
  backoff: 'sleep',
  human: 'ask',
  message: 'message',
  condition: 'condition',
  first: 'first',
};
