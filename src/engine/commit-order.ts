import type { ActivationNumber } from '../model/ids.ts';
import { activationOf } from './control.ts';
import type { Activation, Control } from './control.ts';

/** A turn that an activation was given when it started; it gives it up when it waits. */
interface Turn {
  readonly number: ActivationNumber;
  readonly order: number;
}

/** Whose turn it is to commit where commits come in the order of starts. */
export class CommitOrder {
  private turns: Turn[] = [];
  private at = 0;

  /** It started, or went on after a wait. */
  started({ number, order }: Activation): void {
    if (order === undefined) return;
    this.turns.push({ number, order });
    if (this.at < 1000) return;
    this.turns.splice(0, this.at);
    this.at = 0;
  }

  /** Of the activations that run the one that started first. Whoever is to start again is not waited for: a step may not let it. */
  first(control: Control): ActivationNumber | undefined {
    while (this.at < this.turns.length && this.holderAt(this.at, control) === undefined) this.at++;
    for (let at = this.at; at < this.turns.length; at++) {
      const holder = this.holderAt(at, control);
      if (holder !== undefined && holder.phase !== 'ready') return holder.number;
    }
    return undefined;
  }

  private holderAt(at: number, control: Control): Activation | undefined {
    const { number, order } = this.turns[at] as Turn;
    const activation = activationOf(control, number);
    return activation !== undefined && activation.order === order && mayCommit(activation) ? activation : undefined;
  }

  restore(control: Control): void {
    const started = [...control.live.values()].filter(mayCommit);
    started.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
    this.turns = [];
    this.at = 0;
    for (const activation of started) this.started(activation);
  }
}

/** What waits, failed or was cancelled has lost its turn; it gets a new one when it starts again. */
const mayCommit = ({ order, phase }: Activation): boolean => order !== undefined && phase !== 'failed';
