import type { ActivationRequest, CodeRunner, CodeResult } from '../../model/activation.ts';
import { type ErrorInfo, toErrorInfo } from '../../model/errors.ts';
import type { JsonObject, Value } from '../../model/value.ts';
import type { CodeTime, CodeTurn } from '../code-time.ts';
import { type ComputeLimit, computingMs, startComputeLimit } from '../compute-limit.ts';
import type { ModuleSource } from '../modules.ts';
import { newExports } from '../math/operators.ts';
import { createDoor, type Door } from '../realm/door.ts';
import { createSimulatedClock, type SimulatedClock } from '../realm/simulated-clock.ts';
import { linkError } from '../realm/link-error.ts';
import type { CodeJob } from '../realm/code-argument.ts';
import { type CodeOutcome, runCode } from '../realm/run-code.ts';
import { linkSource, mathChoice, type PreparedSource, type StartModule } from '../source/prepared-source.ts';
import { createSourceLoader } from '../source/source-loader.ts';
import { runBehind } from './inline-doors.ts';
import { doorGlobals } from './inline-globals.ts';
import { createModuleAddresses, loadText } from './inline-modules.ts';
import { ownCopy } from './own-copy.ts';

export interface InlineCodeRunnerOptions {
  /** Where imported modules come from; without it a source that imports is refused. */
  readonly modules?: ModuleSource;
  /** Where time is simulated. */
  readonly time?: CodeTime | undefined;
}

/**
 * Runs user code in this very process, by the same contract and with the same prelude as the browser's realms.
 *
 * For code that is trusted as much as the program itself (tests, a command line told to trust): it keeps nothing from
 * the file system or the network, and code that never yields is never ended. Time-outs hold for code that waits.
 */
export function createInlineCodeRunner({ modules, time }: InlineCodeRunnerOptions = {}): CodeRunner {
  const sources = createSourceLoader();
  const addresses = {
    portable: createModuleAddresses(modules, 'portable'),
    native: createModuleAddresses(modules, 'native'),
  };

  const start = async (
    activation: ActivationRequest,
    source: PreparedSource,
    params: JsonObject,
    turn: CodeTurn | undefined,
  ): Promise<CodeResult> => {
    const math = mathChoice(activation.config);
    const found = new Map<string, string>();
    for (const { module } of source.imports) found.set(module, await addresses[math](module));
    const limit = startComputeLimit(computingMs(activation.timeoutMs, turn !== undefined));
    const clock = turn && clockOf(turn, limit);
    const door = createDoor({ ...activation, clock });
    const globals = doorGlobals(() => door, math);
    const addressOfModule = (module: string): string => found.get(module) ?? module;
    const text = linkSource(source, { addressOf: addressOfModule, shadowed: Object.keys(globals) });
    const load = async (): Promise<{ default?: unknown }> => {
      const exports = newExports();
      const module = await loadText(text).catch((thrown: unknown) => Promise.reject(linkError(thrown)));
      await (module.default as StartModule)(exports, globals);
      return exports;
    };
    const run = (): Promise<CodeOutcome> => runCode(jobOf(activation, source, params), door, load);
    const ended = await runWithin({ activation, door, limit }, found.size === 0 ? run : () => runBehind(door, run));
    clock?.close();
    return toResult(ended, activation);
  };

  return {
    async run(activation, text, params) {
      const turn = time?.begin(activation);
      try {
        const prepared = await sources.load(text, mathChoice(activation.config));
        if (prepared.type === 'refused') return failed(activation, prepared.error);
        return await start(activation, prepared.source, params, turn);
      } catch (thrown) {
        return failed(activation, toErrorInfo(thrown));
      } finally {
        turn?.end();
      }
    },
    check: (text) => sources.check(text),
    dispose: () => undefined,
  };
}

function jobOf(activation: ActivationRequest, source: PreparedSource, params: JsonObject): CodeJob {
  const { context, node, variant, shifts } = { ...activation, ...source };
  const values = new Map<string, Value>(context.visibleKeys().map((key) => [key, ownCopy(context.peek(key))]));
  return {
    ...activation,
    origin: { node, variant, ...(shifts === undefined ? {} : { shifts }) },
    context: values,
    input: ownCopy(activation.input),
    params: ownCopy(params) as JsonObject,
  };
}

/** Simulated time passes while the code waits. */
function clockOf(turn: CodeTurn, limit: ComputeLimit): SimulatedClock {
  const clock = createSimulatedClock(turn.now(), (until) => {
    limit.pause();
    turn.waitUntil(until, () => {
      limit.resume();
      clock.wake(turn.now());
    });
  });
  return clock;
}

interface Attempt {
  readonly activation: ActivationRequest;
  readonly door: Door;
  readonly limit: ComputeLimit;
}

type Ended = { readonly outcome: CodeOutcome } | { readonly error: ErrorInfo };

/** The outcome, or why it is no longer waited for. */
function runWithin(
  { activation: { signal, timeoutMs }, door, limit }: Attempt,
  run: () => Promise<CodeOutcome>,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const give = (error: ErrorInfo): void => {
      limit.pause();
      resolve({ error });
      door.abort(new Error(error.message));
    };
    const abort = (): void => give({ code: 'node/terminated', message: 'The activation was cancelled.' });
    void limit.isUp.then(() => give(timedOut(timeoutMs)));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    run()
      .then((outcome) => resolve({ outcome }), reject)
      .finally(() => {
        limit.pause();
        signal.removeEventListener('abort', abort);
      });
  });
}

const timedOut = (timeoutMs: number): ErrorInfo => ({
  code: 'node/timeout',
  message: `The code did not finish within ${timeoutMs} ms.`,
  remedy: "Look for a loop that does not end, or raise the node's `timeoutMs`.",
});

function toResult(ended: Ended, activation: ActivationRequest): CodeResult {
  if ('error' in ended) return failed(activation, ended.error);
  const { result, reads, allKeys, logs, effects } = ended.outcome;
  activation.context.recordReads(reads, allKeys);
  const traces = { ...(logs.length === 0 ? {} : { logs }), ...(effects.length === 0 ? {} : { effects }) };
  return result.type === 'returned' ? { ...result, ...traces } : { ...failed(activation, result.error), ...traces };
}

function failed({ node, variant }: ActivationRequest, error: ErrorInfo): CodeResult & { readonly type: 'failed' } {
  return { type: 'failed', error: { ...error, place: { node, variant, ...error.place } } };
}
