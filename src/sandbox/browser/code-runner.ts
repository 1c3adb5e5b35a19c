import { assertNever } from '../../base/assert.ts';
import type { ActivationRequest, CodeRunner, CodeResult } from '../../model/activation.ts';
import { type ErrorInfo, toErrorInfo } from '../../model/errors.ts';
import type { JsonObject } from '../../model/value.ts';
import type { CodeTime, CodeTurn } from '../code-time.ts';
import { computingMs, startComputeLimit } from '../compute-limit.ts';
import { type ModuleSource, withShared } from '../modules.ts';
import type { CodeOutcome } from '../realm/run-code.ts';
import { type MathChoice, mathChoice, type PreparedSource } from '../source/prepared-source.ts';
import { createSourceLoader } from '../source/source-loader.ts';
import { type Realm, type RealmAnswer, RealmLost, type RealmQuestion } from './realm.ts';
import type { RequestRealm } from './realm-messages.ts';
import { createRealmPool, type RealmPool } from './realm-pool.ts';

export interface BrowserCodeRunnerOptions {
  readonly requestRealm: RequestRealm;
  readonly modules: ModuleSource;
  /** How many activations may run at once; each has a realm of its own. */
  readonly maxConcurrency?: number;
  /** How many unused realms are kept warm. */
  readonly maxIdle?: number;
  /** How many are kept a few seconds longer, for executions that take turns. Default: `maxIdle`. */
  readonly maxBetweenTurns?: number;
  /** Whether several realms live in one process: when that dies, each is tried once more alone. */
  readonly sharedProcess?: boolean;
  /** Where time is simulated. */
  readonly time?: CodeTime | undefined;
}

/** A code runner that can also say whether the sandbox works here. */
export interface BrowserCodeRunner extends CodeRunner {
  /** Starts a realm ahead of use; gives what keeps it from starting. */
  probe(): Promise<ErrorInfo | undefined>;
}

/** What was told to stop gets so long to do so before its realm is removed. */
const graceMs = 100;

/** In the engine's worker: runs code in realms, over direct ports. */
export function createBrowserCodeRunner(options: BrowserCodeRunnerOptions): BrowserCodeRunner {
  const { requestRealm: request, modules, maxConcurrency = 8, sharedProcess = true, time } = options;
  const { maxIdle = 3, maxBetweenTurns = maxIdle } = options;
  const pool = createRealmPool({ request, size: maxConcurrency, maxIdle, maxBetweenTurns });
  const sources = createSourceLoader();
  const alone = createTurns();

  const attempt = async ({ activation, source, params, turn }: Attempt): Promise<Ended> => {
    const { executionId, signal } = activation;
    const realm = await pool.acquire(ownerOf(executionId, mathChoice(activation.config)));
    if (signal.aborted) {
      pool.release(realm, true);
      return { type: 'aborted' };
    }
    const texts = await missingModules(realm, source, modules).catch((thrown: unknown) => {
      pool.release(realm, true);
      throw thrown;
    });
    const asked = question(realm, { activation, source, params, turn }, texts);
    return askWithin(realm, asked, { activation, pool, turn });
  };

  return {
    async run(activation, text, params) {
      const turn = time?.begin(activation);
      try {
        const prepared = await sources.load(text, mathChoice(activation.config));
        if (prepared.type === 'refused') return failed(activation, prepared.error);
        const whole: Attempt = { activation, source: prepared.source, params, turn };
        let ended = await attempt(whole);
        // Realms may share a process: whose code killed it shows when they run again one by one.
        if (ended.type === 'lost' && sharedProcess) ended = await alone(() => attempt(whole));
        return toResult(ended, activation);
      } catch (thrown) {
        return failed(activation, toErrorInfo(thrown));
      } finally {
        turn?.end();
      }
    },
    check: (text) => sources.check(text),
    async probe() {
      try {
        pool.release(await pool.acquire(''), true);
        return undefined;
      } catch (thrown) {
        return toErrorInfo(thrown);
      }
    },
    dispose: () => pool.dispose(),
  };
}

/** Executions don't share realms, and a realm computes in one way for as long as it lives. */
const ownerOf = (execution: string, math: MathChoice): string =>
  math === 'native' ? `${execution} ${math}` : execution;

interface Attempt {
  readonly activation: ActivationRequest;
  readonly source: PreparedSource;
  readonly params: JsonObject;
  readonly turn: CodeTurn | undefined;
}

type Ended =
  | { readonly type: 'outcome'; readonly outcome: CodeOutcome }
  | { readonly type: 'timeout' }
  | { readonly type: 'aborted' }
  | { readonly type: 'lost' };

async function missingModules(
  realm: Realm,
  source: PreparedSource,
  modules: ModuleSource,
): Promise<readonly (readonly [string, string])[]> {
  const names = withShared(source.imports.map((each) => each.module)).filter((name) => !realm.modules.has(name));
  return Promise.all(names.map(async (name) => [name, await modules(name)] as const));
}

