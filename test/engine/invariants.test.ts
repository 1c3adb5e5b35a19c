import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { foldChecked } from './checked-fold.ts';
import type { Bench } from './engine-bench.ts';
import { disturb } from './random-commands.ts';
import { createRandom } from './random-plan.ts';
import { randomRuns, restOf } from './random-runs.ts';
import { checkRest } from './rest.ts';
import { seedsOr, timeFor } from './seeds.ts';

/** More by `WTB_SEEDS=1000`. */
const usual = 40;
const seeds = seedsOr(usual);

/** A step that waits holds everybody else: a pause ends it. */
async function toTheEnd(bench: Bench): Promise<Bench> {
  const { runtime } = bench;
  if (runtime.summary.status === 'running') await runtime.dispatch({ type: 'pause', inFlight: 'finish' });
  await restOf(bench);
  await runtime.dispatch({ type: 'set-breakpoints', breakpoints: [] });
  const { status } = runtime.summary;
  if (status === 'paused' || status === 'interrupted') await runtime.dispatch({ type: 'resume' });
  return restOf(bench);
}

/** Comes to its end, and everything on the way there was right. */
async function checkToTheEnd(seed: number, plan: Plan, bench: Bench): Promise<string> {
  await toTheEnd(bench);
  const end = await checkRest(seed, plan, bench);
  const folded = foldChecked(seed, plan, bench.journal.appended);
  const { status, head, live } = bench.runtime.summary;
  expect({ seed, status: folded.status, head: `c${folded.head}`, live: folded.control.live.size }).toEqual({
    seed,
    status,
    head,
    live: live.length,
  });
  return end;
}

describe('after every event all that a state keeps twice agrees, and what was said is so', () => {
  for (const [name, make] of Object.entries(randomRuns)) {
    test(
      `[E61] ${name}, whatever is done to them, and their forks`,
      async () => {
        const ends = new Map<string, number>();
        const forks: Bench[] = [];
        for (let seed = 1; seed <= seeds; seed++) {
          const run = make(seed, {
            ordered: seed % 2 === 0,
            startPaused: seed % 3 !== 0,
            onUncaught: seed % 5 === 0 ? 'fail' : 'pause',
          });
          if (run === undefined) continue;
          const random = createRandom(seed * 104_729);
          let { bench } = run;
          await bench.runtime.start();
          await restOf(bench);
          const made: Bench[] = [];
          for (let turn = 0; turn < 10; turn++) bench = await disturb({ ...run, bench }, random, made);
          for (const one of [bench, ...made]) {
            const end = await checkToTheEnd(seed, run.plan, one);
            ends.set(end, (ends.get(end) ?? 0) + 1);
          }
          forks.push(...made);
        }
        expect(ends.get('completed')).toBeGreaterThan(0);
        expect(forks.length).toBeGreaterThan(seeds / 10);
      },
      timeFor(usual),
    );
  }
});
