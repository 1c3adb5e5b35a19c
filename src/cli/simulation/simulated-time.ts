import type { Clock } from '../../base/clock.ts';
import type { Dispose } from '../../base/disposable.ts';
import { TimerQueue } from './timer-queue.ts';

/** Time that stands still while anything is done, and jumps to the next timer when nothing is. */
export interface SimulatedTime {
  readonly clock: Clock;
  /** Keeps time from passing until the returned function is called: something real is under way. */
  hold(): Dispose;
  /** Whether anything keeps time from passing. */
  readonly isHeld: boolean;
  /** Calls back at `at`, before the timers of that moment, lower ranks first. */
  schedule(at: number, rank: number, callback: () => void): Dispose;
  /** Called when nothing is done any more and time is about to jump; who then holds it keeps it from that. */
  beforeJump: (() => void) | undefined;
  /** No timer fires any more. */
  stop(): void;
}

/** Ranks of {@link SimulatedTime.schedule} are below it. */
const timerRank = Number.MAX_SAFE_INTEGER;

/**
 * ```
 * nothing held ──▶ two turns of the event loop without news ──▶ the next timer, its moment is now ──▶ …
 *      ▲                                                            │ callback
 *      └────────────── released ◀── held (code runs, a file is written, a person is asked)
 * ```
 *
 * A timer that is due when it is set is no wait: it fires in the next turn, held or not.
 */
export function createSimulatedTime(startsAt: number): SimulatedTime {
  const queue = new TimerQueue();
  let now = startsAt;
  let holds = 0;
  /** Counts what happened, so that a turn without news can be told. */
  let news = 0;
  let seen = -1;
  let turn: NodeJS.Immediate | undefined;
  let stopped = false;

  function lookSoon(): void {
    if (turn === undefined && holds === 0 && !stopped && queue.peek() !== undefined) turn = setImmediate(look);
  }
  function look(): void {
    turn = undefined;
    if (holds > 0 || stopped) return;
    if (seen !== news) {
      seen = news;
      return lookSoon();
    }
    if (queue.peek() === undefined) return;
    time.beforeJump?.();
    if (holds > 0) return;
    const next = queue.take();
    if (next === undefined) return;
    now = Math.max(now, next.at);
    news++;
    next.callback();
    lookSoon();
  }
  function add(at: number, rank: number, callback: () => void): Dispose {
    news++;
    const timer = queue.add(at, rank, callback);
    lookSoon();
    return () => {
      timer.withdrawn = true;
      news++;
    };
  }
  function soon(callback: () => void): Dispose {
    news++;
    const immediate = setImmediate(() => {
      news++;
      callback();
    });
    return () => clearImmediate(immediate);
  }

  const time: SimulatedTime = {
    beforeJump: undefined,
    clock: {
      now: () => now,
      monotonic: () => now,
      setTimer: (at, callback) => (at <= now ? soon(callback) : add(at, timerRank, callback)),
    },
    hold() {
      holds++;
      news++;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holds--;
        news++;
        lookSoon();
      };
    },
    get isHeld() {
      return holds > 0;
    },
    schedule: add,
    stop() {
      stopped = true;
      clearImmediate(turn);
    },
  };
  return time;
}
