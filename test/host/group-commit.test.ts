import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { decodeValue } from '../../src/context/codec.ts';
import { storeValue } from '../../src/context/store-value.ts';
import { WtbError } from '../../src/model/errors.ts';
import type { Durability } from '../../src/model/execution.ts';
import { checkpointId } from '../../src/model/ids.ts';
import { createGroupCommit } from '../../src/host/group-commit.ts';
import type { GroupCommitOptions } from '../../src/host/group-commit.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import type { CommitBatch } from '../../src/storage/ports.ts';
import { storageFull } from '../../src/storage/storage-error.ts';
import { headAt, startExecution, stepEvent } from '../storage/fixtures.ts';

/** Time that passes when told. */
class ManualClock implements Clock {
  private time = 0;
  private readonly timers = new Map<object, { readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.time;
  }
  monotonic(): number {
    return this.time;
  }
  setTimer(at: number, callback: () => void): () => void {
    const timer = { at, callback };
    this.timers.set(timer, timer);
    return () => void this.timers.delete(timer);
  }
  advance(ms: number): void {
    this.time += ms;
    for (const timer of this.timers.values()) {
      if (timer.at > this.time) continue;
      this.timers.delete(timer);
      timer.callback();
    }
  }
}

async function setUp(durability: Durability, options: Partial<GroupCommitOptions> = {}) {
  const store = createMemoryStore();
  const { execution, epoch } = await startExecution(store, 'e', { durability });
  const clock = new ManualClock();
  const appended: { readonly batch: CommitBatch; readonly strict: boolean }[] = [];
  const fault: { now: WtbError | undefined } = { now: undefined };
  let next = 0;
  const journal = createGroupCommit({
    store: {
      async append(batch, how) {
        if (fault.now !== undefined) throw fault.now;
        await store.executions.append(batch, how);
        appended.push({ batch, strict: how.strict });
      },
    },
    execution,
    epoch,
    durability,
    clock,
    head: () => headAt(next - 1),
    ...options,
  });
  const durable: number[] = [];
  const failed: string[] = [];
  journal.onDurable((upTo) => durable.push(upTo));
  journal.onFailure((error) => failed.push(error.code));
  const step = (value: unknown = next) => {
    journal.append([stepEvent(execution, next, { k: value })]);
    next++;
  };
  /** Lets promises that are under way settle. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { store, execution, clock, appended, fault, journal, durable, failed, step, settle };
}

const full = new WtbError(storageFull('steps'));

describe('group commit', () => {
  it('[S20] gathers for 50 ms and saves a group in one batch', async () => {
    const { clock, appended, durable, step, settle, journal } = await setUp('batched');
    for (let index = 0; index < 5; index++) step();
    clock.advance(49);
    await settle();
    expect(appended).toEqual([]);
    expect(journal.pending).toBe(5);
    clock.advance(1);
    await settle();
    expect(appended.map(({ batch }) => batch.events.length)).toEqual([5]);
    expect(durable).toEqual([4]);
    expect(journal.pending).toBe(0);
  });

  it('[S20] a full group does not wait', async () => {
    const { appended, step, settle } = await setUp('batched', { groupEvents: 3 });
    for (let index = 0; index < 4; index++) step();
    await settle();
    expect(appended.flatMap(({ batch }) => batch.events).length).toBe(4);
  });

  it('[S21] `step` saves each append at once and to the disk', async () => {
    const { appended, step, settle } = await setUp('step');
    step();
    await settle();
    step();
    await settle();
    expect(appended.map(({ batch, strict }) => [batch.events.length, strict])).toEqual([
      [1, true],
      [1, true],
    ]);
  });

  it('[S21] `exit` saves nothing before it is asked', async () => {
    const { clock, appended, step, settle, journal } = await setUp('exit');
    step();
    clock.advance(10_000);
    await settle();
    expect(appended).toEqual([]);
    await journal.flush();
    expect(appended.map(({ strict }) => strict)).toEqual([true]);
  });

  it('[S22] every tenth group reaches the disk', async () => {
    const { clock, appended, step, settle } = await setUp('batched');
    for (let group = 0; group < 20; group++) {
      step();
      clock.advance(50);
      await settle();
    }
    const reached = appended.flatMap(({ strict }, index) => (strict ? [index + 1] : []));
    expect(reached).toEqual([10, 20]);
  });

  it('[S22] a flush reaches the disk also when the last group was written already', async () => {
    const { clock, appended, step, settle, journal } = await setUp('batched');
    step();
    clock.advance(50);
    await settle();
    await journal.flush();
    await journal.flush();
    expect(appended.map(({ batch, strict }) => [batch.events.length, strict])).toEqual([
      [1, false],
      [0, true],
    ]);
  });

  it('[S23] values are saved once, before or with the events that name them', async () => {
    const { store, execution, appended, step, journal } = await setUp('batched');
    step({ rows: [1, 2, 3] });
    step({ rows: [1, 2, 3] });
    await journal.flush();
    step({ rows: [1, 2, 3] });
    await journal.flush();
    expect(appended.map(({ batch }) => batch.values.size)).toEqual([1, 0]);
    const { hash } = storeValue({ rows: [1, 2, 3] });
    expect(decodeValue(await store.executions.readValue(execution, hash))).toEqual({ rows: [1, 2, 3] });
    expect(appended[0]?.batch.events[0]).toMatchObject({ changes: [{ key: 'k', after: { hash, bytes: 17 } }] });
    expect(appended[0]?.batch.events[0]).not.toHaveProperty('changes.0.after.value');
  });

  it('[S24] a failed write loses nothing: it is reported, kept, and saved by a retry', async () => {
    const { store, execution, clock, fault, failed, durable, step, settle, journal } = await setUp('batched');
    step('first');
    fault.now = full;
    clock.advance(50);
    await settle();
    expect(failed).toEqual(['storage/full']);
    expect(journal.failure?.code).toBe('storage/full');
    step('second');
    clock.advance(500);
    await settle();
    expect(failed).toHaveLength(1);
    await expect(journal.retry()).rejects.toBe(full);
    expect(journal.pending).toBe(2);
    fault.now = undefined;
    await journal.retry();
    expect(journal.failure).toBeUndefined();
    expect(durable).toEqual([1]);
    const events = (await store.executions.load(execution))?.events;
    expect(events?.map((event) => event.seq)).toEqual([0, 1]);
    for (const text of ['first', 'second']) {
      const bytes = await store.executions.readValue(execution, storeValue(text).hash);
      expect(decodeValue(bytes)).toBe(text);
    }
  });

  it('[S24] a flush rejects when the write fails', async () => {
    const { fault, step, journal } = await setUp('batched');
    step();
    fault.now = full;
    await expect(journal.flush()).rejects.toBe(full);
  });

  it('[S25] writes never overlap and keep the order', async () => {
    const { appended, step, journal } = await setUp('step');
    for (let index = 0; index < 50; index++) step();
    await Promise.all([journal.flush(), journal.flush(), journal.flush()]);
    expect(appended.flatMap(({ batch }) => batch.events.map(({ seq }) => seq))).toEqual(
      Array.from({ length: 50 }, (_, index) => index),
    );
  });

  it('[S23] a keyframe is saved with the events up to it', async () => {
    const { store, execution, journal } = await setUp('batched');
    const keyframe = { checkpoint: checkpointId(1), control: { tokens: [] }, context: [] };
    journal.append([stepEvent(execution, 0, { k: 1 })], keyframe);
    await journal.flush();
    expect((await store.executions.load(execution))?.keyframes).toEqual([{ ...keyframe, seq: 0 }]);
  });

  it('[S21] nothing is written after it was disposed', async () => {
    const { clock, appended, step, settle, journal } = await setUp('batched');
    step();
    journal.dispose();
    clock.advance(50);
    await settle();
    expect(appended).toEqual([]);
  });
});
