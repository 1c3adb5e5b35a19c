import type { Dispose } from '../base/disposable.ts';

/** Who may drive an execution: at most one holder at a time, across all tabs. */
export interface DriverLocks {
  /** `undefined` when somebody else holds it. */
  acquire(name: string): Promise<Dispose | undefined>;
  isHeld(name: string): Promise<boolean>;
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
  };
}

/** For one process with nobody beside it: tests and the command line. */
export function createLocalLocks(): DriverLocks {
  const held = new Set<string>();
  return {
    acquire(name) {
      if (held.has(name)) return Promise.resolve(undefined);
      held.add(name);
      return Promise.resolve(() => void held.delete(name));
    },
    isHeld: (name) => Promise.resolve(held.has(name)),
  };
}
