/** µs: what the processor worked, collecting garbage and compiling included, and what went by on the clock. */
export interface Watched {
  readonly processor: number;
  readonly clock: number;
}

/**
 * Starts a stopwatch. Waiting for other processes is not the processor's time; nothing here waits for a disk or a
 * network, so that on a quiet machine both are the same, but for what other threads do (collecting garbage).
 */
export function startWatch(): () => Watched {
  const started = process.cpuUsage();
  const at = process.hrtime.bigint();
  return () => {
    const clock = Number(process.hrtime.bigint() - at) / 1000;
    const { user, system } = process.cpuUsage(started);
    return { processor: user + system, clock };
  };
}

export const per = ({ processor, clock }: Watched, count: number): Watched => ({
  processor: processor / count,
  clock: clock / count,
});
