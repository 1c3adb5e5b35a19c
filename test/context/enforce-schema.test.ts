import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enforceSchema } from '../../src/context/enforce-schema.ts';
import type { Enforced, OnInvalid } from '../../src/context/enforce-schema.ts';
import { contextProblems } from '../../src/context/schema.ts';
import { applyWrites } from '../../src/context/write-set.ts';
import type { JsonObject, Value } from '../../src/model/value.ts';
import { by, contextOf, plainContext, writing } from './contexts.ts';

const declared: JsonObject = {
  type: 'object',
  required: ['count'],
  properties: {
    count: { type: 'integer', minimum: 0 },
    mode: { enum: ['fast', 'exact'], default: 'fast' },
    order: {
      type: 'object',
      properties: {
        total: { type: 'number', default: 0 },
        items: { type: 'array', items: { $ref: '#/$defs/item' } },
      },
    },
  },
  $defs: { item: { type: 'object', properties: { price: { type: 'number', default: 1 } }, required: ['sku'] } },
};

interface Write {
  readonly present?: Readonly<Record<string, Value>>;
  readonly writes?: Readonly<Record<string, Value>>;
  readonly removed?: readonly string[];
  readonly schema?: JsonObject;
}

function enforce(
  onInvalid: OnInvalid,
  { present = {}, writes = {}, removed = [], schema = declared }: Write,
): Enforced {
  const current = contextOf(present);
  const outcome = applyWrites({
    base: current,
    current,
    writeSet: writing(writes, removed),
    rules: new Map(),
    by: by(1, 'train'),
  });
  if (outcome.type === 'refused') throw new Error(outcome.error.message);
  const { context, changes } = outcome;
  return enforceSchema({ schema, onInvalid, current, context, changes, by: by(1, 'train') });
}

function fitting(outcome: Enforced): Extract<Enforced, { type: 'fits' }> {
  if (outcome.type === 'broken') throw new Error(outcome.error.message);
  return outcome;
}
const contextAfter = (outcome: Enforced) => plainContext(fitting(outcome).context);

