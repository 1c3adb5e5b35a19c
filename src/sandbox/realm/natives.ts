/** The platform's own clock and timers, taken before the realm's globals are replaced. */
const nativeDate = Date;
const platformSetTimeout = globalThis.setTimeout;
const platformClearTimeout = globalThis.clearTimeout;
const platformSetImmediate = (globalThis as { readonly setImmediate?: (callback: () => void) => unknown }).setImmediate;

export const nativeNow = nativeDate.now.bind(nativeDate);
export const nativeSetTimeout = (callback: () => void, ms: number): unknown =>
  platformSetTimeout.call(globalThis, callback, ms);
export const nativeClearTimeout = (timer: unknown): void =>
  platformClearTimeout.call(globalThis, timer as Parameters<typeof clearTimeout>[0]);
/** In another turn of the event loop, when what was promised is done. */
export const nativeSoon = (callback: () => void): unknown =>
  platformSetImmediate === undefined ? nativeSetTimeout(callback, 0) : platformSetImmediate.call(globalThis, callback);
