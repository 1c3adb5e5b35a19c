import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seq } from '../../src/model/ids.ts';
import type { Store } from '../../src/storage/ports.ts';
import { openFileStore } from '../../src/storage/file/file-store.ts';
import { describeStore } from './conformance.ts';
import { batchOf, executionRecord, headAt, startExecution } from './fixtures.ts';

describeStore('files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wtb-store-'));
  let store = await openFileStore(folder);
  return {
    store,
    async reopen() {
      store.close();
      store = await openFileStore(folder);
      return store;
    },
    async dispose() {
      store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});

describe('files', () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wtb-store-'));
    store = await openFileStore(folder);
  });
  afterEach(async () => {
    store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const strict = { strict: true };

  async function twoBatches() {
    const { execution, epoch } = await startExecution(store, 'e');
    await store.executions.append(batchOf({ execution, epoch, firstSeq: 0, writes: [{ k: 1 }] }), strict);
    await store.executions.append(batchOf({ execution, epoch, firstSeq: 1, writes: [{ k: 2 }] }), strict);
    const [name = ''] = await readdir(join(folder, 'executions'));
    return { execution, epoch, path: join(folder, 'executions', name) };
  }

  it('[S40] a group that was cut short anywhere is not there, and the next one is written in its place', async () => {
    const { execution, path } = await twoBatches();
    store.close();
    const whole = await readFile(path);
    const start = whole.subarray(0, -1).lastIndexOf(10) + 1;
    for (const length of [start, start + 1, Math.floor((start + whole.length) / 2), whole.length - 1]) {
      await writeFile(path, whole);
      await truncate(path, length);
      const again = await openFileStore(folder);
      expect((await again.executions.load(execution))?.events).toHaveLength(1);
      const epoch = await again.executions.acquire(execution);
      await again.executions.append(batchOf({ execution, epoch, firstSeq: 1, writes: [{ k: 3 }] }), strict);
      again.close();
      expect((await (await openFileStore(folder)).executions.load(execution))?.events).toHaveLength(2);
    }
  });

  it('[S41] another process that takes the execution over makes the first one stop writing', async () => {
    const { execution, epoch } = await twoBatches();
    const other = await openFileStore(folder);
    const newer = await other.executions.acquire(execution);
    await other.executions.append(batchOf({ execution, epoch: newer, firstSeq: 2, writes: [{ k: 3 }] }), strict);
    const late = store.executions.append(batchOf({ execution, epoch, firstSeq: 2, writes: [{ k: 4 }] }), strict);
    await expect(late).rejects.toMatchObject({ code: 'storage/stale-epoch' });
    expect((await store.executions.load(execution))?.events).toHaveLength(3);
    other.close();
  });

  it('[S42] a damaged file is reported and left out of lists; the others are as they were', async () => {
    const { path } = await twoBatches();
    await startExecution(store, 'f');
    store.close();
    await appendFile(path, 'not json\n{}\n');
    const again = await openFileStore(folder);
    expect((await again.executions.list()).map(({ record }) => record.id)).toEqual(['f']);
    expect((await again.health()).problems).toMatchObject([{ code: 'storage/corrupt' }]);
    again.close();
  });

  it('[S42] damage in an earlier group shows when it is read; the execution is listed, the others are as they were', async () => {
    const { execution, path } = await twoBatches();
    const other = await startExecution(store, 'f');
    store.close();
    const text = await readFile(path, 'utf8');
    const start = text.indexOf('{"type":"batch"');
    await writeFile(path, `${text.slice(0, start + 20)}x${text.slice(start + 21)}`);
    const again = await openFileStore(folder);
    expect(await again.executions.list()).toHaveLength(2);
    await expect(again.executions.load(execution)).rejects.toMatchObject({ code: 'storage/corrupt' });
    expect((await again.executions.load(other.execution))?.events).toEqual([]);
    again.close();
  });

  it('[S44] events, values and facts that another process added are found after earlier ones were read', async () => {
    const { execution } = await twoBatches();
    const other = await openFileStore(folder);
    expect((await other.executions.load(execution))?.events).toHaveLength(2);
    const epoch = await store.executions.acquire(execution);
    const batch = batchOf({ execution, epoch, firstSeq: 2, writes: [{ k: 'three' }] });
    await store.executions.append(batch, strict);
    await store.executions.append({ ...batch, events: [], values: new Map() }, strict);
    await store.executions.rename(execution, 'Named');
    const [[hash, bytes] = []] = batch.values;
    expect(hash && (await other.executions.readValue(execution, hash))).toEqual(bytes);
    expect((await other.executions.events(execution, seq(1))).map((event) => event.seq)).toEqual([1, 2]);
    expect(await other.executions.find(execution)).toMatchObject({ record: { name: 'Named' }, head: batch.head });
    expect(await other.executions.size(execution)).toBe(await store.executions.size(execution));
    await other.executions.append(
      batchOf({ execution, epoch: await other.executions.acquire(execution), firstSeq: 3, writes: [{ k: 4 }] }),
      strict,
    );
    expect((await store.executions.load(execution))?.events).toHaveLength(4);
    other.close();
  });

  it('[S43] a folder that cannot be made is refused in plain words', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openFileStore(join(folder, 'file'))).rejects.toMatchObject({ code: 'storage/unavailable' });
    expect(await store.executions.create(executionRecord('x'), headAt(-1))).toMatchObject({ number: 1 });
  });
});