describe('the schema at a commit', () => {
  it('[C45] fills in what is missing, keys and properties, and records it as changed', () => {
    const outcome = fitting(enforce('fail', { present: { count: 1 }, writes: { order: { items: [{ sku: 'a' }] } } }));
    expect(contextAfter(outcome)).toEqual({
      count: 1,
      mode: 'fast',
      order: { total: 0, items: [{ sku: 'a', price: 1 }] },
    });
    expect(outcome.changes.map(({ key }) => key)).toEqual(['mode', 'order']);
    expect(outcome.context.slots.get('mode')?.writer).toBe('train');
  });

  it('[C45] leaves what is there: a removed key with a default comes back as the default', () => {
    const kept = enforce('fail', { present: { mode: 'exact' }, writes: { count: 2 } });
    expect(contextAfter(kept)).toMatchObject({ mode: 'exact' });
    const removed = enforce('fail', { present: { mode: 'exact' }, removed: ['mode'] });
    expect(contextAfter(removed)).toEqual({ mode: 'fast' });
  });

  it('[C46] `fail` names key, path, rule and writer', () => {
    expect(enforce('fail', { writes: { order: { total: 'much' } } })).toMatchObject({
      type: 'broken',
      error: {
        code: 'context/schema',
        place: { key: 'order', path: 'order.total', node: 'train' },
        message: expect.stringContaining('`type`') as string,
      },
    });
  });

  it('[C46] names a key that has a dot in it', () => {
    const schema = { properties: { 'a.b': { type: 'number' } } };
    expect(enforce('fail', { writes: { 'a.b': 'x' }, schema })).toMatchObject({ error: { place: { key: 'a.b' } } });
  });

  it('[C47] `reject` leaves the key as it was, takes over the rest and says what it refused', () => {
    const present = { count: 1, mode: 'exact' };
    const outcome = fitting(enforce('reject', { present, writes: { count: -5, mode: 'fast', free: true } }));
    expect(contextAfter(outcome)).toEqual({ count: 1, mode: 'fast', free: true });
    expect(outcome.changes.map(({ key }) => key)).toEqual(['free', 'mode']);
    expect(outcome.rejected).toMatchObject([{ key: 'count', path: 'count', rule: 'minimum', writer: 'train' }]);
    expect(outcome.rejected[0]?.value?.value).toBe(-5);
    expect(outcome.rejected[0]).not.toHaveProperty('repaired');
  });

  it('[C47] `reject` puts back a required key that was removed', () => {
    const outcome = fitting(enforce('reject', { present: { count: 1 }, removed: ['count'] }));
    expect(contextAfter(outcome)).toMatchObject({ count: 1 });
    expect(outcome.rejected).toMatchObject([{ key: 'count', rule: 'required' }]);
    expect(outcome.rejected[0]).not.toHaveProperty('value');
  });

  it('[C47] what breaks a rule over the whole context is laid to all keys that were written', () => {
    const schema = { maxProperties: 2 };
    const outcome = fitting(enforce('reject', { present: { a: 1, b: 2 }, writes: { c: 3 }, schema }));
    expect(contextAfter(outcome)).toEqual({ a: 1, b: 2 });
    expect(outcome.rejected).toMatchObject([{ key: 'c', rule: 'maxProperties' }]);
  });

  it('[C48] `repair` puts the default of the place in', () => {
    const writes = { order: { total: 'much', items: [{ sku: 'a', price: 'dear' }] } };
    const outcome = fitting(enforce('repair', { present: { mode: 'fast' }, writes }));
    expect(contextAfter(outcome)).toEqual({ mode: 'fast', order: { total: 0, items: [{ sku: 'a', price: 1 }] } });
    expect(outcome.rejected).toMatchObject([{ key: 'order', path: 'order.total' }]);
    expect(outcome.rejected[0]?.value?.value).toEqual(writes.order);
    expect(outcome.rejected[0]?.repaired?.value).toEqual({ total: 0, items: [{ sku: 'a', price: 1 }] });
  });

  it('[C48] `repair` leaves the key as it was where the place has no default, or one that does not fit', () => {
    const count = fitting(enforce('repair', { present: { count: 1, mode: 'fast' }, writes: { count: 'many' } }));
    expect(contextAfter(count)).toEqual({ count: 1, mode: 'fast' });
    expect(count.rejected[0]).not.toHaveProperty('repaired');
    const schema = { properties: { n: { type: 'number', default: 'none' } } };
    const broken = fitting(enforce('repair', { present: { n: 5 }, writes: { n: true }, schema }));
    expect(contextAfter(broken)).toEqual({ n: 5 });
    expect(broken.rejected).toMatchObject([{ key: 'n' }]);
    expect(broken.rejected[0]?.value?.value).toBe(true);
  });

  it('[C49] a default beyond the limits refuses the commit', () => {
    const schema = { properties: { big: { default: 'x'.repeat(1000) } } };
    const current = contextOf({});
    const limits = { maxValueBytes: 100 };
    const request = { schema, current, context: current, changes: [], by: by(1, 'train'), limits };
    expect(enforceSchema({ ...request, onInvalid: 'repair' })).toMatchObject({
      type: 'broken',
      error: { code: 'context/value-too-large' },
    });
  });

  it('[C47] whatever is written, a context that fitted still fits, and only what did not fit is missing', () => {
    const value = fc.oneof(fc.integer(), fc.string(), fc.constantFrom('fast', 'exact'), fc.constant({ total: 'x' }));
    const writes = fc.dictionary(fc.constantFrom('count', 'mode', 'order', 'free'), value);
    fc.assert(
      fc.property(writes, fc.constantFrom<OnInvalid>('reject', 'repair'), (written, mode) => {
        const outcome = fitting(enforce(mode, { present: { count: 0, mode: 'exact' }, writes: written }));
        expect(contextProblems({ schema: declared, ...outcome })).toEqual([]);
        const refused = new Set(outcome.rejected.map(({ key }) => key));
        for (const key of Object.keys(written)) {
          if (refused.has(key) || key === 'order') continue;
          expect(contextAfter(outcome)[key]).toEqual(written[key]);
        }
      }),
    );
  });
});
