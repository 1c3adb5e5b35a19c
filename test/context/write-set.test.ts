import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyChanges,
  bytesDelta,
  contextBytes,
  contextFromSlots,
  contextView,
  emptyContext,
} from '../../src/context/context-version.ts';
import { createSnapshot } from '../../src/context/snapshot.ts';
import { storeValue } from '../../src/context/store-value.ts';
import { applyEdits, applyWrites, unknownWriter } from '../../src/context/write-set.ts';
import type { WriteOutcome } from '../../src/context/write-set.ts';
import type { MergeRule } from '../../src/model/graph-document.ts';
import { checkpointId } from '../../src/model/ids.ts';
import type { Value } from '../../src/model/value.ts';
import { anyValue } from './arbitrary-value.ts';
import { by, byHand, contextOf, plainContext, writing } from './contexts.ts';

function applied(outcome: WriteOutcome): Extract<WriteOutcome, { type: 'applied' }> {
  if (outcome.type === 'refused') throw new Error(outcome.error.message);
  return outcome;
}

const rulesOf = (rules: Readonly<Record<string, MergeRule>>): ReadonlyMap<string, MergeRule> =>
  new Map(Object.entries(rules));

/** What key `k` becomes when it holds `present` and a node writes `written`. */
function merge(rule: MergeRule, present: Value, written: Value): WriteOutcome {
  const current = contextOf({ k: present });
  return applyWrites({
    base: current,
    current,
    writeSet: writing({ k: written }),
    rules: rulesOf({ k: rule }),
    by: by(1, 'a'),
  });
}

function mergeOntoNothing(rule: MergeRule, written: Value): WriteOutcome {
  const writeSet = writing({ k: written });
  return applyWrites({
    base: emptyContext,
    current: emptyContext,
    writeSet,
    rules: rulesOf({ k: rule }),
    by: by(1, 'a'),
  });
}

