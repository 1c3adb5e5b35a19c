import { Dexie } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import type { WtbError } from '../../src/model/errors.ts';
import { executionId, workflowId } from '../../src/model/ids.ts';
import { openDexieStore } from '../../src/storage/dexie/dexie-store.ts';
import { encodeDocument } from '../../src/storage/dexie/documents.ts';
import type { StoreWitness } from '../../src/storage/dexie/dexie-store.ts';
import { BenchDatabase } from '../../src/storage/dexie/bench-database.ts';
import { chunkBytes, schemaHash, schemaVersion } from '../../src/storage/dexie/schema.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { decodePack, encodePack } from '../../src/storage/pack-codec.ts';
import { toStorageError } from '../../src/storage/storage-error.ts';
import { batchOf, documentNamed, startExecution, workflowRecord } from './fixtures.ts';

/** For each released version the hash of its tables, indexes and fields. A new shape needs a new version and an upgrade. */
const recordedHashes: Record<number, string> = {
  1: 'cbbd54fad27dbd202117d489f7b3522a63bb9028fe305ce434c4f1f186258b84',
  2: '016edba1b792bddd30d03c103027c09fdaaa45f662a0b0555efd8ed138565a7e',
};

function memoryWitness(records?: number): StoreWitness & { records: number | undefined } {
  return {
    records,
    read() {
      return this.records;
    },
    write(count) {
      this.records = count;
    },
  };
}

const fake = () => ({ name: 'bench', indexedDB: new IDBFactory(), keyRange: IDBKeyRange });

async function rawDatabase(options: ReturnType<typeof fake>): Promise<BenchDatabase> {
  const database = new BenchDatabase(options.name, { indexedDB: options.indexedDB, IDBKeyRange: options.keyRange });
  await database.open();
  return database;
}

