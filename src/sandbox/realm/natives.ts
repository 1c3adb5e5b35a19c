/** The platform's own clock and timers, taken before the realm's globals are replaced. */
const nativeDate = Date;
const platformSetTimeout = globalThis.setTimeout;
const platformClearTimeout = globalThis.clearTimeout;

export const nativeNow = nativeDate.now.bind(nativeDate);
export const nativeSetTimeout = (callback: () => void, ms: number): unknown =>
  platformSetTimeout.call(globalThis, callback, ms);
export const nativeClearTimeout = (timer: unknown): void =>
  platformClearTimeout.call(globalThis, timer as Parameters<typeof clearTimeout>[0]);