describe('write sets', () => {
  it('[C20] writes and removals become changes in key order, with who wrote', () => {
    const current = contextOf({ b: 1, gone: 2, same: [3] });
    const { context, changes, conflicts } = applied(
      applyWrites({
        base: current,
        current,
        writeSet: writing({ z: 26, b: 'new', same: [3] }, ['gone', 'never']),
        rules: new Map(),
        by: by(7, 'train'),
      }),
    );
    expect(changes.map(({ key, before, after }) => [key, before?.value, after?.value])).toEqual([
      ['b', 1, 'new'],
      ['gone', 2, undefined],
      ['z', undefined, 26],
    ]);
    expect(conflicts).toEqual([]);
    expect(context.slots.get('b')).toMatchObject({ writer: 'train', writtenAt: 'c7' });
    expect(plainContext(context)).toEqual({ b: 'new', same: [3], z: 26 });
  });

  it('[C21] an equal value is no change and leaves who wrote it', () => {
    const { context, changes } = applied(merge('replace', { a: 1, b: [2] }, { b: [2], a: 1 }));
    expect(changes).toEqual([]);
    expect(context.slots.get('k')?.writer).toBeUndefined();
  });

  it('[C20] a stored `undefined` is a value, a removed key is none', () => {
    const { context } = applied(merge('replace', 1, undefined));
    expect(context.slots.has('k')).toBe(true);
    expect(context.slots.get('k')?.value.value).toBeUndefined();
  });

  it('[C20] a key that is both removed and written is written', () => {
    const current = contextOf({ k: 1 });
    const request = { base: current, current, writeSet: writing({ k: 2 }, ['k']), rules: new Map(), by: by(1, 'a') };
    expect(plainContext(applied(applyWrites(request)).context)).toEqual({ k: 2 });
  });

  it.each<[MergeRule, Value, Value, Value]>([
    ['replace', [1], [2], [2]],
    ['error', [1], [2], [2]],
    ['append', [1], [2, 3], [1, 2, 3]],
    ['append', [1], 'two', [1, 'two']],
    ['append', 'one', ['two'], ['one', 'two']],
    ['union', [1, { a: 1, b: 2 }], [{ b: 2, a: 1 }, 3, 1], [1, { a: 1, b: 2 }, 3]],
    ['union', new Set([1]), [1, 2], new Set([1, 2])],
    ['sum', 1, 2, 3],
    ['sum', 1n, 2n, 3n],
    ['min', 3, 2, 2],
    ['min', 'a', 'b', 'a'],
    ['max', new Date(1), new Date(2), new Date(2)],
    ['max', 3n, 2n, 3n],
    ['max', 1, Number.NaN, Number.NaN],
    ['deep', { a: { x: 1, y: 1 }, l: [1] }, { a: { y: 2 }, l: [2], n: 0 }, { a: { x: 1, y: 2 }, l: [2], n: 0 }],
  ])('[C22] %s of %o and %o is %o', (rule, present, written, expected) => {
    expect(plainContext(applied(merge(rule, present, written)).context)['k']).toEqual(expected);
  });

  it.each<[MergeRule, Value, Value, RegExp]>([
    ['sum', 1, '2', /`sum` of `k` can't combine number with string/],
    ['sum', 1, 2n, /number with bigint/],
    ['min', 1, 'a', /number with string/],
    ['max', { a: 1 }, 2, /object with number/],
    ['deep', [1], { a: 1 }, /array with object/],
  ])('[C23] %s of %o and %o is refused with key, rule and types', (rule, present, written, message) => {
    const outcome = merge(rule, present, written);
    expect(outcome).toMatchObject({ type: 'refused', error: { code: 'context/merge', place: { key: 'k' } } });
    expect(outcome.type === 'refused' && outcome.error.message).toMatch(message);
  });

  it('[C23] a first value that the rule could not go on with is refused', () => {
    const request = { base: emptyContext, current: emptyContext, rules: rulesOf({ k: 'sum' }), by: by(1, 'a') };
    expect(applyWrites({ ...request, writeSet: writing({ k: 'text' }) }).type).toBe('refused');
    expect(applyWrites({ ...request, writeSet: writing({ k: 5 }) }).type).toBe('applied');
  });

  it('[C22] deep merges keep `__proto__` a plain key', () => {
    const { context } = applied(merge('deep', { a: 1 }, JSON.parse('{"__proto__": {"x": 1}}')));
    const merged = context.slots.get('k')?.value.value as object;
    expect(Object.keys(merged)).toEqual(['a', '__proto__']);
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });

  it.each<[MergeRule, Value, Value]>([
    ['append', 'one', ['one']],
    ['append', undefined, [undefined]],
    ['append', ['one'], ['one']],
    ['union', 'one', ['one']],
    ['union', new Set([1]), new Set([1])],
  ])('[C22] %s of %o onto a missing key gives %o', (rule, written, expected) => {
    const { slots } = applied(mergeOntoNothing(rule, written)).context;
    expect(slots.get('k')?.value.value).toEqual(expected);
  });

  const anyList = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('a', 'b')));
  const leaves = fc.record(
    { a: fc.integer(), b: fc.record({ c: fc.string() }, { requiredKeys: [] }) },
    { requiredKeys: [] },
  );
  it.each<[MergeRule, fc.Arbitrary<unknown>]>([
    ['append', anyList],
    ['union', anyList],
    ['sum', fc.bigInt()],
    ['min', fc.double()],
    ['max', fc.string()],
    ['deep', leaves],
  ])('[C22] %s is associative', (rule, values) => {
    const combined = (present: Value, written: Value): Value =>
      plainContext(applied(merge(rule, present, written)).context)['k'];
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        expect(combined(combined(a, b), c)).toEqual(combined(a, combined(b, c)));
      }),
    );
  });

  it('[C22] what a merge made is encoded like the same value written whole', () => {
    const rules: MergeRule[] = ['append', 'union'];
    fc.assert(
      fc.property(anyValue, anyValue, fc.constantFrom(...rules), (present, written, rule) => {
        const stored = applied(merge(rule, present, written)).context.slots.get('k')?.value;
        const whole = storeValue(stored?.value);
        expect(stored?.hash).toBe(whole.hash);
        expect(stored?.bytes).toBe(whole.bytes);
        expect(stored?.bytesBound).toBeGreaterThanOrEqual(whole.bytes);
      }),
      { examples: [[0, new Set(), 'union']] },
    );
  });
});

