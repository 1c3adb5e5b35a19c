import { describe, expect, test } from 'vitest';
import { isLoaded, storeValue } from '../../src/context/store-value.ts';
import type { StoredValue } from '../../src/context/stored-value.ts';
import type { EngineEvent } from '../../src/engine/state.ts';
import { ValuePool } from '../../src/engine/value-pool.ts';
import { branchNumber, executionId, seq } from '../../src/model/ids.ts';

const large = (letter: string): StoredValue => storeValue(letter.repeat(10_000));
const sent = (at: number, value: StoredValue): EngineEvent => ({
  executionId: executionId('x'),
  seq: seq(at),
  at: 0,
  branch: branchNumber(1),
  type: 'message-sent',
  name: 'm',
  value,
  kept: false,
});

/** Room for four of them; six are appended and saved. */
function full(needed: readonly number[] = []) {
  const values = ['a', 'b', 'c', 'd', 'e', 'f'].map(large);
  const encodings = new Map(values.map((value) => [value.hash, storeValue(value.value)]));
  const pool = new ValuePool({
    loadValues: () => Promise.resolve(encodings),
    maxBytes: 45_000,
    needed: () => needed.map((at) => values[at] as StoredValue),
  });
  const append = (from: number, to: number) => {
    pool.appended(values.slice(from, to).map((value, at) => sent(from + at, value)));
    pool.durable(seq(to - 1));
  };
  const kept = () => values.flatMap((value, at) => (isLoaded(value) ? [at] : []));
  return { values, pool, append, kept };
}

describe('values that are saved', () => {
  test('[E74] go longest unused first, until a quarter of the room is free again', () => {
    const { append, kept } = full();
    append(0, 4);
    expect(kept()).toEqual([0, 1, 2, 3, 4, 5]);
    append(4, 5);
    expect(kept()).toEqual([2, 3, 4, 5]);
  });
  test('[E74] stay as long as they are needed', () => {
    const { append, kept } = full([0, 2]);
    append(0, 6);
    expect(kept()).toEqual([0, 2, 5]);
  });
  test('[E74] stay longer when they were used since', async () => {
    const { values, pool, append, kept } = full();
    append(0, 5);
    await pool.load([values[0] as StoredValue]);
    expect(kept()).toEqual([0, 2, 3, 4, 5]);
    append(5, 6);
    expect(kept()).toEqual([0, 4, 5]);
  });
  test('[E74] stay longer when they were named again since', () => {
    const { values, pool, append, kept } = full();
    append(0, 4);
    pool.appended([sent(4, values[0] as StoredValue)]);
    pool.durable(seq(4));
    append(4, 6);
    expect(kept()).toEqual([0, 4, 5]);
  });
  test('[E74] stay until they are saved', () => {
    const { pool, values, kept } = full();
    pool.appended(values.map((value, at) => sent(at, value)));
    expect(kept()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(pool.retained).toMatchObject({ values: 6 });
    expect(pool.retained.unsavedBytes).toBeGreaterThan(60_000);
  });
});
