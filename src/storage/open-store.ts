import { WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { DexieStoreOptions } from './dexie/dexie-store.ts';
import { createMemoryStore } from './memory/memory-store.ts';
import type { Store } from './ports.ts';
import { toStorageError } from './storage-error.ts';

export type OpenStoreOptions =
  | { readonly kind: 'memory' }
  | ({
      readonly kind: 'indexeddb';
      /** How long opening may take (another tab can block it); default 8,000. */
      readonly timeoutMs?: number;
    } & DexieStoreOptions);

export interface OpenedStore {
  readonly store: Store;
  /** Why the store is in memory although it should not be: what happened, and what still works. */
  readonly problem?: ErrorInfo;
}

/** Never rejects: where IndexedDB can't be had, everything works in memory and the problem says why. */
export async function openStore(options: OpenStoreOptions): Promise<OpenedStore> {
  if (options.kind === 'memory') return { store: createMemoryStore() };
  if ((options.indexedDB ?? globalThis.indexedDB) === undefined) return fallBack('this browser offers no IndexedDB');
  try {
    return { store: await openWithin(options, options.timeoutMs ?? 8000) };
  } catch (thrown) {
    const error = toStorageError(thrown, 'opening the database');
    return error.code === 'storage/schema'
      ? { store: createMemoryStore(), problem: error.info }
      : fallBack(error.message.replace(/\.$/, ''), error.code);
  }
}

async function openWithin(options: DexieStoreOptions, timeoutMs: number): Promise<Store> {
  // Loaded when needed, so that the command line does not carry it.
  const { openDexieStore } = await import('./dexie/dexie-store.ts');
  const opening = openDexieStore(options);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new WtbError(blocked)), timeoutMs);
  });
  try {
    return await Promise.race([opening, timedOut]);
  } catch (thrown) {
    // Should it open after all, nobody is there to use it.
    void opening.then(
      (late) => late.close(),
      () => undefined,
    );
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
}

const blocked: ErrorInfo = {
  code: 'storage/unavailable',
  message: 'The database did not open in time; another tab may hold an older version of it.',
};

function fallBack(reason: string, code: ErrorInfo['code'] = 'storage/unavailable'): OpenedStore {
  return {
    store: createMemoryStore(),
    problem: {
      code,
      message: `Nothing is saved in this tab: ${reason}.`,
      remedy:
        'Everything works until the tab is closed; export what you want to keep. Leaving private mode, allowing site data, closing other tabs of the bench or freeing disk space may help; then reload.',
    },
  };
}