describe('concurrent writes', () => {
  const base = contextOf({ k: 0, other: 0 });
  const first = (value: Value) =>
    applied(applyWrites({ base, current: base, writeSet: writing({ k: value }), rules: new Map(), by: by(1, 'a') }));
  const second = (rule: MergeRule, value: Value) =>
    applyWrites({
      base,
      current: first([1]).context,
      writeSet: writing({ k: value }),
      rules: rulesOf({ k: rule }),
      by: by(2, 'b'),
    });

  it('[C24] under `replace` the later wins and the conflict is recorded as resolved', () => {
    const { context, conflicts } = applied(second('replace', [2]));
    expect(plainContext(context)['k']).toEqual([2]);
    expect(
      conflicts.map(({ writers, values, ...facts }) => [facts, writers, values.map((value) => value?.value)]),
    ).toEqual([[{ key: 'k', rule: 'replace', resolved: true }, ['a', 'b'], [[1], [2]]]]);
  });

  it('[C24] under `error` the second is refused, even with an equal value', () => {
    for (const value of [[2], [1]]) {
      const outcome = second('error', value);
      expect(outcome).toMatchObject({ type: 'refused', error: { code: 'context/conflict', place: { key: 'k' } } });
      expect(outcome.conflicts).toMatchObject([{ resolved: false, writers: ['a', 'b'] }]);
    }
  });

  it('[C24] under a rule that combines both count, and the conflict is recorded', () => {
    const { context, conflicts } = applied(second('append', [2]));
    expect(plainContext(context)['k']).toEqual([1, 2]);
    expect(conflicts).toMatchObject([{ rule: 'append', resolved: true }]);
  });

  it('[C24] equal values under `replace` are no conflict', () => {
    expect(applied(second('replace', [1])).conflicts).toEqual([]);
  });

  it('[C24] a removal against a write is a conflict', () => {
    const removed = applyWrites({
      base,
      current: base,
      writeSet: writing({}, ['k']),
      rules: new Map(),
      by: by(1, 'a'),
    });
    const { conflicts } = applied(
      applyWrites({
        base,
        current: applied(removed).context,
        writeSet: writing({ k: 5 }),
        rules: new Map(),
        by: by(2, 'b'),
      }),
    );
    expect(conflicts).toMatchObject([{ writers: [unknownWriter, 'b'], values: [undefined, { value: 5 }] }]);
  });

  it('[C24] writers of different keys do not meet', () => {
    const { context, conflicts } = applied(
      applyWrites({
        base,
        current: first([1]).context,
        writeSet: writing({ other: 2 }),
        rules: rulesOf({ other: 'error' }),
        by: by(2, 'b'),
      }),
    );
    expect(conflicts).toEqual([]);
    expect(plainContext(context)).toEqual({ k: [1], other: 2 });
  });
});

