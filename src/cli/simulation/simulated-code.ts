import type { Dispose } from '../../base/disposable.ts';
import type { CodeTime, CodeTurn } from '../../sandbox/code-time.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** Lets time pass while code only waits. Of the same moment, code goes on in the order in which it was started. */
export const simulatedCode = (time: SimulatedTime): CodeTime => ({
  begin: (activation) => new Turn(time, activation.activation),
});

class Turn implements CodeTurn {
  private readonly time: SimulatedTime;
  private readonly rank: number;
  private release: Dispose;
  private withdraw: Dispose = () => undefined;
  private isOver = false;

  constructor(time: SimulatedTime, rank: number) {
    this.time = time;
    this.rank = rank;
    this.release = time.hold();
  }

  now(): number {
    return this.time.clock.now();
  }

  waitUntil(at: number, wake: () => void): void {
    if (this.isOver) return;
    this.withdraw();
    if (at !== Number.POSITIVE_INFINITY) {
      this.withdraw = this.time.schedule(at, this.rank, () => {
        this.release = this.time.hold();
        wake();
      });
    }
    this.release();
  }

  end(): void {
    this.isOver = true;
    this.withdraw();
    this.release();
  }
}
