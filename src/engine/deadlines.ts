import type { Clock } from '../base/clock.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ActivationNumber } from '../model/ids.ts';
import type { PlanNode } from '../model/plan.ts';
import type { Activation } from './control.ts';

/** Sets a timer for each activation that has to be over by a certain time. */
export class Deadlines {
  private readonly clock: Clock;
  private readonly expired: (activation: ActivationNumber) => void;
  private readonly timers = new Map<ActivationNumber, () => void>();

  constructor(clock: Clock, expired: (activation: ActivationNumber) => void) {
    this.clock = clock;
    this.expired = expired;
  }

  keep({ number, deadline }: Activation): void {
    if (deadline === undefined || this.timers.has(number)) return;
    const withdraw = this.clock.setTimer(deadline, () => {
      this.timers.delete(number);
      this.expired(number);
    });
    this.timers.set(number, withdraw);
  }

  drop(number: ActivationNumber): void {
    if (this.timers.size === 0) return;
    this.timers.get(number)?.();
    this.timers.delete(number);
  }

  dropAll(): void {
    for (const withdraw of this.timers.values()) withdraw();
    this.timers.clear();
  }
}

export const deadlineError = (node: PlanNode): ErrorInfo => ({
  code: 'node/deadline',
  message: `Node \`${node.id}\` was not done within ${node.deadlineMs} ms, all attempts and waits included.`,
  place: { node: node.id },
  remedy: 'Give it a later `deadlineMs`, or catch the error with `onError`.',
  retryable: false,
});
