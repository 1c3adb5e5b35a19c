import { toValueRef } from '../context/store-value.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { mapEventValues } from '../model/event-values.ts';
import type { ExecutionEvent } from '../model/event.ts';

/**
 * The event as it is saved: references instead of values. `keep` is told each value that it names, so that whoever
 * saves the event saves them with it.
 */
export function toPersistedEvent(
  event: ExecutionEvent<StoredValue>,
  keep: (value: StoredValue) => void,
): ExecutionEvent {
  return mapEventValues(event, (value) => {
    keep(value);
    return toValueRef(value);
  });
}
