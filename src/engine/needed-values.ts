import type { StoredValue } from '../context/stored-value.ts';
import { contextSeen } from './frame-context.ts';
import { carriedValues, scopesValues } from './scope-views.ts';
import type { ExecutionState } from './state.ts';
import { valuesOf } from './value-pool.ts';

/** Every value that the execution needs in order to go on from where it stands. */
export function* neededValues(state: ExecutionState): IterableIterator<StoredValue> {
  yield* valuesOf(state.context);
  if (state.input !== undefined) yield state.input;
  yield* scopesValues(state);
  yield* carriedValues(state, state.control);
  for (const activation of state.control.live.values()) {
    if (activation.snapshot === undefined) continue;
    const context = contextSeen(state, activation);
    if (context !== state.context) yield* valuesOf(context);
  }
}
