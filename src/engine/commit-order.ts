import type { ActivationNumber } from '../model/ids.ts';
import { activationOf } from './control.ts';
import type { Activation, Control } from './control.ts';

/** Whose turn it is to commit where commits come in the order of starts. */
export class CommitOrder {
  private numbers: ActivationNumber[] = [];
  private readonly seen = new Set<ActivationNumber>();
  private at = 0;

  started(number: ActivationNumber): void {
    if (this.seen.has(number)) return;
    this.seen.add(number);
    this.numbers.push(number);
  }

  /** The started activation that started first and may still commit. */
  first(control: Control): ActivationNumber | undefined {
    for (; this.at < this.numbers.length; this.at++) {
      const number = this.numbers[this.at] as ActivationNumber;
      const activation = activationOf(control, number);
      if (activation !== undefined && mayCommit(activation)) return number;
      this.seen.delete(number);
    }
    return undefined;
  }

  restore(control: Control): void {
    const started = [...control.live.values()].filter(mayCommit);
    started.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
    this.numbers = started.map(({ number }) => number);
    this.seen.clear();
    for (const number of this.numbers) this.seen.add(number);
    this.at = 0;
  }
}

/** What waits, failed or was cancelled has lost its turn; it gets a new one when it starts again. */
const mayCommit = ({ order, phase }: Activation): boolean => order !== undefined && phase !== 'failed';
