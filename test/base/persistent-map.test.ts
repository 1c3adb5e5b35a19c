import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMap, persistentMap } from '../../src/base/persistent-map.ts';
import type { Change, PersistentMap } from '../../src/base/persistent-map.ts';

const key = fc.oneof(fc.constantFrom('a', 'b', 'c', '__proto__', '', 'constructor', 'é', '10', '9'), fc.string());
const value = fc.constantFrom(undefined, 0, 1, 2, Number.NaN);
const edits = fc.array(fc.oneof(fc.record({ key, value }), fc.record({ key, remove: fc.constant(true) })), {
  maxLength: 40,
});
type Edit = { key: string; value?: number | undefined; remove?: boolean };

const applyAll = (map: PersistentMap<number | undefined>, all: readonly Edit[]) =>
  all.reduce((next, edit) => (edit.remove ? next.delete(edit.key) : next.set(edit.key, edit.value)), map);

function applyToMap(
  map: ReadonlyMap<string, number | undefined>,
  all: readonly Edit[],
): Map<string, number | undefined> {
  const next = new Map(map);
  for (const edit of all) {
    if (edit.remove) next.delete(edit.key);
    else next.set(edit.key, edit.value);
  }
  return next;
}

const byCodeUnits = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** The plain way to find changes: look at every key. */
function naiveChanges(a: ReadonlyMap<string, number | undefined>, b: ReadonlyMap<string, number | undefined>) {
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => (x < y ? -1 : 1));
  return keys
    .map((at) => ({ key: at, before: a.get(at), after: b.get(at), inBefore: a.has(at), inAfter: b.has(at) }))
    .filter(({ before, after, inBefore, inAfter }) => inBefore !== inAfter || !Object.is(before, after));
}

describe('a persistent map', () => {
  it('holds what a Map holds, in key order', () => {
    fc.assert(
      fc.property(edits, (all) => {
        const map = applyAll(emptyMap(), all);
        const model = applyToMap(new Map(), all);
        expect([...map.entries()]).toEqual([...model].sort(byCodeUnits));
        expect(map.size).toBe(model.size);
        for (const { key: at } of all) {
          expect(map.has(at)).toBe(model.has(at));
          expect(map.get(at)).toBe(model.get(at));
        }
      }),
    );
  });

  it('leaves earlier versions as they were', () => {
    fc.assert(
      fc.property(edits, edits, (first, second) => {
        const before = applyAll(emptyMap(), first);
        const entries = [...before.entries()];
        applyAll(before, second);
        expect([...before.entries()]).toEqual(entries);
      }),
    );
  });

  it('finds the same changes as looking at every key', () => {
    fc.assert(
      fc.property(edits, edits, (first, second) => {
        const a = applyAll(emptyMap(), first);
        const b = applyAll(a, second);
        const modelA = applyToMap(new Map(), first);
        const expected: Change<number | undefined>[] = naiveChanges(modelA, applyToMap(modelA, second));
        expect(a.changes(b)).toEqual(expected);
      }),
    );
  });

  it('finds changes between maps that share nothing', () => {
    fc.assert(
      fc.property(edits, edits, (first, second) => {
        const expected = naiveChanges(applyToMap(new Map(), first), applyToMap(new Map(), second));
        expect(applyAll(emptyMap(), first).changes(applyAll(emptyMap(), second))).toEqual(expected);
      }),
    );
  });

  it('is itself when nothing changes', () => {
    const map = persistentMap([['a', Number.NaN]]);
    expect(map.set('a', Number.NaN)).toBe(map);
    expect(map.delete('b')).toBe(map);
  });

  it('walks only what two versions do not share', () => {
    const large = persistentMap(Array.from({ length: 20_000 }, (_, index) => [`key${index}`, index] as const));
    let comparisons = 0;
    const counted = persistentMap(
      [...large.entries()].map(
        ([at, number]) =>
          [
            at,
            {
              get number() {
                comparisons++;
                return number;
              },
            },
          ] as const,
      ),
    );
    const changed = counted.set('key777', { number: -1 });
    expect(counted.changes(changed).map((change) => change.key)).toEqual(['key777']);
    expect(comparisons).toBe(0);
  });

  it('stays shallow for keys in order', () => {
    let map = emptyMap<number>();
    for (let index = 0; index < 50_000; index++) map = map.set(String(index).padStart(6, '0'), index);
    expect(map.get('049999')).toBe(49_999);
    expect([...map.keys()][25_000]).toBe('025000');
  });
});
