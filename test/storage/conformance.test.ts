import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { openDexieStore } from '../../src/storage/dexie/dexie-store.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { describeStore } from './conformance.ts';

describeStore('memory', async () => {
  const store = createMemoryStore();
  return { store, reopen: async () => store, dispose: async () => store.close() };
});

describeStore('dexie on fake-indexeddb', async () => {
  const indexedDB = new IDBFactory();
  const open = () => openDexieStore({ name: 'bench', indexedDB, keyRange: IDBKeyRange });
  let store = await open();
  return {
    store,
    async reopen() {
      store.close();
      store = await open();
      return store;
    },
    dispose: async () => store.close(),
  };
});
