import type { Clock } from '../base/clock.ts';

/** Longest delay that `setTimeout` takes; longer ones are waited for in parts. */
const maxDelayMs = 2 ** 31 - 1;

/** The platform's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(at, callback) {
    let timer: ReturnType<typeof setTimeout>;
    const arm = () => {
      const left = at - Date.now();
      timer = setTimeout(left > maxDelayMs ? arm : callback, Math.min(Math.max(0, left), maxDelayMs));
    };
    arm();
    return () => clearTimeout(timer);
  },
};
