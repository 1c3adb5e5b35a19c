import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../src/engine/state.ts';
import { joinsNamed } from './deadlocks.ts';
import { createBench } from './engine-bench.ts';
import { countingBehaviours, everything, randomPlan } from './random-plan.ts';
import type { Features } from './random-plan.ts';
import { interpret } from './reference.ts';
import { seedsOr, timeFor } from './seeds.ts';

/** More by `WTB_SEEDS=1000`. */
const usual = 200;
const seeds = seedsOr(usual);

describe('random graphs', () => {
  test('[E20]–[E33] run as the reference interpreter says', () => compare({}), timeFor(usual));
  test('[E110] so do those with default edges', () => compare({ defaults: true }), timeFor(usual));
  test(
    '[E93] so do those with joins that cancel what comes too late',
    () => compare({ cancels: true }),
    timeFor(usual),
  );
  test('[E106] so do those with named locks', () => compare({ locks: true }), timeFor(usual));
  test('[E93] [E106] [E110] so do those with all of that', () => compare(everything), timeFor(usual));
});

async function compare(features: Features): Promise<void> {
  let compared = 0;
  let cancelled = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const plan = randomPlan(seed, features);
    if (plan === undefined) continue;
    const bench = await createBench(plan, countingBehaviours(plan)).run();
    const named = (wanted: EngineEvent['type']) =>
      new Set(bench.events.flatMap((event) => (event.type === wanted && 'node' in event ? [event.node] : [])));
    const { i } = await bench.context();
    const { status, error } = bench.runtime.summary;
    const expected = interpret(plan);
    expect({
      seed,
      status,
      steps: bench.steps(),
      i,
      skipped: named('activation-skipped'),
      cancelled: named('activation-cancelled'),
      left: Object.assign(
        {},
        ...(error?.code === 'execution/deadlock' ? joinsNamed(error) : []).map((one) => one.tokens),
      ),
    }).toEqual({ seed, ...expected });
    compared++;
    cancelled += expected.cancelled.size;
  }
  expect(compared).toBeGreaterThan(seeds / 2);
  expect(cancelled > 0).toBe(features.cancels ?? false);
}
