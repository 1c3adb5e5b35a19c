import { toValueRef } from '../context/store-value.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { ContextChange, ExecutionEvent } from '../model/event.ts';
import type { ValueRef } from '../model/value.ts';

/**
 * The event as it is saved and sent: references instead of values. `keep` is told each value that it names, so that
 * whoever saves the event saves them with it.
 */
export function toPersistedEvent(
  event: ExecutionEvent<StoredValue>,
  keep: (value: StoredValue) => void = () => undefined,
): ExecutionEvent {
  const toRef = (value: StoredValue): ValueRef => {
    keep(value);
    return toValueRef(value);
  };
  const toChange = ({ key, before, after }: ContextChange<StoredValue>): ContextChange => ({
    key,
    ...(before === undefined ? {} : { before: toRef(before) }),
    ...(after === undefined ? {} : { after: toRef(after) }),
  });
  switch (event.type) {
    case 'execution-started': {
      const { input, changes, ...rest } = event;
      return { ...rest, ...(input === undefined ? {} : { input: toRef(input) }), changes: changes.map(toChange) };
    }
    case 'step-committed': {
      const { input, output, changes, writes, ...rest } = event;
      return {
        ...rest,
        ...(input === undefined ? {} : { input: toRef(input) }),
        ...(output === undefined ? {} : { output: toRef(output) }),
        changes: changes.map(toChange),
        ...(writes === undefined ? {} : { writes: writes.map(({ key, value }) => ({ key, value: toRef(value) })) }),
      };
    }
    case 'context-edited':
      return { ...event, changes: event.changes.map(toChange) };
    case 'activation-failed': {
      const { input, ...rest } = event;
      return { ...rest, ...(input === undefined ? {} : { input: toRef(input) }) };
    }
    case 'context-conflict': {
      const [earlier, later] = event.values;
      return { ...event, values: [earlier && toRef(earlier), later && toRef(later)] };
    }
    default:
      return event;
  }
}
