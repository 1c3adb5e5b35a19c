import { copyValue } from '../../context/check-value.ts';
import { type ErrorInfo, WtbError } from '../../model/errors.ts';
import type { EffectRecord, LogLine } from '../../model/event.ts';
import type { JsonObject, Value } from '../../model/value.ts';
import { codedError } from './coded-error.ts';
import { createContextView } from './context-view.ts';
import type { Door } from './door.ts';
import { findCycle } from './find-cycle.ts';
import { type ErrorOrigin, toUserError } from './user-error.ts';

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

/** What the attempt came to, and all that it did on the way. */
export interface CodeOutcome {
  readonly result: CodeResult;
  readonly reads: readonly string[];
  readonly allKeys: boolean;
  readonly logs: readonly LogLine[];
  readonly effects: readonly EffectRecord[];
}

export type CodeResult =
  | {
      readonly type: 'returned';
      readonly value: Value;
      readonly port?: string;
      readonly removed?: readonly string[];
    }
  | { readonly type: 'failed'; readonly error: ErrorInfo };

/** Rejects with what went wrong outside the awaited path: an unhandled rejection, an error in a timer. */
export interface Strays {
  readonly failed: Promise<never>;
}

/**
 * Runs user code by its contract (`nodes/code/CONTRACT.md`): loads the module, calls its default export with the one
 * argument, checks what it returns. The same in a browser realm and inline.
 */
export async function runCode(
  job: CodeJob,
  door: Door,
  load: () => Promise<{ readonly default?: unknown }>,
  strays?: Strays,
): Promise<CodeOutcome> {
  const view = createContextView(job.context);
  const choices: Choices = { removed: new Set() };
  const attempt = async (): Promise<CodeResult> => {
    const main = mainOf(await load());
    const value: Value = await main(argumentOf(job, door, view.proxy, choices));
    return { type: 'returned', value: checkReturned(value), ...chosen(choices) };
  };
  const result = await (strays === undefined ? attempt() : Promise.race([attempt(), strays.failed])).catch(
    (thrown: unknown): CodeResult => ({ type: 'failed', error: toUserError(thrown, job.origin) }),
  );
  door.close();
  return { result, reads: [...view.reads], allKeys: view.listed(), logs: door.logs, effects: door.effects };
}

type Main = (argument: unknown) => unknown;

function mainOf(module: { readonly default?: unknown }): Main {
  if (typeof module.default === 'function') return module.default as Main;
  throw codedError({
    code: 'node/no-default-export',
    message: `The default export is ${module.default === null ? 'null' : `of type ${typeof module.default}`}, not a function.`,
    remedy: 'Write `export default async ({ context }) => { … }`.',
    retryable: false,
  });
}

interface Choices {
  port?: string;
  readonly removed: Set<string>;
}

function chosen({ port, removed }: Choices): { port?: string; removed?: string[] } {
  return { ...(port === undefined ? {} : { port }), ...(removed.size === 0 ? {} : { removed: [...removed] }) };
}

/** The function's one argument. */
function argumentOf(job: CodeJob, door: Door, context: unknown, choices: Choices): Readonly<Record<string, unknown>> {
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
    port(name: unknown) {
      if (typeof name !== 'string' || name === '') throw badPort(name);
      choices.port = name;
    },
    remove(key: unknown) {
      if (typeof key !== 'string') throw new TypeError(`remove() takes the name of a context key, not ${typeof key}.`);
      choices.removed.add(key);
    },
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

/** `fetch` as it stands in this version: no host is granted. */
export function refuseFetch(target: unknown): Promise<never> {
  const address = typeof target === 'string' || target instanceof URL ? ` of ${String(target).slice(0, 200)}` : '';
  return Promise.reject(
    codedError({
      code: 'node/fetch-refused',
      message: `The fetch${address} is refused: code in a node reaches no network.`,
      remedy: "Network hosts can't be granted in this version. Put the data into the execution's input or the context.",
      retryable: false,
    }),
  );
}

const badPort = (name: unknown): Error =>
  codedError({
    code: 'node/port',
    message: `port() takes the name of an outcome, not ${typeof name === 'string' ? 'an empty text' : typeof name}.`,
    retryable: false,
  });

/** A copy that can cross and be kept; refuses functions, class instances, cycles and the like with their path. */
function checkReturned(value: Value): Value {
  try {
    return copyValue(value).value;
  } catch (thrown) {
    if (thrown instanceof RangeError) throw tooDeep(findCycle(value));
    if (!(thrown instanceof WtbError)) throw thrown;
    throw codedError({ ...thrown.info, message: `The returned ${thrown.info.message}`, retryable: false });
  }
}

/** A worker's call stack may end before the context's own limit does. */
function tooDeep(cycle: string | undefined): Error {
  return cycle === undefined
    ? codedError({
        code: 'context/too-deep',
        message: 'The returned value is nested too deeply.',
        remedy: 'Flatten the value.',
        retryable: false,
      })
    : codedError({
        code: 'context/unsupported-value',
        message: `The returned ${cycle} is a cycle (it contains itself), which the context can't hold.`,
        place: { path: cycle },
        remedy: 'Return a tree: drop the reference back.',
        retryable: false,
      });
}
