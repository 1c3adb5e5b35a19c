/** One thing to measure; `run` does it once and gives what it cost, in whatever unit its table names. */
export interface Case {
  readonly name: string;
  readonly run: () => Promise<number> | number;
}

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
      if (round >= 0) measured.get(name)?.push(cost);
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
