import { afterEach, describe, expect, it } from 'vitest';
import { decodeValue } from '../../src/context/codec.ts';
import { sha256Hex } from '../../src/context/sha256.ts';
import { storeValue } from '../../src/context/store-value.ts';
import type { ErrorCode } from '../../src/model/errors.ts';
import { WtbError } from '../../src/model/errors.ts';
import { checkpointId, executionId, nodeId, seq, workflowId } from '../../src/model/ids.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import type { Value } from '../../src/model/value.ts';
import type { Store } from '../../src/storage/ports.ts';
import { batchOf, documentNamed, executionRecord, headAt, startExecution, workflowRecord } from './fixtures.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** The store again, as after a reload; the same one where nothing outlives it. */
  reopen(): Promise<Store>;
  dispose(): Promise<void>;
}

const strict = { strict: true };
const relaxed = { strict: false };

async function codeOf(action: Promise<unknown>): Promise<ErrorCode | 'fulfilled'> {
  try {
    await action;
    return 'fulfilled';
  } catch (thrown) {
    if (thrown instanceof WtbError) return thrown.code;
    throw thrown;
  }
}

/** Every kind of value, with what it has to come back as. */
function everyKind(): Record<string, Value> {
  return {
    json: { a: [1, 'ä', null, true, { nested: [] }], '': 0 },
    date: new Date('2026-11-01T10:00:00.123Z'),
    invalidDate: new Date(Number.NaN),
    map: new Map<Value, Value>([
      ['k', new Set([1, 'x'])],
      [{ object: 'key' }, 12n],
    ]),
    bigint: -(2n ** 80n),
    bytes: new Float64Array([1.5, Number.NaN, -0]),
    small: new Uint8ClampedArray([0, 255]),
    buffer: new Uint8Array([1, 2, 3]).buffer,
    undefined: undefined,
    special: [Number.NaN, Infinity, -Infinity, -0, undefined],
    proto: JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as Value,
    loneSurrogate: '\uD800',
    typed: { $type: 'Map', value: 1 },
  };
}

