import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges, emptyContext } from '../../src/context/context-version.ts';
import type { ContextVersion } from '../../src/context/context-version.ts';
import { decodeValue } from '../../src/context/codec.ts';
import { storeValue } from '../../src/context/store-value.ts';
import { overlaps, readPath, removePath, writePath } from '../../src/context/value-path.ts';
import { applyWrites } from '../../src/context/write-set.ts';
import type { WriteOutcome, WriteSet } from '../../src/context/write-set.ts';
import type { ContextPatch, ValuePath } from '../../src/model/event.ts';
import type { MergeRule } from '../../src/model/graph-document.ts';
import type { Value } from '../../src/model/value.ts';
import type { StoredValue } from '../../src/context/stored-value.ts';
import { by, contextOf, plainContext } from './contexts.ts';

type Patch = ContextPatch<StoredValue>;
const put = (key: string, path: ValuePath, value: Value): Patch => ({ key, path, value: storeValue(value) });
const drop = (key: string, path: ValuePath): Patch => ({ key, path, remove: true });
const patching = (...patches: Patch[]): WriteSet => ({ writes: [], removed: [], patches });

interface Step {
  readonly base: ContextVersion;
  readonly onto: ContextVersion;
  readonly rule?: MergeRule;
  readonly as?: readonly [checkpoint: number, path: string];
}

function commit({ base, onto, rule, as = [1, 'a'] }: Step, writeSet: WriteSet): WriteOutcome {
  const rules = new Map<string, MergeRule>(rule === undefined ? [] : [['order', rule]]);
  return applyWrites({ base, current: onto, writeSet, rules, by: by(...as) });
}

function applied(outcome: WriteOutcome): Extract<WriteOutcome, { type: 'applied' }> {
  if (outcome.type === 'refused') throw new Error(outcome.error.message);
  return outcome;
}

const order = {
  total: 3,
  items: [
    { sku: 'a', price: 1 },
    { sku: 'b', price: 2 },
  ],
  note: 'x',
};
const start = contextOf({ order });
const alone = (...patches: Patch[]): Value =>
  plainContext(applied(commit({ base: start, onto: start }, patching(...patches))).context)['order'];

