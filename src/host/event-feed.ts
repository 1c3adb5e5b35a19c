import type { Dispose } from '../base/disposable.ts';
import { createEmitter } from '../base/emitter.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { ExecutionSummary } from '../model/execution.ts';

export type EventListener = (events: readonly ExecutionEvent[], summary: ExecutionSummary) => void;

/** Hands events on in batches: the first at once, what follows closely together, some twenty times a second. */
export interface EventFeed {
  push(events: readonly ExecutionEvent[]): void;
  /** Tells of the summary alone: more of the log is saved than before. */
  touch(): void;
  /** Sends what has gathered now. */
  flush(): void;
  subscribe(listener: EventListener): Dispose;
  readonly listeners: number;
}

/** Short enough to look live, long enough that showing a batch costs the page less than the time until the next. */
const gatherMs = 50;

export function createEventFeed(summary: () => ExecutionSummary): EventFeed {
  const emitter = createEmitter<readonly ExecutionEvent[]>();
  let gathered: ExecutionEvent[] = [];
  let isTouched = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function send(): void {
    const batch = gathered;
    gathered = [];
    isTouched = false;
    emitter.emit(batch);
  }
  function endOfBatch(): void {
    timer = undefined;
    if (gathered.length > 0 || isTouched) {
      send();
      timer = setTimeout(endOfBatch, gatherMs);
    }
  }
  function sendSoon(): void {
    if (timer !== undefined) return;
    send();
    timer = setTimeout(endOfBatch, gatherMs);
  }
  return {
    push(events) {
      if (emitter.size === 0) return;
      for (const event of events) gathered.push(event);
      sendSoon();
    },
    touch() {
      isTouched = true;
      sendSoon();
    },
    flush() {
      if (gathered.length > 0 || isTouched) send();
    },
    subscribe: (listener) => emitter.subscribe((events) => listener(events, summary())),
    get listeners() {
      return emitter.size;
    },
  };
}
