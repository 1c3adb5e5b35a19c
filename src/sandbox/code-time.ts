import type { ActivationRequest } from '../model/activation.ts';

/**
 * Time for code, where it is simulated: it stands still while code computes, and passes while code only waits for timers
 * of its own. Without one, code has the platform's time.
 */
export interface CodeTime {
  /** An attempt begins to compute. */
  begin(activation: ActivationRequest): CodeTurn;
}

/** The time of one attempt. */
export interface CodeTurn {
  now(): number;
  /**
   * The code has nothing to compute before `at` (`Infinity`: before something outside it happens). Calls back then, with time
   * standing still again. A later call replaces an earlier one.
   */
  waitUntil(at: number, wake: () => void): void;
  /** It is over; nothing is called back any more. */
  end(): void;
}
