import { openDexieStore } from '../../src/storage/dexie/dexie-store.ts';
import { describeStore } from './conformance.ts';

let databases = 0;

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.addEventListener('success', () => resolve());
    request.addEventListener('error', () => reject(request.error ?? new Error('The database was not deleted.')));
  });
}

describeStore('dexie in the browser', async () => {
  const name = `conformance-${databases++}`;
  await deleteDatabase(name);
  let store = await openDexieStore({ name });
  return {
    store,
    async reopen() {
      store.close();
      store = await openDexieStore({ name });
      return store;
    },
    async dispose() {
      store.close();
      await deleteDatabase(name);
    },
  };
});
