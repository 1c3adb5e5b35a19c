import { describe, expect, test } from 'vitest';
import { checkpointId } from '../../src/model/ids.ts';
import type { Bench } from './engine-bench.ts';
import { createRandom } from './random-plan.ts';
import { structuredBench } from './structured-bench.ts';
import { interpret, randomProgram } from './structured-programs.ts';
import type { Meaning } from './structured-programs.ts';
import { seedsOr, timeFor } from './seeds.ts';

/** More by `WTB_SEEDS=1000`. */
const usual = 120;
const seeds = seedsOr(usual);

function check(seed: number, bench: Bench, context: Record<string, unknown>, meaning: Meaning): void {
  const certain = (paths: readonly string[]) =>
    paths.filter((path) => !meaning.broken.some((prefix) => path.startsWith(prefix))).sort();
  expect({ seed, status: bench.runtime.summary.status }).toEqual({ seed, status: 'completed' });
  expect({ seed, steps: certain(bench.steps()) }).toEqual({ seed, steps: certain(meaning.steps) });
  expect({ seed, n: context['n'], logged: (context['log'] as string[]).length }).toEqual({
    seed,
    n: meaning.n,
    logged: meaning.n,
  });
}

describe('programs of nested blocks', () => {
  test(
    'run as they are written',
    async () => {
      for (let seed = 1; seed <= seeds; seed++) {
        const bench = await structuredBench(seed).run();
        check(seed, bench, await bench.context(), interpret(randomProgram(seed)));
      }
    },
    timeFor(usual),
  );

  test(
    'run as they are written, whatever is done to them in between',
    async () => {
      for (let seed = 1; seed <= seeds / 2; seed++) {
        const random = createRandom(seed * 7919);
        let bench = await structuredBench(seed, { startPaused: true }).run();
        for (let turn = 0; turn < 12; turn++) bench = await disturb(bench, random);
        if (bench.runtime.summary.status !== 'completed') await bench.dispatch({ type: 'resume' });
        check(seed, bench, await bench.context(), interpret(randomProgram(seed)));
      }
    },
    timeFor(usual),
  );

  test(
    '[E62] going on from any checkpoint, also inside of scopes, gives the chain of the straight run',
    async () => {
      for (let seed = 1; seed <= seeds / 2; seed++) {
        const random = createRandom(seed);
        const bench = await structuredBench(seed).run();
        const straight = bench.runtime.path().map(({ hash }) => hash);
        for (let turn = 0; turn < 3; turn++) {
          const to = checkpointId(Math.floor(random() * straight.length));
          await bench.dispatch({ type: 'rollback', to });
          await bench.dispatch({ type: 'resume' });
          expect({ seed, to, chain: bench.runtime.path().map(({ hash }) => hash) }).toEqual({
            seed,
            to,
            chain: straight,
          });
        }
      }
    },
    timeFor(usual),
  );
});

async function disturb(bench: Bench, random: () => number): Promise<Bench> {
  const { status } = bench.runtime.summary;
  const pick = Math.floor(random() * 8);
  if (pick === 0) return bench.reload();
  if (pick <= 2) {
    const path = bench.runtime.path();
    return bench.dispatch({ type: 'rollback', to: path[Math.floor(random() * path.length)]?.id ?? checkpointId(0) });
  }
  if (status !== 'paused' && status !== 'interrupted') return bench;
  const depth = (['over', 'into', 'out'] as const)[Math.floor(random() * 3)] ?? 'over';
  return bench.dispatch({ type: 'step', depth });
}
