import { describe, expect, test } from 'vitest';
import { createBench } from './engine-bench.ts';
import { countingBehaviours, randomPlan } from './random-plan.ts';
import { interpret } from './reference.ts';
import { seedsOr, timeFor } from './seeds.ts';

/** More by `WTB_SEEDS=1000`. */
const usual = 200;
const seeds = seedsOr(usual);

describe('random graphs', () => {
  test('[E20]–[E33] run as the reference interpreter says', () => compare(false), timeFor(usual));
  test('[E110] so do those with default edges', () => compare(true), timeFor(usual));
});

async function compare(withDefaults: boolean): Promise<void> {
  let compared = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const plan = randomPlan(seed, withDefaults);
    if (plan === undefined) continue;
    const bench = await createBench(plan, countingBehaviours(plan)).run();
    const expected = interpret(plan);
    const skipped = new Set(bench.events.flatMap((event) => (event.type === 'activation-skipped' ? [event.node] : [])));
    const { i } = await bench.context();
    expect({ seed, status: bench.runtime.summary.status, steps: bench.steps(), i, skipped }).toEqual({
      seed,
      ...expected,
    });
    compared++;
  }
  expect(compared).toBeGreaterThan(seeds / 3);
}
