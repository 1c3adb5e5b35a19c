import { nodeExecutors } from '../../src/nodes/executors.ts';
import { checkpointId } from '../../src/model/ids.ts';
import type { Plan } from '../../src/model/plan.ts';
import { createBench } from './engine-bench.ts';
import type { Bench, BenchSettings } from './engine-bench.ts';
import { countingBehaviours, createRandom, randomPlan } from './random-plan.ts';
import { loggingBehaviours, randomScopes } from './random-scopes.ts';
import { randomWaiting } from './random-waiting.ts';
import { structuredBench } from './structured-bench.ts';
import { planOfProgram, randomProgram } from './structured-programs.ts';

export interface RandomRun {
  readonly plan: Plan;
  readonly bench: Bench;
}

type Options = NonNullable<BenchSettings['options']>;

/** Every kind of random execution there is, by seed; `undefined` where a graph does not compile. */
export const randomRuns: Readonly<Record<string, (seed: number, options: Options) => RandomRun | undefined>> = {
  'unstructured graphs': (seed, options) => {
    const plan = randomPlan(seed);
    return plan && { plan, bench: createBench(plan, countingBehaviours(plan), { options }) };
  },
  'structured programs': (seed, options) => ({
    plan: planOfProgram(randomProgram(seed), 1 + (seed % 4)),
    bench: structuredBench(seed, options),
  }),
  'scopes that fail, leave, cancel and undo': (seed, options) => {
    const plan = randomScopes(createRandom(seed * 7919));
    const behaviours = plan && loggingBehaviours(plan, [0, 8, 12][seed % 3] ?? 0);
    return plan && { plan, bench: createBench(plan, behaviours, { executors: nodeExecutors, options }) };
  },
  'programs that wait, send and lock': (seed, options) => {
    const { plan, behaviours } = randomWaiting(seed);
    return { plan, bench: createBench(plan, behaviours, { executors: nodeExecutors, options }) };
  },
};

/** Until nothing is left to do but to wait for what never comes by itself: backoffs and timers end with the clock. */
export async function restOf(bench: Bench): Promise<Bench> {
  const { runtime, clock } = bench;
  for (let turn = 0; turn < 50; turn++) {
    for (let settling = 0; settling < 8; settling++) await new Promise((resolve) => setImmediate(resolve));
    const { status, live } = runtime.summary;
    if (status !== 'running' && status !== 'pausing') return bench;
    const isTimed = live.some(({ wait }) => wait?.type === 'backoff' || wait?.type === 'timer');
    if (!isTimed && !live.some(({ state }) => state === 'running' || state === 'completing')) return bench;
    clock.advance(1000);
  }
  throw new Error(`It does not come to rest: ${JSON.stringify(runtime.summary)}`);
}

/** Does something that is legal now. */
export async function disturb(bench: Bench, random: () => number): Promise<Bench> {
  const { runtime } = bench;
  const { status } = runtime.summary;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const kind = Math.floor(random() * 12);
  if (kind === 0) return bench.reload();
  if (kind <= 3) await runtime.dispatch({ type: 'rollback', to: pick(runtime.path())?.id ?? checkpointId(0) });
  else if (status === 'running') await disturbRunning(bench, pick);
  else if (status === 'paused' || status === 'interrupted') await disturbResting(bench, kind, pick);
  return restOf(bench);
}

async function disturbRunning({ runtime }: Bench, pick: <T>(items: readonly T[]) => T): Promise<void> {
  if (pick([true, false])) await runtime.dispatch({ type: 'pause', inFlight: pick(['finish', 'cancel']) });
  else await send(runtime, pick);
}

async function disturbResting({ runtime }: Bench, kind: number, pick: <T>(items: readonly T[]) => T): Promise<void> {
  if (kind === 4) return send(runtime, pick);
  if (kind === 5 && runtime.summary.status === 'paused') {
    const changes = [{ key: 'i', value: pick([0, 3, 7, 20]) }];
    await runtime.dispatch({ type: 'edit-context', changes });
  } else if (kind === 6) {
    const breakpoints = runtime.plan.nodes
      .filter(() => pick([true, false, false]))
      .map(({ id }) => ({
        id: `b ${id}`,
        type: 'node' as const,
        node: id,
        when: pick(['before', 'after'] as const),
        enabled: true,
      }));
    await runtime.dispatch({ type: 'set-breakpoints', breakpoints });
  } else if (kind <= 8) {
    await runtime.dispatch({ type: 'resume' });
    // What is done next may come while something is in flight.
    if (pick([true, false]) && runtime.summary.status === 'running') {
      await runtime.dispatch({ type: 'pause', inFlight: pick(['finish', 'cancel']) });
    }
  } else await runtime.dispatch({ type: 'step', depth: pick(['over', 'into', 'out']) });
}

async function send(runtime: Bench['runtime'], pick: <T>(items: readonly T[]) => T): Promise<void> {
  const message = { name: pick(['x', 'y', 'z']), value: 'from outside', persistent: pick([true, false]) };
  await runtime.dispatch({ type: 'send', message });
}
