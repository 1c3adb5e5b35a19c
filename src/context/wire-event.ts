import { mapEventValues } from '../model/event-values.ts';
import type { ExecutionEvent } from '../model/event.ts';
import { toValueRef } from './store-value.ts';
import type { StoredValue } from './stored-value.ts';

/** The event as it is stored and sent: values by hash, size and summary, no value inside. */
export const toWireEvent = (event: ExecutionEvent<StoredValue>): ExecutionEvent => mapEventValues(event, toValueRef);
