import { nodeExecutors } from '../../src/nodes/executors.ts';
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
  /** Another execution of the same, not started. */
  readonly another: () => Bench;
}

const runOf = (plan: Plan, another: () => Bench): RandomRun => ({ plan, bench: another(), another });

type Options = NonNullable<BenchSettings['options']>;

/** Every kind of random execution there is, by seed; `undefined` where a graph does not compile. */
export const randomRuns: Readonly<Record<string, (seed: number, options: Options) => RandomRun | undefined>> = {
  'unstructured graphs': (seed, options) => {
    const plan = randomPlan(seed);
    return plan && runOf(plan, () => createBench(plan, countingBehaviours(plan), { options }));
  },
  'structured programs': (seed, options) =>
    runOf(planOfProgram(randomProgram(seed), 1 + (seed % 4)), () => structuredBench(seed, options)),
  'scopes that fail, leave, cancel and undo': (seed, options) => {
    const plan = randomScopes(createRandom(seed * 7919));
    if (plan === undefined) return undefined;
    const behaviours = loggingBehaviours(plan, [0, 8, 12][seed % 3] ?? 0);
    return runOf(plan, () => createBench(plan, behaviours, { executors: nodeExecutors, options }));
  },
  'programs that wait, send and lock': (seed, options) => {
    const { plan, behaviours } = randomWaiting(seed);
    return runOf(plan, () => createBench(plan, behaviours, { executors: nodeExecutors, options }));
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
