import { useSyncExternalStore } from 'react';
import { formatMoment, formatRelative } from './format.ts';

const tickMs = 15_000;

/** One timer for all relative times on the page, running only while there are any. */
const ticker = createTicker();
const subscribe = (listener: () => void) => ticker.subscribe(listener);
const readNow = () => ticker.now();

function createTicker() {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      if (timer === undefined) {
        now = Date.now();
        timer = setInterval(tick, tickMs);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    now: () => now,
  };
}

/** `3 min ago`, with the exact moment on hover. */
export function RelativeTime({ at }: { readonly at: number }) {
  const now = useSyncExternalStore(subscribe, readNow);
  return (
    <time dateTime={new Date(at).toISOString()} title={formatMoment(at)}>
      {formatRelative(at, Math.max(now, at))}
    </time>
  );
}
