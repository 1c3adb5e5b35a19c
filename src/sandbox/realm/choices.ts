import { codedError } from './coded-error.ts';

/** What code chose beside what it returned; absent where it chose nothing. */
export interface Chosen {
  readonly port?: string;
  readonly removed?: readonly string[];
}

/** The verbs of one attempt's argument and what was done with them. */
export interface Choices {
  /** Functions of the argument, by name. */
  readonly verbs: Readonly<Record<string, unknown>>;
  readonly chosen: () => Chosen;
}

export function createChoices(): Choices {
  let port: string | undefined;
  const removed = new Set<string>();
  const verbs = {
    port(name: unknown) {
      if (typeof name !== 'string' || name === '') throw badPort(name);
      port = name;
    },
    remove(key: unknown) {
      if (typeof key !== 'string') throw new TypeError(`remove() takes the name of a context key, not ${typeof key}.`);
      removed.add(key);
    },
  };
  const chosen = (): Chosen => ({
    ...(port === undefined ? {} : { port }),
    ...(removed.size === 0 ? {} : { removed: [...removed] }),
  });
  return { verbs, chosen };
}

const badPort = (name: unknown): Error =>
  codedError({
    code: 'node/port',
    message: `port() takes the name of an outcome, not ${typeof name === 'string' ? 'an empty text' : typeof name}.`,
    retryable: false,
  });