describe('places in keys', () => {
  it('[C60] writes one place and leaves the rest as it is, sharing it', () => {
    const { context, changes } = applied(
      commit({ base: start, onto: start }, patching(put('order', ['items', 1, 'price'], 9))),
    );
    expect(plainContext(context)['order']).toEqual({ ...order, items: [order.items[0], { sku: 'b', price: 9 }] });
    expect(changes).toMatchObject([{ key: 'order', paths: [['items', 1, 'price']] }]);
    const after = changes[0]?.after?.value as typeof order;
    const before = changes[0]?.before?.value as typeof order;
    expect(after.items[0]).toBe(before.items[0]);
    expect(Object.isFrozen(after.items[1])).toBe(true);
    expect(decodeValue(changes[0]?.after?.encode() ?? new Uint8Array())).toEqual(after);
  });

  it('[C60] makes what is missing on the way: a list before an index, an object before a name', () => {
    const { context } = applied(
      commit(
        { base: emptyContext, onto: emptyContext },
        patching(put('k', ['rows', 0, 'n'], 1), put('k', ['rows', 1], 2)),
      ),
    );
    expect(plainContext(context)).toEqual({ k: { rows: [{ n: 1 }, 2] } });
  });

  it('[C60] removes a property or an item; removing what is not there changes nothing', () => {
    expect(alone(drop('order', ['items', 0]), drop('order', ['note']))).toEqual({
      total: 3,
      items: [{ sku: 'b', price: 2 }],
    });
    expect(alone(drop('order', ['nothing', 'here']))).toEqual(order);
    const { changes } = applied(commit({ base: start, onto: start }, patching(drop('order', ['nothing']))));
    expect(changes).toEqual([]);
  });

  it('[C60] treats `__proto__` as a name like any other', () => {
    const patched = alone(put('order', ['__proto__', 'polluted'], true)) as object;
    expect(Object.hasOwn(patched, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each<[string, ValuePath]>([
    ['a name in a list', ['items', 'first']],
    ['an index beyond the end of a list', ['items', 5]],
    ['a place in a number', ['total', 'net']],
  ])('[C61] refuses %s and names the place', (_, path) => {
    const outcome = commit({ base: start, onto: start }, patching(put('order', path, 1)));
    expect(outcome).toMatchObject({ type: 'refused', error: { code: 'context/path', place: { key: 'order' } } });
  });

  it('[C61] refuses what would be nested too deeply', () => {
    const path = Array.from({ length: 1001 }, () => 'a');
    const outcome = commit({ base: start, onto: start }, patching(put('order', path, 1)));
    expect(outcome).toMatchObject({ type: 'refused', error: { code: 'context/too-deep' } });
  });

  it('[C62] a key and places in it: the places are written into what was returned', () => {
    const writes = [{ key: 'order', value: storeValue({ total: 0 }) }];
    const { context, changes } = applied(
      commit({ base: start, onto: start }, { writes, removed: [], patches: [put('order', ['total'], 7)] }),
    );
    expect(plainContext(context)['order']).toEqual({ total: 7 });
    expect(changes[0]).not.toHaveProperty('paths');
  });

  it('[C63] the rule of the key holds at the place', () => {
    const after = (rule: MergeRule, patch: Patch): Value =>
      plainContext(applied(commit({ base: start, onto: start, rule }, patching(patch))).context)['order'];
    expect(after('sum', put('order', ['total'], 4))).toMatchObject({ total: 7 });
    expect(after('append', put('order', ['items'], 'c'))).toMatchObject({ items: [...order.items, 'c'] });
    expect(after('append', put('order', ['log'], 'first'))).toMatchObject({ log: ['first'] });
    const refused = commit({ base: start, onto: start, rule: 'sum' }, patching(put('order', ['note'], 1)));
    expect(refused).toMatchObject({ type: 'refused', error: { code: 'context/merge' } });
  });
});

describe('what was written before the snapshot', () => {
  it('[C64] is no conflict, though it is the latest write of a place in the key since it was written as a whole', () => {
    const first = applied(commit({ base: start, onto: start, as: [1, 'a'] }, patching(put('order', ['total'], 4))));
    const base = first.context;
    const other = applied(commit({ base, onto: base, as: [2, 'b'] }, patching(put('order', ['note'], 'y'))));
    const outcome = applied(commit({ base, onto: other.context, as: [3, 'c'] }, patching(put('order', ['total'], 5))));
    expect(outcome.conflicts).toEqual([]);
  });
});

describe('the size of patched values', () => {
  it('[C6] is bounded closely however often a place is written, and never below what is stored', () => {
    let context = contextOf({ order: { list: [1, 2, 3], n: 0 } });
    for (let n = 0; n < 2000; n++) {
      context = applied(commit({ base: context, onto: context }, patching(put('order', ['n'], n)))).context;
    }
    const { bytes, bytesBound } = context.slots.get('order')?.value ?? { bytes: 0, bytesBound: 0 };
    expect(bytesBound).toBeGreaterThanOrEqual(bytes);
    expect(bytesBound).toBeLessThan(20_000);
  });

  it('[C6] is never below what is stored, wherever was written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom<ValuePath>(['a'], ['b', 'c'], ['l', 0]), fc.jsonValue())),
        (all) => {
          const base = contextOf({});
          const patches = all.map(([path, value]) => put('k', path, value));
          const outcome = commit({ base, onto: base }, patching(...patches));
          if (outcome.type === 'refused') return;
          for (const { value } of outcome.context.slots.values())
            expect(value.bytesBound).toBeGreaterThanOrEqual(value.bytes);
        },
      ),
    );
  });
});

describe('concurrent writes of places', () => {
  const first = applied(
    commit({ base: start, onto: start, as: [1, 'a'] }, patching(put('order', ['items', 0, 'price'], 10))),
  ).context;
  const second = (...patches: Patch[]) => commit({ base: start, onto: first, as: [2, 'b'] }, patching(...patches));

  it.each<MergeRule>(['replace', 'error', 'deep'])('[C64] different places are no conflict under `%s`', (rule) => {
    const outcome = applied(
      commit({ base: start, onto: first, as: [2, 'b'], rule }, patching(put('order', ['items', 1, 'sku'], { n: 1 }))),
    );
    expect(outcome.conflicts).toEqual([]);
    expect(plainContext(outcome.context)['order']).toEqual({
      ...order,
      items: [
        { sku: 'a', price: 10 },
        { sku: { n: 1 }, price: 2 },
      ],
    });
  });

  it.each<[string, ValuePath, Value]>([
    ['the same place', ['items', 0, 'price'], 20],
    ['a place around it', ['items', 0], { sku: 'z' }],
    ['a place inside it', ['items', 0, 'price', 'net'], 5],
  ])('[C64] %s is a conflict with both writers and values', (_, path, value) => {
    const outcome = second(put('order', path, value));
    expect(outcome.conflicts).toMatchObject([{ key: 'order', rule: 'replace', writers: ['a', 'b'], path }]);
    expect(outcome.conflicts[0]?.values[1]?.value).toEqual(value);
  });

  it('[C64] later wins under `replace`, both are named under `error`', () => {
    const later = applied(second(put('order', ['items', 0, 'price'], 20)));
    expect(readPath(plainContext(later.context), ['order', 'items', 0, 'price'])).toEqual({ found: true, value: 20 });
    const refused = commit(
      { base: start, onto: first, as: [2, 'b'], rule: 'error' },
      patching(put('order', ['items', 0, 'price'], 10)),
    );
    expect(refused).toMatchObject({
      type: 'refused',
      error: { code: 'context/conflict', place: { key: 'order', path: 'order.items[0].price' } },
      conflicts: [{ writers: ['a', 'b'], resolved: false }],
    });
  });

  it('[C64] names who wrote that place, not who wrote the key last', () => {
    const third = applied(
      commit({ base: start, onto: first, as: [2, 'c'] }, patching(put('order', ['total'], 4))),
    ).context;
    const outcome = commit(
      { base: start, onto: third, as: [3, 'b'] },
      patching(put('order', ['items', 0, 'price'], 0)),
    );
    expect(outcome.conflicts).toMatchObject([{ writers: ['a', 'b'] }]);
  });

  it('[C64] what was written before the snapshot is no conflict', () => {
    const outcome = commit(
      { base: first, onto: first, as: [2, 'b'] },
      patching(put('order', ['items', 0, 'price'], 0)),
    );
    expect(outcome.conflicts).toEqual([]);
  });

  it('[C64] whoever replaced the key wrote every place in it', () => {
    const replaced = applied(
      commit(
        { base: start, onto: start },
        { writes: [{ key: 'order', value: storeValue({ total: 3 }) }], removed: [] },
      ),
    ).context;
    const outcome = commit({ base: start, onto: replaced, as: [2, 'b'] }, patching(put('order', ['note'], 'y')));
    expect(outcome.conflicts).toMatchObject([{ writers: ['a', 'b'] }]);
    expect(plainContext(applied(outcome).context)['order']).toEqual({ total: 3, note: 'y' });
  });

  it('[C64] removing an item moves the later ones: a conflict with any place in the list', () => {
    const removed = applied(commit({ base: start, onto: start }, patching(drop('order', ['items', 0])))).context;
    const outcome = commit(
      { base: start, onto: removed, as: [2, 'b'] },
      patching(put('order', ['items', 1, 'sku'], 'q')),
    );
    expect(outcome.conflicts).toMatchObject([{ writers: ['a', 'b'], path: ['items', 1, 'sku'] }]);
  });

  it('[C27] folding the recorded changes gives the same slots, so that later conflicts are the same', () => {
    const one = applied(commit({ base: start, onto: start }, patching(put('order', ['total'], 1))));
    const two = applied(
      commit({ base: start, onto: one.context, as: [2, 'b'] }, patching(put('order', ['note'], 'n'))),
    );
    const folded = applyChanges(applyChanges(start, one.changes, by(1, 'a')), two.changes, by(2, 'b'));
    expect(folded.slots.get('order')).toEqual(two.context.slots.get('order'));
    expect(folded.bytesBound).toBe(two.context.bytesBound);
  });
});

const segment = fc.oneof(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.nat({ max: 2 }));
const anyPath = fc.array(segment, { minLength: 1, maxLength: 4 });
const anyRoot = fc.object({ key: fc.constantFrom('a', 'b', 'c'), maxDepth: 3, values: [fc.integer(), fc.string()] });
const writable = (root: Value, path: ValuePath): boolean => {
  try {
    writePath(root, path, 1, { key: 'k' });
    return true;
  } catch {
    return false;
  }
};

describe('laws of places', () => {
  it('[C65] writes of places apart from each other commute', () => {
    fc.assert(
      fc.property(anyRoot, anyPath, anyPath, (root, a, b) => {
        fc.pre(!overlaps(a, b) && writable(root, a) && writable(root, b));
        const both = (first: ValuePath, second: ValuePath): Value =>
          writePath(writePath(root, first, first, { key: 'k' }), second, second, { key: 'k' });
        // Where one of them makes the container that the other needs, they are not apart: the shapes must agree.
        const agree =
          writable(writePath(root, a, a, { key: 'k' }), b) && writable(writePath(root, b, b, { key: 'k' }), a);
        fc.pre(agree);
        expect(both(a, b)).toEqual(both(b, a));
      }),
    );
  });

  it('[C65] what was written is read; what was removed from an object is not', () => {
    fc.assert(
      fc.property(anyRoot, anyPath, fc.jsonValue(), (root, path, value) => {
        fc.pre(writable(root, path));
        const written = writePath(root, path, value, { key: 'k' });
        expect(readPath(written, path)).toEqual({ found: true, value });
        const removed = removePath(written, path);
        if (typeof path.at(-1) === 'string') expect(readPath(removed, path)).toEqual({ found: false });
        expect(readPath(root, [])).toEqual({ found: true, value: root });
      }),
    );
  });

  it('[C65] two committers of places apart from each other both survive, in either order, without a conflict', () => {
    fc.assert(
      fc.property(anyRoot, anyPath, anyPath, (root, a, b) => {
        fc.pre(
          !overlaps(a, b) && writable(root, a) && writable(root, b) && writable(writePath(root, a, 1, { key: 'k' }), b),
        );
        const base = contextOf({ order: root });
        const once = applied(commit({ base, onto: base, as: [1, 'a'] }, patching(put('order', a, 'A'))));
        const twice = applied(commit({ base, onto: once.context, as: [2, 'b'] }, patching(put('order', b, 'B'))));
        expect(twice.conflicts).toEqual([]);
        const after = plainContext(twice.context)['order'];
        expect(readPath(after, a)).toEqual({ found: true, value: 'A' });
        expect(readPath(after, b)).toEqual({ found: true, value: 'B' });
      }),
    );
  });
});
