import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newOwner } from '../../src/base/owner.ts';
import { emptyArray } from '../../src/base/persistent-array.ts';
import { emptyOrder } from '../../src/base/persistent-order.ts';

const key = fc.oneof(fc.integer({ min: 0, max: 80 }), fc.integer({ min: -(2 ** 50), max: 2 ** 50 }));
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('set' as const), key, value: fc.integer() }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('let go' as const) }) },
);
const edits = fc.array(edit, { maxLength: 300, size: 'max' });

const inOrder = (model: ReadonlyMap<number, number>) => [...model].sort(([a], [b]) => a - b).map(([, value]) => value);

describe('a persistent order', () => {
  it('holds what a Map holds, lowest key first, whoever owns it', () => {
    fc.assert(
      fc.property(edits, fc.boolean(), (all, owning) => {
        const model = new Map<number, number>();
        let order = emptyOrder<number>();
        let owner = owning ? newOwner() : undefined;
        for (const one of all) {
          if (one.type === 'let go') owner &&= newOwner();
          else if (one.type === 'set') order = order.set(one.key, one.value, owner);
          else order = order.delete(one.key, owner);
          if (one.type === 'set') model.set(one.key, one.value);
          if (one.type === 'delete') model.delete(one.key);
          if (one.type !== 'let go') expect(order.get(one.key)).toBe(model.get(one.key));
          expect(order.size).toBe(model.size);
        }
        expect(order.values()).toEqual(inOrder(model));
        expect(order.first).toBe(inOrder(model)[0]);
        for (const [at, value] of model) expect(order.get(at)).toBe(value);
      }),
    );
  });

  it('leaves what was let go of as it was', () => {
    fc.assert(
      fc.property(edits, (all) => {
        const kept: { readonly order: ReturnType<typeof emptyOrder<number>>; readonly values: number[] }[] = [];
        let order = emptyOrder<number>();
        let owner = newOwner();
        for (const one of all) {
          if (one.type === 'set') order = order.set(one.key, one.value, owner);
          else if (one.type === 'delete') order = order.delete(one.key, owner);
          else {
            owner = newOwner();
            kept.push({ order, values: order.values() });
          }
        }
        for (const { order: then, values } of kept) {
          expect(then.values()).toEqual(values);
          expect(then.size).toBe(values.length);
        }
      }),
    );
  });

  it('grows and shrinks by thousands, at either end and in the middle', () => {
    const keys = Array.from({ length: 5000 }, (_, index) => (index * 7919) % 5000);
    const owner = newOwner();
    let order = emptyOrder<number>();
    for (const at of keys) order = order.set(at, at, owner);
    expect(order.values()).toEqual(keys.toSorted((a, b) => a - b));
    for (let at = 0; at < 5000; at++) {
      expect(order.first).toBe(at);
      order = order.delete(at, owner);
    }
    expect(order.size).toBe(0);
    expect(order.first).toBeUndefined();
  });
});

describe('a persistent array', () => {
  const places = fc.array(
    fc.oneof(fc.record({ index: fc.nat(2000), value: fc.integer() }), fc.constant('let go' as const)),
    { maxLength: 200, size: 'max' },
  );

  it('holds what was set, and leaves what was let go of as it was', () => {
    fc.assert(
      fc.property(places, fc.boolean(), (all, owning) => {
        const model = new Map<number, number>();
        const kept: { readonly array: ReturnType<typeof emptyArray<number>>; readonly entries: unknown[] }[] = [];
        let array = emptyArray<number>();
        let owner = owning ? newOwner() : undefined;
        for (const one of all) {
          if (one === 'let go') {
            owner &&= newOwner();
            kept.push({ array, entries: [...array.entries()] });
          } else {
            array = array.set(one.index, one.value, owner);
            model.set(one.index, one.value);
            if (owner === undefined) kept.push({ array, entries: [...array.entries()] });
          }
        }
        expect([...array.entries()]).toEqual([...model].sort(([a], [b]) => a - b));
        for (const { array: then, entries } of kept.slice(0, 20)) expect([...then.entries()]).toEqual(entries);
      }),
    );
  });
});