describe('edits by hand', () => {
  it('[C25] replace whatever the rules, remove, and are nobody’s', () => {
    const { context, changes } = applied(
      applyEdits(
        contextOf({ a: [1], b: 2 }),
        [
          { key: 'a', value: [9] },
          { key: 'b', remove: true },
        ],
        byHand(4),
      ),
    );
    expect(plainContext(context)).toEqual({ a: [9] });
    expect(changes.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(context.slots.get('a')).toMatchObject({ writer: undefined, writtenAt: 'c4' });
  });

  it('[C25] give their changes in key order, however they come', () => {
    const edits = ['c', 'a', 'b'].map((key) => ({ key, value: 1 }));
    const { changes } = applied(applyEdits(emptyContext, edits, byHand(1)));
    expect(changes.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });

  it('[C25] of several edits of a key the last counts, as one change', () => {
    const edits = [
      { key: 'a', value: 1 },
      { key: 'a', value: 2 },
    ];
    const { changes } = applied(applyEdits(emptyContext, edits, byHand(1)));
    expect(changes.map(({ key, after }) => [key, after?.value])).toEqual([['a', 2]]);
  });

  it('[C3] a value that the context cannot hold refuses the whole edit', () => {
    const edits = [
      { key: 'a', value: 1 },
      { key: 'b', value: [() => 1] },
    ];
    const outcome = applyEdits(emptyContext, edits, byHand(1));
    expect(outcome).toMatchObject({ type: 'refused', error: { place: { key: 'b', path: 'b[0]' } } });
  });
});

describe('limits', () => {
  const limits = { maxValueBytes: 1000, maxContextBytes: 2500 };
  const write = (writes: Readonly<Record<string, Value>>) =>
    applyWrites({
      base: contextOf({ there: 'x'.repeat(900) }),
      current: contextOf({ there: 'x'.repeat(900) }),
      writeSet: writing(writes),
      rules: new Map(),
      by: by(1, 'a'),
      limits,
    });

  it('[C26] a value that is too large is refused with its key', () => {
    expect(write({ k: 'x'.repeat(1001) })).toMatchObject({
      type: 'refused',
      error: {
        code: 'context/value-too-large',
        message: expect.stringContaining('; at most 1000 bytes are allowed.') as string,
        place: { key: 'k' },
      },
    });
    expect(write({ k: 'x'.repeat(990) }).type).toBe('applied');
  });

  it('[C26] a context that would be too large is refused', () => {
    expect(write({ a: 'x'.repeat(900), b: 'x'.repeat(900) })).toMatchObject({
      type: 'refused',
      error: { code: 'context/too-large' },
    });
  });

  it('[C6] the bound of a context stays the sum of its values, however often they are replaced', () => {
    let context = emptyContext;
    for (let step = 0; step < 100; step++) {
      const writeSet = writing({ k: 'x'.repeat(100 + step) });
      context = applied(
        applyWrites({ base: context, current: context, writeSet, rules: new Map(), by: by(step, 'a') }),
      ).context;
      contextBytes(context);
    }
    expect(context.bytesBound).toBe(context.slots.get('k')?.value.bytesBound);
  });

  it('[C26] nothing is encoded or hashed while the limits are far', () => {
    const value = storeValue({ rows: [1, 2, 3] });
    const touched: string[] = [];
    const watched = new Proxy(value, {
      get(target, property) {
        touched.push(String(property));
        const found: unknown = Reflect.get(target, property, target);
        return found;
      },
    });
    const writeSet = { writes: [{ key: 'k', value: watched }], removed: [] };
    const far = { maxValueBytes: 1_000_000, maxContextBytes: 1_000_000 };
    const request = {
      base: emptyContext,
      current: emptyContext,
      writeSet,
      rules: new Map(),
      by: by(1, 'a'),
      limits: far,
    };
    expect(applyWrites(request).type).toBe('applied');
    expect(touched.filter((property) => /^(hash|bytes|encode|summary)$/.test(property))).toEqual([]);
  });
});

describe('versions', () => {
  it('[C27] applying the changes of an event gives the context that it left', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), anyValue), (writes) => {
        const current = contextOf({ a: 1, b: [2] });
        const writeSet = writing(writes, ['b']);
        const outcome = applied(applyWrites({ base: current, current, writeSet, rules: new Map(), by: by(3, 'n') }));
        const folded = applyChanges(current, outcome.changes, by(3, 'n'));
        expect(contextView(folded, checkpointId(3))).toEqual(contextView(outcome.context, checkpointId(3)));
        expect(contextBytes(folded) - contextBytes(current)).toBe(bytesDelta(outcome.changes));
        expect(folded.bytesBound).toBeGreaterThanOrEqual(contextBytes(folded));
      }),
    );
  });

  it('[C27] a context restored from its slots is the same', () => {
    const context = contextOf({ a: 1, b: { c: new Map() } });
    const restored = contextFromSlots(context.slots.entries());
    expect(contextView(restored, checkpointId(0))).toEqual(contextView(context, checkpointId(0)));
  });
});

describe('snapshots', () => {
  it('[C28] records what was read, by hash, and what was missing', () => {
    const context = contextOf({ a: 1, b: 2, c: 3 });
    const snapshot = createSnapshot(context);
    expect([snapshot.get('a'), snapshot.has('z'), snapshot.peek('b'), snapshot.visibleKeys()]).toEqual([
      1,
      false,
      2,
      ['a', 'b', 'c'],
    ]);
    expect(snapshot.readSet()).toEqual({ keys: { a: storeValue(1).hash, z: null }, allKeys: false });
    expect(snapshot.keys()).toEqual(['a', 'b', 'c']);
    snapshot.recordReads(['c'], false);
    expect(snapshot.readSet()).toEqual({
      keys: { a: storeValue(1).hash, c: storeValue(3).hash, z: null },
      allKeys: true,
    });
  });

  it('[C29] shows the keys of the contract and no others', () => {
    const snapshot = createSnapshot(contextOf({ a: 1, b: 2 }), ['a', 'missing']);
    expect(snapshot.keys()).toEqual(['a']);
    expect([snapshot.get('b'), snapshot.has('b'), snapshot.hashOf('b'), snapshot.peek('b')]).toEqual([
      undefined,
      false,
      undefined,
      undefined,
    ]);
  });
});