describe('the database', () => {
  it('[S30] has the schema that is recorded for its version', () => {
    expect({ [schemaVersion]: schemaHash() }).toEqual({ [schemaVersion]: recordedHashes[schemaVersion] });
  });

  it('[S30] a database of version 1 is taken over: each workflow has its newest version, and what that is pinned to', async () => {
    const options = fake();
    const old = new Dexie(options.name, { indexedDB: options.indexedDB, IDBKeyRange: options.keyRange });
    old.version(1).stores({
      workflows: 'id, document',
      executions: 'id, workflow, [workflow+number], document',
      documents: '[document+part]',
      eventPacks: '[execution+firstSeq+part]',
      values: '[execution+hash+part]',
      keyframes: '[execution+checkpoint+part]',
      meta: 'key',
    });
    const config = { workflow: 'other', version: '4' };
    const nodes = [{ id: 's', kind: 'subflow', variants: [{ id: 'main', config }] }];
    const document = { ...workflowRecord('w').document, nodes };
    const encoded = encodeDocument(document);
    const row = { id: 'w', version: 7, document: encoded.name, createdAt: 1, updatedAt: 9, breakpoints: [] };
    await old.table('workflows').bulkAdd([row, { ...row, id: 'damaged', document: 'gone' }]);
    await old.table('documents').bulkAdd([...encoded.rows]);
    await old.table('meta').add({ key: 'schema', value: 1 });
    old.close();

    const store = await openDexieStore(options);
    expect(await store.workflows.get(workflowId('w'))).toMatchObject({ version: 7, document });
    expect(await store.workflows.versions(workflowId('w'))).toEqual([{ version: 7, savedAt: 9 }]);
    expect(await store.workflows.getVersion(workflowId('w'), 7)).toEqual({ version: 7, savedAt: 9, document });
    const database = await rawDatabase(options);
    expect((await database.workflowVersions.get(['w', 7]))?.pins).toEqual(['other@4']);
    expect((await database.workflowVersions.get(['damaged', 7]))?.pins).toEqual([]);
    await store.workflows.save(workflowRecord('w', { updatedAt: 20 }), 7);
    expect((await store.workflows.versions(workflowId('w'))).map(({ version }) => version)).toEqual([8, 7]);
  });

  it('[S31] holds no value of 64 KiB or more, whatever is saved', async () => {
    const options = fake();
    const store = await openDexieStore(options);
    const { execution, epoch } = await startExecution(store, 'e');
    const writes = Array.from({ length: 3000 }, (_, index) => ({ [`key${index}`]: { text: 'x'.repeat(100) } }));
    const large = { big: 'y'.repeat(300_000) };
    await store.executions.append(batchOf({ execution, epoch, firstSeq: 0, writes: [...writes, large] }), {
      strict: false,
    });
    const document = { ...workflowRecord('w').document, description: 'z'.repeat(19_000) };
    const nodes = Array.from({ length: 20 }, (_, index) => ({
      id: `n${index}`,
      kind: 'code',
      variants: [{ id: 'v', config: { source: 's'.repeat(20_000) } }],
    }));
    await store.workflows.save(workflowRecord('w', { document: { ...document, nodes } }), 0);
    const database = await rawDatabase(options);
    const rows = [
      ...(await database.documents.toArray()),
      ...(await database.eventPacks.toArray()),
      ...(await database.values.toArray()),
    ];
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(row.bytes.buffer.byteLength).toBeLessThanOrEqual(chunkBytes);
  });

  it('[S32] a missing part makes that execution unreadable and no other', async () => {
    const options = fake();
    const store = await openDexieStore(options);
    for (const id of ['broken', 'whole']) {
      const { execution, epoch } = await startExecution(store, id);
      const writes = Array.from({ length: 1500 }, (_, index) => ({ [`key${index}`]: index }));
      await store.executions.append(batchOf({ execution, epoch, firstSeq: 0, writes }), { strict: false });
    }
    const database = await rawDatabase(options);
    await database.eventPacks.delete(['broken', 0, 1]);
    const again = await openDexieStore(options);
    await expect(again.executions.load(executionId('broken'))).rejects.toMatchObject({ code: 'storage/corrupt' });
    expect((await again.executions.load(executionId('whole')))?.events).toHaveLength(1500);
    expect(await again.executions.list()).toHaveLength(2);
  });

  it('[S32] an execution whose document is gone is left out of lists and named in the health', async () => {
    const options = fake();
    const store = await openDexieStore(options);
    await startExecution(store, 'broken', { document: workflowRecord('other').document });
    await startExecution(store, 'whole');
    const database = await rawDatabase(options);
    const row = await database.executions.get('broken');
    await database.documents
      .where('[document+part]')
      .equals([row?.document ?? '', 0])
      .delete();
    const again = await openDexieStore(options);
    expect((await again.executions.list()).map(({ record }) => record.id)).toEqual(['whole']);
    const { problems } = await again.health();
    expect(problems).toMatchObject([{ code: 'storage/corrupt', message: expect.stringContaining('broken') }]);
  });

  it('[S33] writes nothing once a newer bench has taken over the database', async () => {
    const options = fake();
    const store = await openDexieStore(options);
    await store.workflows.save(workflowRecord('w'), 0);
    const database = await rawDatabase(options);
    await database.meta.put({ key: 'schema', value: schemaVersion + 1 });
    await expect(store.workflows.save(workflowRecord('w'), 1)).rejects.toMatchObject({ code: 'storage/schema' });
    expect((await database.workflows.get('w'))?.version).toBe(1);
    await expect(openDexieStore(options)).rejects.toMatchObject({ code: 'storage/schema' });
  });

  it('[S33] gives way at once when a newer bench upgrades the database', async () => {
    const options = fake();
    const store = await openDexieStore(options);
    await store.workflows.save(workflowRecord('w'), 0);
    const upgraded = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = options.indexedDB.open(options.name, 1000);
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('It did not open.')));
    });
    await expect(store.workflows.save(workflowRecord('w'), 1)).rejects.toMatchObject({ code: 'storage/schema' });
    await expect(store.workflows.list()).rejects.toMatchObject({ code: 'storage/schema' });
    upgraded.close();
  });

  it('[S34] says when a database was emptied behind its back', async () => {
    const witness = memoryWitness();
    const options = fake();
    const store = await openDexieStore({ ...options, witness });
    expect((await store.health()).problems).toBeUndefined();
    await store.workflows.save(workflowRecord('w'), 0);
    await startExecution(store, 'e');
    expect(witness.records).toBe(2);
    const reopened = await openDexieStore({ ...options, witness });
    expect((await reopened.health()).problems).toBeUndefined();
    const emptied = await openDexieStore({ ...fake(), witness });
    expect((await emptied.health()).problems).toMatchObject([{ code: 'storage/corrupt' }]);
  });

  it('[S34] a database that its user emptied is no damage', async () => {
    const witness = memoryWitness();
    const options = fake();
    const store = await openDexieStore({ ...options, witness });
    await store.workflows.save(workflowRecord('w'), 0);
    await store.workflows.remove(workflowId('w'), 1);
    await store.workflows.purge(2);
    const again = await openDexieStore({ ...options, witness });
    expect((await again.health()).problems).toBeUndefined();
  });

  it('[S4] drops the documents of versions that go, unless another names them', async () => {
    const options = fake();
    const store = await openDexieStore(options);
    for (let version = 0; version < 120; version++) {
      await store.workflows.save(workflowRecord('w', { document: documentNamed(`${version % 110}`) }), version);
    }
    const database = await rawDatabase(options);
    expect(await database.workflowVersions.count()).toBe(100);
    expect(await database.documents.count()).toBe(100);
    await store.workflows.remove(workflowId('w'), 1);
    await store.workflows.purge(2);
    expect(await database.documents.count()).toBe(0);
  });

  it('[S4] drops a document with its last user', async () => {
    const options = fake();
    const store = await openDexieStore(options);
    await startExecution(store, 'a');
    await startExecution(store, 'b');
    const database = await rawDatabase(options);
    expect(await database.documents.count()).toBe(1);
    for (const id of ['a', 'b']) {
      await store.executions.remove(executionId(id), 1);
      expect(await database.documents.count()).toBe(1);
      await store.executions.purge(2);
    }
    expect(await database.documents.count()).toBe(0);
  });
});

