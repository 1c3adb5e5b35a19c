/** Counts how long an attempt takes; it can be told not to for a while. */
export interface ComputeLimit {
  /** Resolves when the time is up. */
  readonly isUp: Promise<void>;
  pause(): void;
  resume(): void;
}

/** Longest delay that `setTimeout` takes; longer ones are waited for in parts. */
const longestDelayMs = 2 ** 31 - 1;

/** Of real time. */
export function startComputeLimit(ms: number): ComputeLimit {
  let left = ms;
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let end: () => void;
  const isUp = new Promise<void>((resolve) => {
    end = resolve;
  });
  const pause = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    left = Math.max(0, left - (performance.now() - since));
  };
  const resume = (): void => {
    if (timer !== undefined) return;
    since = performance.now();
    timer = setTimeout(fire, Math.min(left, longestDelayMs));
  };
  const fire = (): void => {
    const isLast = left <= longestDelayMs;
    pause();
    if (isLast) end();
    else resume();
  };
  resume();
  return { isUp, pause, resume };
}

/** However long its code may wait in simulated time, it computes no longer than this. */
const longestComputingMs = 3_600_000;

/** How long code may compute in real time. Simulated time does not pass meanwhile and could end no loop. */
export const computingMs = (timeoutMs: number, isSimulated: boolean): number =>
  isSimulated ? Math.min(timeoutMs, longestComputingMs) : timeoutMs;
