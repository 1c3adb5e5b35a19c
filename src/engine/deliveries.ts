import { dequeue, emptyQueue, enqueue, queueElements } from '../base/persistent-queue.ts';
import type { PersistentQueue } from '../base/persistent-queue.ts';
import { emptyMap } from '../base/persistent-map.ts';
import type { FirstAnswer, WaitRequest } from '../model/execution.ts';
import { activationOf } from './control.ts';
import type { Activation, Control } from './control.ts';
import { channelOf } from './mail.ts';
import type { Letter, Mail, Receiver } from './mail.ts';

type MessageWait = Extract<WaitRequest, { readonly type: 'message' }>;

/** The message waits in a request: itself, or alternatives of a `first`, with their index. */
function messageWaits(
  wait: WaitRequest,
): readonly { readonly wait: MessageWait; readonly index: number | undefined }[] {
  if (wait.type === 'message') return [{ wait, index: undefined }];
  if (wait.type !== 'first') return [];
  return wait.of.flatMap((one, index) => (one.type === 'message' ? [{ wait: one, index }] : []));
}

const withMail = (control: Control, change: Partial<Mail>): Control => ({
  ...control,
  mail: { ...control.mail, ...change },
});

// What events do to it

/** A commit sent these. */
export function posted(control: Control, letters: readonly Letter[]): Control {
  if (letters.length === 0) return control;
  let { outbox } = control.mail;
  for (const letter of letters) outbox = enqueue(outbox, letter);
  return withMail(control, { outbox });
}

/** A message went out: from the outbox, where somebody here sent it; it is kept where nobody waits and it may be. */
export function sentOut(control: Control, letter: Omit<Letter, 'persistent'>, kept: boolean): Control {
  const left = letter.from === undefined ? control : withMail(control, { outbox: dequeue(control.mail.outbox) });
  if (!kept) return left;
  const channel = channelOf(letter.name, letter.key);
  const queue = enqueue(left.mail.kept.get(channel) ?? emptyQueue, { ...letter, persistent: true });
  return withMail(left, { kept: left.mail.kept.set(channel, queue) });
}

/** `activation`, which just began to wait, is found by senders from now on. */
export function listening(control: Control, activation: Activation): Control {
  const { wait, since, number } = activation;
  if (wait === undefined || since === undefined) return control;
  let { receivers } = control.mail;
  for (const { wait: one } of messageWaits(wait)) {
    const channel = channelOf(one.name, one.key);
    receivers = receivers.set(channel, enqueue(current(control, channel), { number, since }));
  }
  return withMail(control, { receivers, began: Math.max(control.mail.began, since + 1) });
}

/** A wait ended with `result`: where it was for a message that was kept, that one is taken. */
export function received(control: Control, wait: WaitRequest, result: unknown): Control {
  const index = wait.type === 'first' ? (result as FirstAnswer).index : undefined;
  const ended = messageWaits(wait).find((one) => one.index === index)?.wait;
  if (ended === undefined) return control;
  const channel = channelOf(ended.name, ended.key);
  const queue = control.mail.kept.get(channel);
  // Where somebody waited already nothing was kept: it came from the sender.
  if (queue === undefined) return control;
  const rest = dequeue(queue);
  const { kept } = control.mail;
  return withMail(control, { kept: rest.size === 0 ? kept.delete(channel) : kept.set(channel, rest) });
}

// What decisions ask

export interface Delivery<T> {
  readonly to: T;
  /** Which alternative of a `first` it is. */
  readonly index: number | undefined;
}

/** Who has waited longest for this message. */
export function receiverOf(
  control: Control,
  { name, key }: Pick<Letter, 'name' | 'key'>,
): Delivery<Activation> | undefined {
  const channel = channelOf(name, key);
  const first = current(control, channel).front?.head;
  const to = first && activationOf(control, first.number);
  if (to?.wait === undefined) return undefined;
  const found = messageWaits(to.wait).find(({ wait }) => channelOf(wait.name, wait.key) === channel);
  return found && { to, index: found.index };
}

/** The kept message that ends this wait at once: of several alternatives the first that has one. */
export function keptFor(control: Control, wait: WaitRequest): Delivery<Letter> | undefined {
  for (const { wait: one, index } of messageWaits(wait)) {
    const letter = control.mail.kept.get(channelOf(one.name, one.key))?.front?.head;
    if (letter !== undefined) return { to: letter, index };
  }
  return undefined;
}

/** The queue of a channel from the first on that still waits. */
function current(control: Control, channel: string): PersistentQueue<Receiver> {
  let queue = control.mail.receivers.get(channel) ?? emptyQueue;
  while (queue.front !== undefined && !isStill(control, queue.front.head)) queue = dequeue(queue);
  return queue;
}

function isStill(control: Control, { number, since }: Receiver): boolean {
  const activation = activationOf(control, number);
  return activation?.phase === 'waiting' && activation.since === since;
}

/** Every value that is on its way or kept. */
export function* lettersOf({ mail }: Control): IterableIterator<Letter> {
  yield* queueElements(mail.outbox);
  for (const queue of mail.kept.values()) yield* queueElements(queue);
}

/** Who waits, worked out anew: after activations got other numbers. */
export function relistened(control: Control): Control {
  let next = withMail(control, { receivers: emptyMap() });
  const waiting = [...control.live.values()].filter(({ phase, since }) => phase === 'waiting' && since !== undefined);
  waiting.sort((a, b) => (a.since ?? 0) - (b.since ?? 0));
  for (const activation of waiting) next = listening(next, activation);
  return next;
}
