import type { Clock } from '../../src/base/clock.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Time stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves on by so many milliseconds; timers that fall due run in order, each at its own time. */
  advance(ms: number): void;
}

export function createFakeClock(start = 1_000_000): FakeClock {
  let now = start;
  let timers: Timer[] = [];
  const due = (until: number) => timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    monotonic: () => now - start,
    setTimer(at, callback) {
      const timer = { at, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance(ms) {
      const until = now + ms;
      for (let timer = due(until); timer !== undefined; timer = due(until)) {
        now = Math.max(now, timer.at);
        timers = timers.filter((one) => one !== timer);
        timer.callback();
      }
      now = until;
    },
  };
}
