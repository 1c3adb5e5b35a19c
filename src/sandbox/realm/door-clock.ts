import { nativeClearTimeout, nativeNow, nativeSetTimeout } from './natives.ts';

/** Time as an activation's code has it. */
export interface DoorClock {
  now(): number;
  setTimer(callback: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

/** No longer: beyond it there is no date. */
export const longestWaitMs = 8.64e15;
const longestDelayMs = 2 ** 31 - 1;

interface PlatformTimer {
  timer: unknown;
}

/** The platform's time. Delays that `setTimeout` does not take are waited for in parts. */
export const platformClock: DoorClock = {
  now: nativeNow,
  setTimer(callback, ms) {
    const handle: PlatformTimer = { timer: undefined };
    const arm = (left: number): void => {
      const isLong = left > longestDelayMs;
      const next = isLong ? () => arm(left - longestDelayMs) : callback;
      handle.timer = nativeSetTimeout(next, isLong ? longestDelayMs : left);
    };
    arm(ms);
    return handle;
  },
  clearTimer: (handle) => nativeClearTimeout((handle as PlatformTimer).timer),
};