function question(
  realm: Realm,
  { activation, source, params, turn }: Attempt,
  modules: readonly (readonly [string, string])[],
): RealmQuestion {
  const { context, input, node, variant, path, iteration, attempt, seed, tape } = activation;
  for (const [name] of modules) realm.modules.add(name);
  return {
    type: 'run',
    ...source,
    math: mathChoice(activation.config),
    modules,
    context: realm.values.prepare(context.visibleKeys(), context),
    input,
    params,
    node,
    variant,
    path,
    iteration,
    attempt,
    seed,
    ...(tape === undefined ? {} : { tape }),
    ...(turn === undefined ? {} : { now: turn.now() }),
  };
}

interface Asking {
  readonly activation: ActivationRequest;
  readonly pool: RealmPool;
  readonly turn: CodeTurn | undefined;
}

/** Asks the realm; resolves at once on time-out or abort and clears up behind itself. */
async function askWithin(
  realm: Realm,
  asked: RealmQuestion,
  { activation: { signal, timeoutMs }, pool, turn }: Asking,
): Promise<Ended> {
  let isOver = false;
  const waits = (until: number): void => {
    if (turn === undefined || isOver) return;
    limit.pause();
    pool.rest(realm);
    turn.waitUntil(until, () => {
      pool.rouse(realm);
      limit.resume();
      realm.wake(turn.now());
    });
  };
  const limit = startComputeLimit(computingMs(timeoutMs, turn !== undefined));
  const answer = realm.ask(asked, waits);
  const ended = await new Promise<Ended>((resolve) => {
    void limit.isUp.then(() => resolve({ type: 'timeout' }));
    const abort = (): void => resolve({ type: 'aborted' });
    signal.addEventListener('abort', abort, { once: true });
    answer.then(
      (message) => resolve(toEnded(message)),
      () => resolve({ type: 'lost' }),
    );
    answer
      .catch(() => undefined)
      .finally(() => {
        limit.pause();
        signal.removeEventListener('abort', abort);
      });
  });
  isOver = true;
  limit.pause();
  if (ended.type === 'timeout' || ended.type === 'aborted') {
    realm.abort(ended.type === 'timeout' ? 'The time is up.' : 'The activation was cancelled.');
    void clearUp(realm, answer, pool);
  } else {
    pool.release(realm, ended.type === 'outcome' && !(await isTainted(answer)));
  }
  return ended;
}

const toEnded = (message: RealmAnswer): Ended =>
  message.type === 'outcome' ? { type: 'outcome', outcome: message.outcome } : { type: 'lost' };

const isTainted = async (answer: Promise<RealmAnswer>): Promise<boolean> => {
  const message = await answer;
  return message.type !== 'outcome' || message.tainted;
};

/** Keeps the realm when the code stops by itself within the grace, and removes it otherwise. */
async function clearUp(realm: Realm, answer: Promise<RealmAnswer>, pool: RealmPool): Promise<void> {
  const over = new Promise<'over'>((resolve) => setTimeout(resolve, graceMs, 'over'));
  try {
    const first = await Promise.race([answer, over]);
    pool.release(realm, first !== 'over' && first.type === 'outcome' && !first.tainted);
  } catch (thrown) {
    pool.release(realm, false);
    if (!(thrown instanceof RealmLost)) throw thrown;
  }
}

function toResult(ended: Ended, activation: ActivationRequest): CodeResult {
  switch (ended.type) {
    case 'outcome':
      activation.context.recordReads(ended.outcome.reads, ended.outcome.allKeys);
      return withTraces(ended.outcome, activation);
    case 'timeout':
      return failed(activation, {
        code: 'node/timeout',
        message: `The code did not finish within ${activation.timeoutMs} ms.`,
        remedy: "Look for a loop that does not end, or raise the node's `timeoutMs`.",
      });
    case 'aborted':
      return failed(activation, { code: 'node/terminated', message: 'The activation was cancelled.' });
    case 'lost':
      return failed(activation, {
        code: 'node/out-of-memory',
        message: 'The sandbox died while the code was running, most likely because it used too much memory.',
        remedy: 'Look for a list that grows without end, or work on the data in parts.',
        retryable: false,
      });
    default:
      return assertNever(ended);
  }
}

function withTraces({ result, logs, effects }: CodeOutcome, activation: ActivationRequest): CodeResult {
  const traces = { ...(logs.length === 0 ? {} : { logs }), ...(effects.length === 0 ? {} : { effects }) };
  return result.type === 'returned' ? { ...result, ...traces } : { ...failed(activation, result.error), ...traces };
}

function failed({ node, variant }: ActivationRequest, error: ErrorInfo): CodeResult & { readonly type: 'failed' } {
  return { type: 'failed', error: { ...error, place: { node, variant, ...error.place } } };
}

/** Runs what it is given one after the other. */
function createTurns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task, task);
    last = turn.catch(() => undefined);
    return turn;
  };
}
