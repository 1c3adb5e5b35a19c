import type { Dispose } from './disposable.ts';

/** A list of listeners. One listener's exception stops nobody else; it is reported and dropped. */
export interface Emitter<T> {
  emit(value: T): void;
  subscribe(listener: (value: T) => void): Dispose;
  readonly size: number;
}

export function createEmitter<T>(
  onError: (error: unknown) => void = (error) => globalThis.reportError?.(error),
): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    emit(value) {
      for (const listener of listeners) {
        try {
          listener(value);
        } catch (error) {
          onError(error);
        }
      }
    },
    subscribe(listener) {
      const entry = (value: T) => listener(value);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    get size() {
      return listeners.size;
    },
  };
}
