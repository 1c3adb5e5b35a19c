import { type DoorClock, longestWaitMs } from './door-clock.ts';
import { nativeClearTimeout, nativeNow, nativeSetTimeout, nativeSoon } from './natives.ts';

/** Simulated time as an activation's code has it: it moves when it is told to. */
export interface SimulatedClock extends DoorClock {
  /** It is `now`: what is due by then happens. */
  wake(now: number): void;
  /** The code is over. */
  close(): void;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Code without timers has to stay still so long before it counts as waiting: it may be loading a module. */
const quietMs = 250;
/** A timer that came this late was kept waiting by code that computed. */
const lateMs = 50;

/**
 * ```
 * code runs ──▶ a turn of the event loop later: what is due happens, one timer a turn ──▶ nothing is due: `waits(until)`
 *     ▲                                                                                         │
 *     └───────────────────────────────── wake(now) ◀────────────────────────────────────────────┘
 * ```
 *
 * `waits(Infinity)` says that the code has no timers and does nothing.
 */
export function createSimulatedClock(startsAt: number, waits: (until: number) => void): SimulatedClock {
  const timers = new Map<number, Timer>();
  let now = startsAt;
  let last = 0;
  /** Until when it said to wait. */
  let said: number | undefined;
  let isLooking = false;
  let isClosed = false;
  let quiet: unknown;

  const look = (): void => {
    if (isLooking || isClosed) return;
    isLooking = true;
    nativeSoon(turn);
  };
  const turn = (): void => {
    isLooking = false;
    if (isClosed) return;
    const [id, first] = earliest(timers) ?? [];
    if (id === undefined || first === undefined) return watchQuiet();
    if (first.at > now) return say(first.at);
    timers.delete(id);
    look();
    first.callback();
  };
  const say = (until: number): void => {
    nativeClearTimeout(quiet);
    if (said === until) return;
    said = until;
    waits(until);
  };
  const watchQuiet = (): void => {
    nativeClearTimeout(quiet);
    const since = nativeNow();
    quiet = nativeSetTimeout(() => {
      if (isClosed || timers.size > 0) return;
      if (nativeNow() - since > quietMs + lateMs) watchQuiet();
      else say(Number.POSITIVE_INFINITY);
    }, quietMs);
  };
  look();
  return {
    now: () => now,
    setTimer(callback, ms) {
      const id = ++last;
      timers.set(id, { at: now + (ms > 0 ? Math.min(ms, longestWaitMs) : 0), callback });
      look();
      return id;
    },
    clearTimer(id) {
      timers.delete(id as number);
      look();
    },
    wake(at) {
      now = Math.max(now, at);
      said = undefined;
      look();
    },
    close() {
      isClosed = true;
      timers.clear();
      nativeClearTimeout(quiet);
    },
  };
}

/** Of the same moment the one that was set first. */
function earliest(timers: ReadonlyMap<number, Timer>): readonly [number, Timer] | undefined {
  let first: readonly [number, Timer] | undefined;
  for (const entry of timers) if (first === undefined || entry[1].at < first[1].at) first = entry;
  return first;
}
