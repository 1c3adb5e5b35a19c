import type { ContextPatch, NodeAct } from '../../model/event.ts';
import type { Value } from '../../model/value.ts';
import { codedError } from './coded-error.ts';
import { ownedCopy } from './owned-copy.ts';

/** What code chose beside what it returned; absent where it chose nothing. */
export interface Chosen {
  readonly port?: string;
  readonly removed?: readonly string[];
  readonly patches?: readonly ContextPatch<Value>[];
  readonly acts?: readonly CodeAct[];
}

/** What code may do to others as it commits. */
export type CodeAct = Extract<NodeAct<Value>, { readonly type: 'send' | 'spawn' }>;

/** So many messages and items one attempt may ask for. */
export const maxActs = 10_000;

/** So many places in keys one attempt may write. */
export const maxPatches = 100_000;

/** The verbs of one attempt's argument and what was done with them. */
export interface Choices {
  /** Functions of the argument, by name. */
  readonly verbs: Readonly<Record<string, unknown>>;
  readonly chosen: () => Chosen;
}

export function createChoices(): Choices {
  let port: string | undefined;
  const removed = new Set<string>();
  const patches: ContextPatch<Value>[] = [];
  const acts: CodeAct[] = [];
  const patch = (next: ContextPatch<Value>): void => {
    if (patches.length === maxPatches) throw tooManyPatches();
    patches.push(next);
  };
  const act = (next: CodeAct): void => {
    if (acts.length === maxActs) throw tooManyActs();
    acts.push(next);
  };
  const verbs = {
    port(name: unknown) {
      if (typeof name !== 'string' || name === '') throw badPort(name);
      port = name;
    },
    remove(key: unknown) {
      if (Array.isArray(key)) return patch({ ...placeOf('remove', key), remove: true });
      if (typeof key !== 'string') throw new TypeError(`remove() takes the name of a context key, not ${typeof key}.`);
      removed.add(key);
    },
    patch: (place: unknown, value: Value) => patch({ ...placeOf('patch', place), value: ownedCopy(value, 'patched') }),
    send: (message: unknown) => act(messageOf(message)),
    spawn: (value: Value) => act({ type: 'spawn', value: ownedCopy(value, 'spawned') }),
  };
  const chosen = (): Chosen => ({
    ...(port === undefined ? {} : { port }),
    ...(removed.size === 0 ? {} : { removed: [...removed] }),
    ...(patches.length === 0 ? {} : { patches }),
    ...(acts.length === 0 ? {} : { acts }),
  });
  return { verbs, chosen };
}

/** `['order', 'items', 2]`: a key, then names and indexes in its value. */
function placeOf(verb: string, place: unknown): Pick<ContextPatch, 'key' | 'path'> {
  const [key, ...path]: readonly unknown[] = Array.isArray(place) ? place : [];
  const fits = (part: unknown): part is string | number =>
    typeof part === 'string' || (Number.isSafeInteger(part) && (part as number) >= 0);
  if (typeof key === 'string' && path.length > 0 && path.every(fits)) return { key, path };
  throw new TypeError(
    `${verb}() takes a place as a list: a context key, then names and indexes, such as ['order', 'items', 2]. ` +
      (verb === 'patch' ? 'To write a whole key, return it.' : 'To remove a whole key, give its name.'),
  );
}

const tooManyPatches = (): Error =>
  codedError({
    code: 'node/result',
    message: `More than ${maxPatches} places written in one attempt.`,
    remedy: 'Write larger parts at once, or return the whole key.',
    retryable: false,
  });

function messageOf(message: unknown): CodeAct {
  const { name, key, value, persistent } = Object(message) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || name === '') throw new TypeError('send() takes a message: { name, key, value }.');
  if (key !== undefined && typeof key !== 'string' && typeof key !== 'number') {
    throw new TypeError(`The key of a message is a text or a number, not ${key === null ? 'null' : typeof key}.`);
  }
  const sent = { type: 'send' as const, name, value: ownedCopy(value, 'sent'), persistent: persistent === true };
  return key === undefined ? sent : { ...sent, key: String(key) };
}

const tooManyActs = (): Error =>
  codedError({
    code: 'node/result',
    message: `More than ${maxActs} messages and items in one attempt.`,
    remedy: 'Send or spawn lists instead of single values.',
    retryable: false,
  });

const badPort = (name: unknown): Error =>
  codedError({
    code: 'node/port',
    message: `port() takes the name of an outcome, not ${typeof name === 'string' ? 'an empty text' : typeof name}.`,
    retryable: false,
  });
