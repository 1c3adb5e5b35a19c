import type { JsonObject, Value } from '../../model/value.ts';
import type { Choices } from './choices.ts';
import type { Door } from './door.ts';
import { refuseFetch } from './refuse-fetch.ts';
import type { ErrorOrigin } from './user-error.ts';

/** One attempt, as the realm gets it. */
export interface CodeJob {
  readonly origin: ErrorOrigin;
  /** The visible keys in order; everything in it frozen or a copy of its own. */
  readonly context: ReadonlyMap<string, Value>;
  readonly input: Value;
  readonly params: JsonObject;
  readonly path: string;
  readonly iteration: number;
  readonly attempt: number;
}

/**
 * The one argument of the default export, the same in every runner: what the activation is handed, the ways to the door,
 * and the verbs with which code chooses what happens beside its result.
 */
export function createArgument(
  job: CodeJob,
  door: Door,
  context: unknown,
  choices: Choices,
): Readonly<Record<string, unknown>> {
  const { input, params, path, iteration, attempt } = job;
  return Object.freeze({
    context,
    input,
    config: params,
    now: () => door.now(),
    random: () => door.random(),
    uuid: () => door.uuid(),
    sleep: (ms: unknown) => door.sleep(ms),
    fetch: refuseFetch,
    log: createLog(door),
    ...choices.verbs,
    signal: door.signal,
    path,
    iteration,
    attempt,
  });
}

/** `log(…)`, and by level `log.debug(…)` and so on. */
function createLog(door: Door): unknown {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...parts: unknown[]): void =>
      door.log(level, parts);
  return Object.assign(at('info'), { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') });
}
