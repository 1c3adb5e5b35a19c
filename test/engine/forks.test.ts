import { describe, expect, test } from 'vitest';
import { decodeControl } from '../../src/engine/control-snapshot.ts';
import { checkpointId } from '../../src/model/ids.ts';
import type { Bench } from './engine-bench.ts';
import { createRandom } from './random-plan.ts';
import { randomRuns, restOf } from './random-runs.ts';
import { seedsOr, timeFor } from './seeds.ts';

/** More by `WTB_SEEDS=1000`. */
const usual = 40;
const seeds = seedsOr(usual);

/** What it came to after the first `from` checkpoints of its path. */
const outcome = ({ runtime }: Bench, from: number) => {
  const { status, error, pause, live } = runtime.summary;
  return {
    status,
    error,
    pause: pause?.type === 'error' ? pause.error : pause?.type,
    live: live.map(({ path, state, wait }) => [path, state, wait]),
    made: runtime
      .path()
      .slice(from)
      .map(({ source, path }) => `${source} ${path}`),
    context: runtime.contextAt().entries.map(({ key, value }) => `${key} ${value.hash}`),
  };
};

describe('a fork comes to what the one that it was made of comes to from there', () => {
  for (const [name, make] of Object.entries(randomRuns)) {
    test(
      `[E58] [E98] ${name}, where nobody had started`,
      async () => {
        let compared = 0;
        for (let seed = 1; seed <= seeds; seed++) {
          const run = make(seed, { ordered: true });
          if (run === undefined) continue;
          const { bench, plan, another } = run;
          const random = createRandom(seed * 7919);
          await bench.runtime.start();
          await restOf(bench);
          const at = Math.floor(random() * bench.runtime.path().length);
          const from = await bench.runtime.exportState(checkpointId(at));
          // Who had sees the context of its start, and in the fork that which the fork begins with.
          const live = [...decodeControl(plan, from.control).live.values()];
          if (live.some(({ snapshot }) => snapshot !== undefined)) continue;
          await bench.runtime.dispatch({ type: 'rollback', to: checkpointId(at) });
          await bench.runtime.dispatch({ type: 'resume' });
          await restOf(bench);
          // A fork counts its own steps.
          if (bench.runtime.summary.status === 'stopped') continue;
          const fork = another();
          await fork.runtime.start({ from });
          await restOf(fork);
          expect({ seed, at, ...outcome(fork, 1) }).toEqual({ seed, at, ...outcome(bench, at + 1) });
          compared++;
        }
        expect(compared).toBeGreaterThan(seeds / 20);
      },
      timeFor(usual),
    );
  }
});