/** The contract of `Store`, run on every adapter. */
export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a store`, () => {
    const opened: StoreUnderTest[] = [];
    async function openStore(): Promise<StoreUnderTest> {
      const subject = await open();
      opened.push(subject);
      return subject;
    }
    afterEach(async () => {
      for (const subject of opened.splice(0)) await subject.dispose();
    });

    describe('workflows', () => {
      it('[S1] a saved workflow comes back unchanged, also after reopening', async () => {
        const subject = await openStore();
        const breakpoints = [{ id: 'b', type: 'node', node: nodeId('a'), when: 'before', enabled: true }] as const;
        const saved = await subject.store.workflows.save(workflowRecord('w', { example: 'x', breakpoints }), 0);
        expect(saved).toEqual({ ...workflowRecord('w', { example: 'x', breakpoints }), version: 1 });
        const again = await subject.reopen();
        expect(await again.workflows.get(workflowId('w'))).toEqual(saved);
        expect(await again.workflows.get(workflowId('none'))).toBeUndefined();
      });

      it('[S2] a save that is based on an older version is refused and changes nothing', async () => {
        const { store } = await openStore();
        await store.workflows.save(workflowRecord('w'), 0);
        const second = await store.workflows.save(workflowRecord('w', { document: documentNamed('second') }), 1);
        expect(second.version).toBe(2);
        const late = workflowRecord('w', { document: documentNamed('late') });
        expect(await codeOf(store.workflows.save(late, 1))).toBe('storage/conflict');
        expect(await codeOf(store.workflows.save(late, 0))).toBe('storage/conflict');
        expect(await store.workflows.get(workflowId('w'))).toEqual(second);
      });

      it('[S2] of two saves at once that are based on the same version, exactly one wins', async () => {
        const { store } = await openStore();
        const codes = await Promise.all(
          ['a', 'b'].map((text) =>
            codeOf(store.workflows.save(workflowRecord('w', { document: documentNamed(text) }), 0)),
          ),
        );
        expect(codes.sort()).toEqual(['fulfilled', 'storage/conflict']);
      });

      it('[S3] lists the last changed first and leaves deleted ones out until they are restored', async () => {
        const { store } = await openStore();
        await store.workflows.save(workflowRecord('old', { updatedAt: 1 }), 0);
        await store.workflows.save(workflowRecord('new', { updatedAt: 9 }), 0);
        const ids = async () => (await store.workflows.list()).map(({ id }) => id);
        expect(await ids()).toEqual(['new', 'old']);
        await store.workflows.remove(workflowId('new'), 20);
        expect(await ids()).toEqual(['old']);
        expect(await store.workflows.get(workflowId('new'))).toBeUndefined();
        await store.workflows.restore(workflowId('new'));
        expect(await ids()).toEqual(['new', 'old']);
        expect(await store.workflows.get(workflowId('new'))).not.toHaveProperty('deletedAt');
      });

      it('[S4] purges only what was deleted before', async () => {
        const { store } = await openStore();
        for (const id of ['a', 'b', 'c']) await store.workflows.save(workflowRecord(id), 0);
        await store.workflows.remove(workflowId('a'), 10);
        await store.workflows.remove(workflowId('b'), 30);
        expect(await store.workflows.purge(20)).toBe(1);
        expect(await codeOf(store.workflows.restore(workflowId('a')))).toBe('storage/not-found');
        expect(await codeOf(store.workflows.restore(workflowId('b')))).toBe('fulfilled');
      });

      it('[S1] breakpoints are saved beside the document without a new version', async () => {
        const { store } = await openStore();
        await store.workflows.save(workflowRecord('w'), 0);
        const breakpoints = [{ id: 'b', type: 'node', node: nodeId('a'), when: 'after', enabled: false }] as const;
        await store.workflows.setBreakpoints(workflowId('w'), breakpoints);
        expect(await store.workflows.get(workflowId('w'))).toMatchObject({ breakpoints, version: 1 });
        expect(await codeOf(store.workflows.setBreakpoints(workflowId('x'), []))).toBe('storage/not-found');
      });
    });

    describe('versions of workflows', () => {
      const hour = 3_600_000;
      const pinnedTo = (workflow: string, version: number): GraphDocument => ({
        ...documentNamed('pinned'),
        nodes: [
          { id: 's', kind: 'subflow', variants: [{ id: 'main', config: { workflow, version: String(version) } }] },
        ],
      });
      /** Saves versions one after the other, each at its moment. */
      async function saveAt(store: Store, id: string, moments: readonly number[]): Promise<void> {
        for (const updatedAt of moments) {
          const based = (await store.workflows.versions(workflowId(id)))[0]?.version ?? 0;
          const document = documentNamed(`${id} ${based + 1}`);
          await store.workflows.save(workflowRecord(id, { document, updatedAt }), based);
        }
      }
      const versionsOf = async (store: Store, id: string) =>
        (await store.workflows.versions(workflowId(id))).map(({ version }) => version);

      it('[S17] each save keeps the version that it writes, also after reopening', async () => {
        const subject = await openStore();
        await saveAt(subject.store, 'w', [10, 20, 20]);
        await subject.store.workflows.setBreakpoints(workflowId('w'), []);
        const store = await subject.reopen();
        const listed = [
          { version: 3, savedAt: 20 },
          { version: 2, savedAt: 20 },
          { version: 1, savedAt: 10 },
        ];
        expect(await store.workflows.versions(workflowId('w'))).toEqual(listed);
        expect(await store.workflows.getVersion(workflowId('w'), 1)).toEqual({
          version: 1,
          savedAt: 10,
          document: documentNamed('w 1'),
        });
        expect(await store.workflows.getVersion(workflowId('w'), 4)).toBeUndefined();
        expect(await versionsOf(store, 'none')).toEqual([]);
      });

      it('[S17] versions of a deleted workflow are kept until it is purged', async () => {
        const { store } = await openStore();
        await saveAt(store, 'w', [10, 20]);
        await store.workflows.remove(workflowId('w'), 30);
        expect(await versionsOf(store, 'w')).toEqual([2, 1]);
        expect((await store.workflows.getVersion(workflowId('w'), 1))?.document).toEqual(documentNamed('w 1'));
        await store.workflows.purge(40);
        expect(await versionsOf(store, 'w')).toEqual([]);
        expect(await store.workflows.getVersion(workflowId('w'), 1)).toBeUndefined();
        await saveAt(store, 'w', [50]);
        expect(await store.workflows.versions(workflowId('w'))).toEqual([{ version: 1, savedAt: 50 }]);
      });

      it('[S18] keeps the newest hundred versions, and of older ones the last of each hour', async () => {
        const subject = await openStore();
        const early = [0, 1, 2, hour, hour + 1];
        await saveAt(subject.store, 'w', [...early, ...Array.from({ length: 100 }, (_, index) => 3 * hour + index)]);
        const store = await subject.reopen();
        const kept = await versionsOf(store, 'w');
        expect(kept.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, index) => 105 - index));
        expect(kept.slice(100)).toEqual([5, 3]);
      });

      it('[S18] keeps what a kept version of a workflow is pinned to, as long as that is kept', async () => {
        const { store } = await openStore();
        await saveAt(store, 'w', [0]);
        await store.workflows.save(workflowRecord('user', { document: pinnedTo('w', 1), updatedAt: 5 }), 0);
        await saveAt(
          store,
          'w',
          Array.from({ length: 101 }, (_, index) => index + 1),
        );
        expect((await versionsOf(store, 'w')).slice(-2)).toEqual([3, 1]);
        // It is pinned no more, but it can be gone back to.
        await store.workflows.save(workflowRecord('user', { updatedAt: 6 }), 1);
        await saveAt(store, 'w', [200]);
        expect((await versionsOf(store, 'w')).at(-1)).toBe(1);
        await store.workflows.remove(workflowId('user'), 300);
        await store.workflows.purge(301);
        await saveAt(store, 'w', [400]);
        expect((await versionsOf(store, 'w')).at(-1)).toBe(5);
      });
    });

    describe('executions', () => {
      it('[S5] numbers count per workflow, from 1, and go on after a deletion', async () => {
        const { store } = await openStore();
        const create = async (id: string, workflow: string) =>
          (await store.executions.create(executionRecord(id, { workflow: workflowId(workflow) }), headAt(-1))).number;
        expect([await create('a', 'x'), await create('b', 'x'), await create('c', 'y')]).toEqual([1, 2, 1]);
        await store.executions.remove(executionId('b'), 5);
        expect(await create('d', 'x')).toBe(3);
        expect(await codeOf(store.executions.create(executionRecord('a'), headAt(-1)))).toBe('storage/conflict');
      });

      it('[S5] executions made at once get different numbers', async () => {
        const { store } = await openStore();
        const made = await Promise.all(
          ['a', 'b', 'c', 'd'].map((id) => store.executions.create(executionRecord(id), headAt(-1))),
        );
        expect(new Set(made.map(({ number }) => number))).toEqual(new Set([1, 2, 3, 4]));
      });

      it('[S6] a batch is there whole after reopening: record, head, events, keyframes, values', async () => {
        const subject = await openStore();
        const forkedFrom = { execution: executionId('other'), checkpoint: checkpointId(3) };
        const { execution, epoch } = await startExecution(subject.store, 'e', { name: 'First', forkedFrom });
        const keyframe = {
          checkpoint: checkpointId(1),
          seq: seq(1),
          control: { tokens: [1, null], bindings: {} },
          context: [{ key: 'k', hash: storeValue(1).hash, writtenAt: checkpointId(1), writer: undefined }],
        };
        const batch = {
          ...batchOf({ execution, epoch, firstSeq: 0, writes: [{ k: 1 }, { k: 2 }] }),
          keyframes: [keyframe],
        };
        await subject.store.executions.append(batch, relaxed);
        const again = await subject.reopen();
        const expected = {
          record: { ...executionRecord('e', { name: 'First', forkedFrom }), number: 1 },
          head: batch.head,
        };
        expect(await again.executions.find(execution)).toEqual(expected);
        expect(await again.executions.load(execution)).toEqual({
          ...expected,
          events: batch.events,
          keyframes: [keyframe],
        });
        expect(await again.executions.readValues(execution, [...batch.values.keys()])).toEqual(batch.values);
        expect(await again.executions.load(executionId('none'))).toBeUndefined();
      });

      it('[S7] values of every kind survive unchanged, in the context and in events', async () => {
        const subject = await openStore();
        const { execution, epoch } = await startExecution(subject.store, 'e');
        const values = everyKind();
        const batch = batchOf({ execution, epoch, firstSeq: 0, writes: [values] });
        const effect = { type: 'fetch', request: values, result: values } as const;
        const [step] = batch.events;
        if (step === undefined || step.type !== 'step-committed') throw new Error('No step.');
        const recorded = { ...step, seq: seq(1), type: 'effect-recorded', effect } as const;
        await subject.store.executions.append({ ...batch, events: [step, recorded] }, strict);
        const again = await subject.reopen();
        for (const value of Object.values(values)) {
          const bytes = await again.executions.readValue(execution, storeValue(value).hash);
          expect(decodeValue(bytes)).toEqual(value);
        }
        expect((await again.executions.load(execution))?.events[1]).toEqual(recorded);
      });

      it('[S8] a value of 3 MB and one of 100 KB survive, beside small ones', async () => {
        const subject = await openStore();
        const { execution, epoch } = await startExecution(subject.store, 'e');
        const large = { text: 'x0123456789'.repeat(280_000) };
        const bytes = new Uint8Array(100_000).map((_, index) => index % 251);
        const batch = batchOf({ execution, epoch, firstSeq: 0, writes: [{ large, bytes, small: 1 }] });
        await subject.store.executions.append(batch, strict);
        const again = await subject.reopen();
        const read = await again.executions.readValues(execution, [...batch.values.keys()]);
        // Compared by hash: the matcher takes seconds for millions of bytes.
        for (const [hash, encoding] of batch.values) expect(sha256Hex(read.get(hash) ?? '')).toBe(sha256Hex(encoding));
        expect(await again.executions.size(execution)).toBeGreaterThan(3_180_000);
      });

      it('[S8] a batch of very many events survives', async () => {
        const { store } = await openStore();
        const { execution, epoch } = await startExecution(store, 'e');
        const writes = Array.from({ length: 2000 }, (_, index) => ({ [`key${index}`]: `value ${index}` }));
        const batch = batchOf({ execution, epoch, firstSeq: 0, writes });
        await store.executions.append(batch, relaxed);
        expect((await store.executions.load(execution))?.events).toEqual(batch.events);
      });

      it('[S9] events are given from any place on', async () => {
        const { store } = await openStore();
        const { execution, epoch } = await startExecution(store, 'e');
        for (const firstSeq of [0, 3, 6]) {
          const writes = [{ k: firstSeq }, { k: firstSeq + 1 }, { k: firstSeq + 2 }];
          await store.executions.append(batchOf({ execution, epoch, firstSeq, writes }), relaxed);
        }
        for (const from of [0, 1, 3, 5, 8, 9, 100]) {
          const expected = [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((index) => index >= from);
          expect((await store.executions.events(execution, seq(from))).map((event) => event.seq)).toEqual(expected);
        }
        expect(await codeOf(store.executions.events(executionId('none'), seq(0)))).toBe('storage/not-found');
      });

      it('[S10] a writer that was taken over writes nothing any more', async () => {
        const { store } = await openStore();
        const { execution, epoch } = await startExecution(store, 'e');
        await store.executions.append(batchOf({ execution, epoch, firstSeq: 0, writes: [{ k: 1 }] }), relaxed);
        const newer = await store.executions.acquire(execution);
        expect(newer).toBeGreaterThan(epoch);
        const zombie = batchOf({ execution, epoch, firstSeq: 1, writes: [{ k: 'zombie' }] });
        expect(await codeOf(store.executions.append(zombie, strict))).toBe('storage/stale-epoch');
        const [hash] = [...zombie.values.keys()];
        if (hash === undefined) throw new Error('No value.');
        expect(await codeOf(store.executions.readValue(execution, hash))).toBe('storage/not-found');
        await store.executions.append(batchOf({ execution, epoch: newer, firstSeq: 1, writes: [{ k: 2 }] }), relaxed);
        expect((await store.executions.load(execution))?.events).toHaveLength(2);
      });

      it('[S11] a refused batch leaves nothing behind, and the right one still fits', async () => {
        const { store } = await openStore();
        const { execution, epoch } = await startExecution(store, 'e');
        const gap = batchOf({ execution, epoch, firstSeq: 5, writes: [{ k: 'x'.repeat(5000) }] });
        expect(await codeOf(store.executions.append(gap, relaxed))).toBe('storage/conflict');
        const before = await store.executions.load(execution);
        expect(before?.events).toEqual([]);
        expect(before?.head).toEqual(headAt(-1));
        expect(await store.executions.size(execution)).toBe(0);
        const first = batchOf({ execution, epoch, firstSeq: 0, writes: [{ k: 1 }] });
        await store.executions.append(first, relaxed);
        expect(await codeOf(store.executions.append(first, relaxed))).toBe('storage/conflict');
        const unknown = { ...first, execution: executionId('none') };
        expect(await codeOf(store.executions.append(unknown, relaxed))).toBe('storage/not-found');
      });

      it('[S12] 1,000 batches come back in order', async () => {
        const { store } = await openStore();
        const { execution, epoch } = await startExecution(store, 'e');
        for (let index = 0; index < 1000; index++) {
          const batch = batchOf({ execution, epoch, firstSeq: index, writes: [{ counter: index }] });
          await store.executions.append(batch, { strict: index % 100 === 0 });
        }
        const loaded = await store.executions.load(execution);
        expect(loaded?.events.map((event) => event.seq)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
        expect(loaded?.head.steps).toBe(1000);
        for (const index of [0, 499, 999]) {
          const bytes = await store.executions.readValue(execution, storeValue(index).hash);
          expect(decodeValue(bytes)).toBe(index);
        }
      });

      it('[S13] a keyframe and a head may be saved without events', async () => {
        const { store } = await openStore();
        const { execution, epoch } = await startExecution(store, 'e');
        const head = headAt(-1, { status: 'paused', pause: { type: 'user' } });
        const batch = { execution, epoch, events: [], values: new Map(), keyframes: [], head };
        await store.executions.append(batch, strict);
        expect((await store.executions.load(execution))?.head).toEqual(head);
      });

      it('[S14] renames, deletes, restores and purges', async () => {
        const subject = await openStore();
        const { store } = subject;
        const { execution, epoch } = await startExecution(store, 'e', { createdAt: 1 });
        await startExecution(store, 'f', { createdAt: 2 });
        const batch = batchOf({ execution, epoch, firstSeq: 0, writes: [{ k: 'x'.repeat(5000), small: 1 }] });
        await store.executions.append(batch, relaxed);
        const listed = async () => (await store.executions.list()).map(({ record }) => [record.id, record.name]);
        await store.executions.rename(execution, 'Best');
        expect(await listed()).toEqual([
          ['f', undefined],
          ['e', 'Best'],
        ]);
        await store.executions.rename(execution, undefined);
        await store.executions.remove(execution, 10);
        expect(await listed()).toEqual([['f', undefined]]);
        expect((await store.executions.find(execution))?.record.deletedAt).toBe(10);
        await store.executions.restore(execution);
        expect(await listed()).toEqual([
          ['f', undefined],
          ['e', undefined],
        ]);
        await store.executions.remove(execution, 10);
        expect(await store.executions.purge(10)).toBe(0);
        expect(await store.executions.purge(11)).toBe(1);
        expect(await store.executions.load(execution)).toBeUndefined();
        const again = await subject.reopen();
        for (const hash of batch.values.keys()) {
          expect(await codeOf(again.executions.readValue(execution, hash))).toBe('storage/not-found');
        }
        expect(await codeOf(again.executions.restore(execution))).toBe('storage/not-found');
        expect((await again.executions.load(executionId('f')))?.record.document).toEqual(documentNamed('flow'));
      });

      it('[S14] lists the executions of one workflow', async () => {
        const { store } = await openStore();
        await startExecution(store, 'a', { workflow: workflowId('x') });
        await startExecution(store, 'b', { workflow: workflowId('y') });
        expect((await store.executions.list(workflowId('y'))).map(({ record }) => record.id)).toEqual(['b']);
      });

      it('[S15] an execution keeps the document it ran, whatever the workflow becomes', async () => {
        const subject = await openStore();
        const { store } = subject;
        await store.workflows.save(workflowRecord('flow', { document: documentNamed('before') }), 0);
        await startExecution(store, 'e', { document: documentNamed('before') });
        await store.workflows.save(workflowRecord('flow', { document: documentNamed('after') }), 1);
        const again = await subject.reopen();
        expect((await again.executions.load(executionId('e')))?.record.document).toEqual(documentNamed('before'));
        expect((await again.workflows.get(workflowId('flow')))?.document).toEqual(documentNamed('after'));
      });

      it('[S16] the size grows with what is saved', async () => {
        const { store } = await openStore();
        const { execution, epoch } = await startExecution(store, 'e');
        await store.executions.append(batchOf({ execution, epoch, firstSeq: 0, writes: [{ k: 1 }] }), relaxed);
        const before = await store.executions.size(execution);
        expect(before).toBeGreaterThan(0);
        const text = 'x'.repeat(50_000);
        await store.executions.append(batchOf({ execution, epoch, firstSeq: 1, writes: [{ k: text }] }), relaxed);
        expect((await store.executions.size(execution)) - before).toBeGreaterThan(50_000);
        expect(await codeOf(store.executions.size(executionId('none')))).toBe('storage/not-found');
      });
    });
  });
}
