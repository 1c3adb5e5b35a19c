import type { Dispose } from '../base/disposable.ts';
import { createEmitter } from '../base/emitter.ts';

/** Who may drive an execution: at most one holder at a time, across all tabs. */
export interface DriverLocks {
  /** `undefined` when somebody else holds it. */
  acquire(name: string): Promise<Dispose | undefined>;
  isHeld(name: string): Promise<boolean>;
  /** Resolves when nobody holds it, at once where that is so now; rejects when `signal` is aborted before. */
  whenFree(name: string, signal: AbortSignal): Promise<void>;
}

/** Web Locks: released by the platform when the tab or its worker dies. */
export function createWebLocks(locks: LockManager): DriverLocks {
  return {
    acquire: (name) =>
      new Promise((resolve, reject) => {
        locks
          .request(name, { ifAvailable: true }, (lock) => {
            if (lock === null) {
              resolve(undefined);
              return undefined;
            }
            return new Promise<void>((release) => resolve(release));
          })
          .catch(reject);
      }),
    async isHeld(name) {
      const { held } = await locks.query();
      return held?.some((lock) => lock.name === name) ?? false;
    },
    whenFree: (name, signal) => locks.request(name, { mode: 'shared', signal }, () => undefined),
  };
}

/** For one process with nobody beside it: tests and the command line. */
export function createLocalLocks(): DriverLocks {
  const held = new Set<string>();
  const released = createEmitter<string>();
  const release = (name: string) => {
    held.delete(name);
    released.emit(name);
  };
  return {
    acquire(name) {
      if (held.has(name)) return Promise.resolve(undefined);
      held.add(name);
      return Promise.resolve(() => release(name));
    },
    isHeld: (name) => Promise.resolve(held.has(name)),
    whenFree: (name, signal) =>
      new Promise((resolve, reject) => {
        if (!held.has(name)) return resolve();
        const stop = released.subscribe((free) => {
          if (free !== name) return;
          stop();
          resolve();
        });
        signal.addEventListener('abort', () => {
          stop();
          reject(signal.reason as Error);
        });
      }),
  };
}