describe('opening a store', () => {
  it('[S35] opens IndexedDB where there is one', async () => {
    const { store, problem } = await openStore({ kind: 'indexeddb', ...fake() });
    expect(problem).toBeUndefined();
    expect((await store.health()).kind).toBe('indexeddb');
  });

  it('[S35] works in memory and says why where there is none', async () => {
    const { store, problem } = await openStore({ kind: 'indexeddb', name: 'bench' });
    expect(problem).toMatchObject({ code: 'storage/unavailable', message: expect.stringContaining('no IndexedDB') });
    await store.workflows.save(workflowRecord('w'), 0);
    expect((await store.health()).kind).toBe('memory');
  });

  it('[S35] works in memory and says why when opening fails', async () => {
    const factory = new IDBFactory();
    factory.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    const { store, problem } = await openStore({ kind: 'indexeddb', ...fake(), indexedDB: factory });
    expect(problem).toMatchObject({ code: 'storage/unavailable', message: expect.stringContaining('insecure') });
    expect((await store.health()).kind).toBe('memory');
  });

  it('[S35] works in memory and says why when opening never ends', async () => {
    const factory = new IDBFactory();
    const never = new EventTarget() as IDBOpenDBRequest;
    factory.open = () => never;
    const { problem } = await openStore({ kind: 'indexeddb', ...fake(), indexedDB: factory, timeoutMs: 10 });
    expect(problem?.message).toContain('did not open in time');
  });

  it('[S33] does not write into the database of a newer bench', async () => {
    const options = fake();
    const database = await rawDatabase(options);
    await database.meta.put({ key: 'schema', value: schemaVersion + 1 });
    const { store, problem } = await openStore({ kind: 'indexeddb', ...options });
    expect(problem).toMatchObject({ code: 'storage/schema' });
    expect((await store.health()).kind).toBe('memory');
  });
});

describe('storage errors', () => {
  it('[S36] a quota error is told from others even when it is wrapped', () => {
    const quota = new DOMException('Encountered full disk', 'QuotaExceededError');
    for (const thrown of [quota, { name: 'AbortError', inner: quota }, { name: 'BulkError', failures: [quota] }]) {
      const error: WtbError = toStorageError(thrown, 'saving steps');
      expect(error.code).toBe('storage/full');
      expect(error.info.remedy).toMatch(/Nothing was lost/);
    }
  });

  it.each([
    ['NotReadableError', 'storage/corrupt'],
    ['DatabaseClosedError', 'storage/unavailable'],
    ['UnknownError', 'storage/unavailable'],
  ])('[S36] %s is %s', (name, code) => {
    expect(toStorageError({ name, message: 'm' }, 'reading').code).toBe(code);
  });
});

describe('packs', () => {
  it('[S37] a pack that was cut short anywhere is corrupt', () => {
    const { events, values } = batchOf({
      execution: executionId('e'),
      epoch: 1,
      firstSeq: 0,
      writes: [{ a: 1 }, { b: [new Date(0)] }],
    });
    const pack = encodePack({ events, values });
    expect(decodePack(pack)).toEqual({ events, values });
    for (let length = 0; length < pack.length; length++) {
      expect(() => decodePack(pack.slice(0, length))).toThrow(/can't be read/);
    }
  });
});
