import type { Dispose } from '../base/disposable.ts';
import type { ExecutionId } from '../model/ids.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { ExecutionSummary } from '../model/execution.ts';
import type { EventListener } from './event-feed.ts';

/** Who looks at which execution here, also at those that another tab drives. */
export interface Watchers {
  subscribe(id: ExecutionId, listener: EventListener): Dispose;
  notify: EventListener;
  /** Events that another tab saved. */
  notifyFromElsewhere(events: readonly ExecutionEvent[], summary: ExecutionSummary): void;
}

export interface WatchersOptions {
  isDrivenElsewhere(id: ExecutionId): Promise<boolean>;
  whenUndriven(id: ExecutionId, signal: AbortSignal): Promise<void>;
  get(id: ExecutionId): Promise<ExecutionSummary>;
}

interface Watched {
  readonly listeners: Set<EventListener>;
  /** While another tab is watched driving it: ends the wait for that to be over. */
  waiting: AbortController | undefined;
}

/**
 * A tab that drives tells the others of every saved event, but one that is closed or dies tells nobody. So whoever
 * watches waits for the driver's lock too, and then says how the execution stands without a driver.
 */
export function createWatchers(options: WatchersOptions): Watchers {
  const watched = new Map<ExecutionId, Watched>();

  const notify: EventListener = (events, summary) => {
    for (const listener of watched.get(summary.id)?.listeners ?? []) listener(events, summary);
  };

  async function awaitRelease(id: ExecutionId): Promise<void> {
    const entry = watched.get(id);
    if (entry === undefined || entry.waiting !== undefined) return;
    const waiting = new AbortController();
    entry.waiting = waiting;
    try {
      if (!(await options.isDrivenElsewhere(id))) return;
      await options.whenUndriven(id, waiting.signal);
      const summary = await options.get(id);
      // Deleted meanwhile, or nobody looks any more: there is nobody to tell.
      if (!waiting.signal.aborted) notify([], summary);
    } catch {
      // As above: the wait was ended, or the execution is gone.
    } finally {
      entry.waiting = undefined;
    }
  }

  return {
    notify,
    notifyFromElsewhere(events, summary) {
      notify(events, { ...summary, driver: 'elsewhere' });
      void awaitRelease(summary.id);
    },
    subscribe(id, listener) {
      const entry = watched.get(id) ?? { listeners: new Set(), waiting: undefined };
      watched.set(id, entry);
      entry.listeners.add(listener);
      void awaitRelease(id);
      return () => {
        entry.listeners.delete(listener);
        if (entry.listeners.size > 0) return;
        watched.delete(id);
        entry.waiting?.abort();
      };
    },
  };
}
