/** Where time comes from. Engine, context and graph never read the wall clock themselves. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Monotonic milliseconds, for durations; the origin is arbitrary. */
  monotonic(): number;
  /** Calls back once at or after `at` (epoch ms); the returned function withdraws the timer. */
  setTimer(at: number, callback: () => void): () => void;
}
