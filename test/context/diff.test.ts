import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffContexts } from '../../src/context/diff.ts';
import { diffValues } from '../../src/context/value-diff.ts';
import { patchValue } from '../../src/context/value-patch.ts';
import { valuesEqual } from '../../src/context/value-equality.ts';
import type { Value } from '../../src/model/value.ts';
import { anyValue, repetitiveValue } from './arbitrary-value.ts';
import { contextOf } from './contexts.ts';

const limits = { maxItems: 100_000 };

function shown(a: Value, b: Value): string[] {
  return diffValues(a, b, limits).items.map(({ path, change }) => `${change} ${path.join('.')}`);
}

describe('differences of contexts', () => {
  it('[C30] lists added, changed and removed keys in key order', () => {
    const diff = diffContexts(contextOf({ a: 1, b: [1], gone: 2 }), contextOf({ a: 1, b: [1, 2], new: 3 }));
    expect(
      diff.map(({ key, change, before, after }) => [key, change, before?.summary.text, after?.summary.text]),
    ).toEqual([
      ['b', 'changed', '[1 item]', '[2 items]'],
      ['gone', 'removed', '2', undefined],
      ['new', 'added', undefined, '3'],
    ]);
  });

  it('[C30] contexts with equal values do not differ, however they came about', () => {
    expect(diffContexts(contextOf({ a: { x: 1, y: 2 } }), contextOf({ a: { y: 2, x: 1 } }))).toEqual([]);
  });
});

describe('differences of values', () => {
  it('[C31] patching the first with the difference gives the second', () => {
    fc.assert(
      fc.property(fc.oneof(anyValue, repetitiveValue), fc.oneof(anyValue, repetitiveValue), (a, b) => {
        const { items, truncated } = diffValues(a, b, limits);
        expect(truncated).toBe(false);
        expect(valuesEqual(patchValue(a, items), b)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('[C31] patching works for lists with much in common', () => {
    fc.assert(
      fc.property(fc.array(repetitiveValue), fc.array(repetitiveValue), fc.array(repetitiveValue), (a, b, c) => {
        const before = [...a, ...b, ...c];
        const after = [...c, ...a, { new: 1 }, ...b];
        expect(valuesEqual(patchValue(before, diffValues(before, after, limits).items), after)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('[C31] equal values do not differ', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(diffValues(value, structuredClone(value)).items).toEqual([]);
      }),
    );
  });

  it('[C32] an append shows as added items', () => {
    expect(shown({ log: ['a', 'b'] }, { log: ['a', 'b', 'c', 'd'] })).toEqual(['added log.2', 'added log.3']);
  });

  it('[C32] an insertion in a table shows as one added row, a changed cell as that cell', () => {
    const rows = Array.from({ length: 50 }, (_, id) => ({ id, score: id / 2 }));
    const after = rows
      .map((row) => (row.id === 7 ? { ...row, score: 99 } : row))
      .toSpliced(20, 0, { id: 999, score: 0 });
    expect(shown(rows, after)).toEqual(['added 20', 'changed 7.score']);
  });

  it('[C32] a row that moved shows as removed and added, not as everything between', () => {
    const rows = Array.from({ length: 100 }, (_, id) => ({ id }));
    const [first, ...rest] = rows;
    expect(shown(rows, [...rest, first])).toEqual(['removed 0', 'added 99']);
  });

  it('[C33] the list of differences is bounded and says so', () => {
    const before = Array.from({ length: 5000 }, (_, index) => ({ value: index }));
    const after = before.map(({ value }) => ({ value: value + 0.5 }));
    const { items, truncated } = diffValues(before, after);
    expect(items).toHaveLength(1000);
    expect(truncated).toBe(true);
  });

  it('[C33] compares large shuffled lists without comparing every pair', () => {
    let reads = 0;
    const item = (id: number) => ({
      get id() {
        reads++;
        return id;
      },
    });
    const before = Array.from({ length: 8000 }, (_, id) => item(id));
    const after = before.toReversed();
    diffValues(before, after, { maxItems: 10 });
    expect(reads).toBeLessThan(100 * 8000);
  });

  it('[C31] maps with the same keys in the same order are compared entry by entry', () => {
    const entries = (value: number) =>
      new Map<Value, Value>([
        ['a', 1],
        [{ k: 1 }, value],
      ]);
    expect(diffValues(entries(1), entries(2)).items).toEqual([{ path: [1], change: 'changed', before: 1, after: 2 }]);
  });
});
