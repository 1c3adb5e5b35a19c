import { describe, expect, test } from 'vitest';
import { createBench } from './engine-bench.ts';
import { countingBehaviours, randomPlan } from './random-plan.ts';
import { interpret } from './reference.ts';

describe('random graphs', () => {
  test('[E20]–[E33] run as the reference interpreter says', async () => {
    let compared = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const plan = randomPlan(seed);
      if (plan === undefined) continue;
      const bench = await createBench(plan, countingBehaviours(plan)).run();
      const expected = interpret(plan);
      const skipped = new Set(
        bench.events.flatMap((event) => (event.type === 'activation-skipped' ? [event.node] : [])),
      );
      const { i } = await bench.context();
      expect({ seed, status: bench.runtime.summary.status, steps: bench.steps(), i, skipped }).toEqual({
        seed,
        ...expected,
      });
      compared++;
    }
    expect(compared).toBeGreaterThan(100);
  });
});
