import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { createLocalLocks } from '../host/driver-locks.ts';
import { createEngineHost, type EngineHost } from '../host/engine-host.ts';
import { systemClock } from '../host/system-clock.ts';
import { noTabs } from '../host/tab-channel.ts';
import type { ExecutionSummary } from '../model/execution.ts';
import type { ActivationPath, ExecutionId } from '../model/ids.ts';
import { nodeExecutors } from '../nodes/executors.ts';
import { nodeKinds } from '../nodes/registry.ts';
import { createMemoryStore } from '../storage/memory/memory-store.ts';
import type { Store } from '../storage/ports.ts';
import { createCodeRunner, createEvaluator } from './code-runner.ts';
import { createAnswering, Answers } from './run/answers.ts';
import { countingExecutors, type ItemCounts } from './run/scope-progress.ts';
import { skippingExecutors } from './run/skipping.ts';
import type { ClockSetting } from './run/settings.ts';
import { simulatedCode } from './simulation/simulated-code.ts';
import { simulatedExecutors, type Durations } from './simulation/simulated-executors.ts';
import { simulatedExpressions, simulatedStore } from './simulation/simulated-ports.ts';
import { createSimulatedTime, type SimulatedTime } from './simulation/simulated-time.ts';
import type { Assets } from './terminal.ts';

export interface SessionOptions {
  readonly assets: Assets;
  readonly trust: boolean;
  readonly store?: Store;
  readonly clock?: ClockSetting;
  readonly durations?: Durations;
  readonly answers?: Answers;
  readonly seed?: string | undefined;
  /** Told at once; `refusals` has it, too. */
  readonly onRefusedAnswer?: (path: ActivationPath, reason: string) => void;
}

/** The engine in this process, as one command of the command line uses it. */
export interface Session {
  readonly client: EngineHost;
  readonly store: Store;
  readonly clock: Clock;
  /** Set where time is simulated. */
  readonly time: SimulatedTime | undefined;
  /** Why answers were not taken, by who asked. */
  readonly refusals: ReadonlyMap<ActivationPath, string>;
  readonly itemCounts: ItemCounts;
  /** Called when a person is asked and there is no answer. */
  onQuestion: (() => void) | undefined;
  /** Goes on; questions from before are answered before any time passes. */
  resume(execution: ExecutionId): Promise<ExecutionSummary>;
  /** As `whenIdle`, with every question answered that has an answer. */
  standstill(execution: ExecutionId): Promise<ExecutionSummary>;
  close(): Promise<void>;
}

export function createSession(options: SessionOptions): Session {
  const { assets, trust, clock: setting = { type: 'real' }, answers = new Answers() } = options;
  const time = setting.type === 'simulated' ? createSimulatedTime(setting.startsAt) : undefined;
  const clock = time?.clock ?? systemClock;
  const store = options.store ?? createMemoryStore();
  const itemCounts: ItemCounts = new Map();
  const refusals = new Map<ActivationPath, string>();
  const expressions = createEvaluator(trust, assets);
  const answering = createAnswering(skippingExecutors(countingExecutors(nodeExecutors, itemCounts)), {
    answers,
    give: (execution, path, value) => client.executions.answer(execution, path, value),
    refused(path, thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      refusals.set(path, reason);
      options.onRefusedAnswer?.(path, reason);
    },
    asked: () => session.onQuestion?.(),
    hold: () => time?.hold() ?? (() => undefined),
  });
  const client = createEngineHost({
    store: time === undefined ? store : simulatedStore(store, time),
    code: createCodeRunner(trust, assets, time && simulatedCode(time)),
    expressions: time === undefined ? expressions : simulatedExpressions(expressions, time),
    kinds: nodeKinds,
    executors:
      time === undefined
        ? answering.executors
        : simulatedExecutors(answering.executors, time, options.durations ?? new Map()),
    clock,
    locks: createLocalLocks(),
    tabs: noTabs,
    createId: randomUUID,
    random: options.seed === undefined ? Math.random : seededRandom(options.seed),
  });
  const session: Session = {
    onQuestion: undefined,
    client,
    store,
    clock,
    time,
    refusals,
    itemCounts,
    async resume(id) {
      const release = time?.hold();
      try {
        const summary = await client.executions.resume(id);
        await answering.answerLive(id, summary.live);
        return summary;
      } finally {
        release?.();
      }
    },
    async standstill(id) {
      const { executions } = client;
      let summary = await executions.whenIdle(id);
      while (summary.status === 'running') {
        if (!(await answering.settled()) && !(await answering.answerLive(id, summary.live))) break;
        summary = await executions.whenIdle(id);
      }
      return summary;
    },
    async close() {
      await client.close();
      time?.stop();
    },
  };
  return session;
}

/** For the jitter of backoffs alone: a small generator (mulberry32) that repeats. */
function seededRandom(seed: string): () => number {
  let state = 0;
  for (const character of seed) state = (Math.imul(state, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
