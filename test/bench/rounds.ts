import type { Watched } from './watch.ts';

/** One thing to measure; `run` does it once and gives what it cost, in whatever unit its table names. */
export interface Case {
  readonly name: string;
  readonly run: () => Promise<number | Watched> | number | Watched;
}

/** Under which name the median on the clock is given, where a case gives both. */
export const onTheClock = (name: string): string => `${name}, on the clock`;

export interface Rounds {
  readonly rounds: number;
  /** Rounds before those that count, for the compiler and the caches. */
  readonly warmUps: number;
}

/**
 * The median of each case. Cases take turns, so that a busy moment of the machine falls on all of them alike: what they
 * are to each other holds even where the figures themselves don't. No collection of garbage is forced in between: the
 * engine's compiled code would go with the shapes of the objects that were collected, and every run would start cold.
 */
export async function medians(cases: readonly Case[], { rounds, warmUps }: Rounds): Promise<Map<string, number>> {
  const measured = new Map<string, number[]>(cases.map(({ name }) => [name, []]));
  for (let round = -warmUps; round < rounds; round++) {
    for (const { name, run } of cases) {
      const cost = await run();
      if (round < 0) continue;
      const { processor, clock } = typeof cost === 'number' ? { processor: cost, clock: undefined } : cost;
      measured.get(name)?.push(processor);
      if (clock !== undefined) measured.set(onTheClock(name), [...(measured.get(onTheClock(name)) ?? []), clock]);
    }
  }
  return new Map([...measured].map(([name, costs]) => [name, median(costs)]));
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
