import { emptyMap } from '../base/persistent-map.ts';
import type { PersistentMap } from '../base/persistent-map.ts';
import { emptyQueue, enqueue, queueElements } from '../base/persistent-queue.ts';
import type { PersistentQueue } from '../base/persistent-queue.ts';
import { isLoaded, storedFromRef, storeValue, toValueRef } from '../context/store-value.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { fromTaggedJson, toTaggedJson } from '../context/tagged-json.ts';
import type { ActivationNumber, ActivationPath } from '../model/ids.ts';
import type { JsonValue, ValueRef } from '../model/value.ts';

/** A message on its way, or kept for whoever waits for it later. */
export interface Letter {
  readonly name: string;
  readonly key: string | undefined;
  readonly value: StoredValue;
  readonly persistent: boolean;
  /** Who sent it; `undefined` where it came from outside. */
  readonly from: ActivationPath | undefined;
}

/** What of the scheduler's state messages need. Rules: SPEC.md, [E101]–[E104]. */
export interface Mail {
  /** Sent by what is committed, not yet handed on, in order. Empty but at a checkpoint whose messages go out next. */
  readonly outbox: PersistentQueue<Letter>;
  /** Kept messages by channel, in the order of sending. */
  readonly kept: PersistentMap<PersistentQueue<Letter>>;
  /** Who waits, by channel, in the order in which they began. Entries of waits that are over are dropped when they come to the front. */
  readonly receivers: PersistentMap<PersistentQueue<Receiver>>;
  /** How many waits began so far: gives each its place in the order of waiting. */
  readonly began: number;
}

export interface Receiver {
  readonly number: ActivationNumber;
  readonly since: number;
}

export const emptyMail: Mail = { outbox: emptyQueue, kept: emptyMap(), receivers: emptyMap(), began: 0 };

/** Whoever sends and whoever waits under the same name and key meet here. */
export const channelOf = (name: string, key: string | undefined): string =>
  JSON.stringify(key === undefined ? [name] : [name, key]);

// As JSON

interface LetterJson {
  readonly name: string;
  readonly key?: string;
  readonly persistent?: true;
  readonly from?: ActivationPath;
  /** The value itself, or, where it is not in memory, its reference: it is saved then. */
  readonly value: { readonly is: JsonValue } | { readonly ref: ValueRef };
}

export interface MailJson {
  readonly outbox: readonly LetterJson[];
  readonly kept: readonly LetterJson[];
  readonly began: number;
}

export function encodeMail({ outbox, kept, began }: Mail): MailJson | undefined {
  if (began === 0 && outbox.size === 0 && kept.size === 0) return undefined;
  const letters = [...kept.values()].flatMap((queue) => [...queueElements(queue)]);
  return { outbox: [...queueElements(outbox)].map(letterJson), kept: letters.map(letterJson), began };
}

function letterJson({ name, key, value, persistent, from }: Letter): LetterJson {
  return {
    name,
    value: isLoaded(value) ? { is: toTaggedJson(value.value) } : { ref: toValueRef(value) },
    ...(key === undefined ? {} : { key }),
    ...(persistent ? { persistent } : {}),
    ...(from === undefined ? {} : { from }),
  };
}

/** Who waits is not in it: `relistened` tells that from the activations. */
export function decodeMail(json: MailJson | undefined): Mail {
  if (json === undefined) return emptyMail;
  let outbox: Mail['outbox'] = emptyQueue;
  for (const letter of json.outbox) outbox = enqueue(outbox, decodeLetter(letter));
  let { kept } = emptyMail;
  for (const each of json.kept) {
    const letter = decodeLetter(each);
    const channel = channelOf(letter.name, letter.key);
    kept = kept.set(channel, enqueue(kept.get(channel) ?? emptyQueue, letter));
  }
  return { ...emptyMail, outbox, kept, began: json.began };
}

const decodeLetter = ({ name, key, value, persistent, from }: LetterJson): Letter => ({
  name,
  key,
  value: 'is' in value ? storeValue(fromTaggedJson(value.is)) : storedFromRef(value.ref),
  persistent: persistent === true,
  from,
});
