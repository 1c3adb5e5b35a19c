import type { CheckpointId } from '../model/ids.ts';
import { checkpointId } from '../model/ids.ts';
import { controlSize, encodeControl } from './control-snapshot.ts';
import { controlAt } from './checkpoint-records.ts';
import type { Keyframe } from './ports.ts';
import type { ExecutionState } from './state.ts';

/** How an execution stood before some events. */
export interface Before {
  readonly head: number;
  readonly checkpoints: number;
}

/**
 * Decides when the whole state is written down: at the start, and then so that folding from one takes a bounded time
 * and writing them costs a bounded share of the steps (a large state is written less often).
 */
export class KeyframeWriter {
  private readonly every: number;
  private due = 0;

  constructor(every: number) {
    this.every = every;
  }

  /** The keyframe that goes with the events between the two states, where one is due. */
  next(before: Before, after: ExecutionState): Keyframe | undefined {
    const rolledBack = after.checkpoints.length === before.checkpoints && after.head !== before.head;
    if (after.checkpoints.length === before.checkpoints && !rolledBack) return undefined;
    if (after.head < this.due && !rolledBack) return undefined;
    const size = controlSize(after.control) + after.context.slots.size;
    this.due = after.checkpoints.length - 1 + Math.max(this.every, Math.ceil(size / 8));
    return keyframeAt(after, after.head);
  }
}

export function keyframeAt(state: ExecutionState, index: number): Keyframe {
  const context = state.checkpoints.get(index)?.context ?? state.context;
  return {
    checkpoint: checkpointId(index) satisfies CheckpointId,
    control: encodeControl(controlAt(state, index)),
    context: [...context.slots.entries()].map(([key, { value, writtenAt, writer }]) => ({
      key,
      hash: value.hash,
      writtenAt,
      writer,
    })),
  };
}
