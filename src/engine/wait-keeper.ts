import type { Clock } from '../base/clock.ts';
import type { ContextVersion } from '../context/context-version.ts';
import { createSnapshot } from '../context/snapshot.ts';
import type { ContextSnapshot, ExpressionEvaluator } from '../model/activation.ts';
import { toErrorInfo } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { SimpleWait } from '../model/execution.ts';
import type { ActivationNumber } from '../model/ids.ts';
import type { Value } from '../model/value.ts';
import type { Activation } from './control.ts';

export interface WaitOwner {
  readonly clock: Clock;
  readonly expressions: ExpressionEvaluator;
  /** What the activation would see if it started now. */
  contextOf(activation: ActivationNumber): ContextVersion;
  /** A wait is over; `index`: which alternative of a `first`. */
  over(activation: ActivationNumber, value: Value, index: number | undefined): void;
  /** A condition can't be decided. */
  undecidable(activation: ActivationNumber, error: ErrorInfo): void;
  /** No evaluation is under way any more. */
  decided(): void;
}

interface Condition {
  readonly number: ActivationNumber;
  readonly index: number | undefined;
  readonly expression: string;
  /** What it was last asked over, and what it read of that. */
  asked: { readonly context: ContextVersion; readonly keys: readonly string[]; readonly allKeys: boolean } | undefined;
}

/**
 * Keeps the waits of a live execution: sets timers, and asks conditions again when something that they read has changed.
 * While a condition is being asked nothing may be committed, so that none of the states between is overlooked.
 */
export class WaitKeeper {
  private readonly owner: WaitOwner;
  private readonly timers = new Map<ActivationNumber, (() => void)[]>();
  private readonly conditions = new Map<ActivationNumber, readonly Condition[]>();
  private asking = 0;

  constructor(owner: WaitOwner) {
    this.owner = owner;
  }

  /** Whether a condition is being asked. */
  get isAsking(): boolean {
    return this.asking > 0;
  }

  /** Takes up the wait of an activation, unless it is kept already. */
  keep({ number, phase, wait }: Activation): void {
    if (phase !== 'waiting' || wait === undefined || this.timers.has(number)) return;
    this.timers.set(number, []);
    if (wait.type === 'backoff') return this.setTimer(number, wait.until, undefined);
    const alternatives = wait.type === 'first' ? wait.of : [wait];
    const indexOf = (at: number) => (wait.type === 'first' ? at : undefined);
    this.keepConditions(number, alternatives, indexOf);
    alternatives.forEach((one, at) => {
      if (one.type === 'timer' && this.timers.has(number)) this.setTimer(number, one.until, indexOf(at));
    });
  }

  private keepConditions(
    number: ActivationNumber,
    alternatives: readonly SimpleWait[],
    indexOf: (at: number) => number | undefined,
  ): void {
    const conditions = alternatives.flatMap((one, at): Condition[] =>
      one.type === 'condition' ? [{ number, index: indexOf(at), expression: one.expression, asked: undefined }] : [],
    );
    if (conditions.length === 0) return;
    this.conditions.set(number, conditions);
    for (const condition of conditions) this.ask(condition);
  }

  private setTimer(number: ActivationNumber, until: number, index: number | undefined): void {
    const withdraw = this.owner.clock.setTimer(until, () => {
      this.drop(number);
      this.owner.over(number, undefined, index);
    });
    this.timers.get(number)?.push(withdraw);
  }

  /** The wait is over or given up. */
  drop(number: ActivationNumber): void {
    if (this.timers.size === 0) return;
    for (const withdraw of this.timers.get(number) ?? []) withdraw();
    this.timers.delete(number);
    this.conditions.delete(number);
  }

  dropAll(): void {
    for (const number of this.timers.keys()) this.drop(number);
  }

  /** Some context has changed: asks the conditions that read what is other now, in the order in which they began to wait. */
  contextChanged(): void {
    if (this.conditions.size === 0) return;
    for (const conditions of this.conditions.values()) {
      for (const condition of conditions) if (this.isStale(condition)) this.ask(condition);
    }
  }

  private isStale({ number, asked }: Condition): boolean {
    // What is being asked now is looked at again when it is answered.
    if (asked === undefined) return false;
    const now = this.owner.contextOf(number);
    if (now === asked.context) return false;
    if (asked.keys.some((key) => now.slots.get(key)?.value !== asked.context.slots.get(key)?.value)) return true;
    return (
      asked.allKeys && asked.context.slots.changes(now.slots).some(({ inBefore, inAfter }) => inBefore !== inAfter)
    );
  }

  private ask(condition: Condition): void {
    if (!this.isKept(condition)) return;
    const context = this.owner.contextOf(condition.number);
    const snapshot = createSnapshot(context);
    condition.asked = undefined;
    try {
      const holds = this.owner.expressions.evaluate(condition.expression, snapshot);
      if (!(holds instanceof Promise)) return this.answered(condition, context, snapshot, holds);
      this.asking++;
      holds
        .then(
          (value) => this.answered(condition, context, snapshot, value),
          (thrown: unknown) => this.failed(condition, context, snapshot, thrown),
        )
        .finally(() => {
          this.asking--;
          if (!this.isAsking) this.owner.decided();
        });
    } catch (thrown) {
      this.failed(condition, context, snapshot, thrown);
    }
  }

  private answered(condition: Condition, context: ContextVersion, snapshot: ContextSnapshot, holds: Value): void {
    if (!this.isKept(condition)) return;
    if (holds === undefined) return this.notYet(condition, context, snapshot);
    if (typeof holds !== 'boolean') return this.giveUp(condition, notBoolean(condition.expression));
    if (!holds) return this.notYet(condition, context, snapshot);
    this.drop(condition.number);
    this.owner.over(condition.number, true, condition.index);
  }

  /** A key that is missing is one that nobody has written yet. */
  private failed(condition: Condition, context: ContextVersion, snapshot: ContextSnapshot, thrown: unknown): void {
    if (!this.isKept(condition)) return;
    const error = toErrorInfo(thrown);
    if (error.code !== 'context/missing-key') return this.giveUp(condition, error);
    if (error.place?.key !== undefined) snapshot.recordReads([error.place.key], false);
    this.notYet(condition, context, snapshot);
  }

  private notYet(condition: Condition, context: ContextVersion, snapshot: ContextSnapshot): void {
    const { keys, allKeys } = snapshot.readSet();
    condition.asked = { context, keys: Object.keys(keys), allKeys };
    if (this.isStale(condition)) this.ask(condition);
  }

  private giveUp({ number }: Condition, error: ErrorInfo): void {
    this.drop(number);
    this.owner.undecidable(number, error);
  }

  private isKept(condition: Condition): boolean {
    return this.conditions.get(condition.number)?.includes(condition) === true;
  }
}

const notBoolean = (expression: string): ErrorInfo => ({
  code: 'node/expression',
  message: `\`${expression}\` must give true or false.`,
  remedy: 'Compare with something (`stock > 0`), or use `$boolean(…)` or `$exists(…)`.',
  retryable: false,
});
