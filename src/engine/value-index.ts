import { consElements } from '../base/persistent-queue.ts';
import { valuesOf as eventValues } from '../model/event-values.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { ValueHash } from '../model/ids.ts';
import type { CheckpointRecord, ExecutionState } from './state.ts';

/** Finds values that the checkpoints of an execution name, by hash; grows with the execution when it is asked. */
export class ValueIndex {
  private readonly byHash = new Map<ValueHash, StoredValue>();
  private indexed = 0;

  find(state: ExecutionState, hash: ValueHash): StoredValue | undefined {
    if (state.input?.hash === hash) return state.input;
    for (; this.indexed < state.checkpoints.length; this.indexed++) {
      const record = state.checkpoints.get(this.indexed);
      if (record !== undefined) this.add(record);
    }
    return this.byHash.get(hash);
  }

  private add({ made, context, index, tail }: CheckpointRecord): void {
    const step = made.type === 'step-committed' ? made : undefined;
    if (index === 0) for (const { value } of context.slots.values()) this.byHash.set(value.hash, value);
    for (const value of [step?.input, step?.output]) if (value !== undefined) this.byHash.set(value.hash, value);
    for (const { value } of step?.writes ?? []) this.byHash.set(value.hash, value);
    for (const act of step?.acts ?? []) if ('value' in act) this.byHash.set(act.value.hash, act.value);
    for (const event of consElements(tail))
      if (event.type === 'message-sent') this.byHash.set(event.value.hash, event.value);
    if (made.type === 'execution-started') for (const value of eventValues(made)) this.byHash.set(value.hash, value);
    if (made.type !== 'step-committed' && made.type !== 'context-edited' && made.type !== 'frame-opened') return;
    for (const { after } of made.changes) if (after !== undefined) this.byHash.set(after.hash, after);
  }
}
