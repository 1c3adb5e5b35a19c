import * as fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import {
  fromExpression,
  isWritablePath,
  toExpression,
  type ConditionGroup,
  type ConditionRow,
} from '../../src/graph/condition-form.ts';

const row = (key: string, is: '=' | '<' | '>', value: number | boolean | string): ConditionRow => {
  return { type: 'row', path: [key], is, value };
};

const step = fc.oneof(
  fc.constantFrom('accuracy', 'and', 'in', 'true', 'f1 score', 'ключ', '1st', '$x', 'a.b', '__proto__', '"'),
  fc.string({ minLength: 1, maxLength: 5 }).filter((text) => !text.includes('`')),
);
const path = fc.array(step, { minLength: 1, maxLength: 3 });
const value = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.boolean(),
  fc.constant(null),
);
const rows: fc.Arbitrary<ConditionRow> = fc.oneof(
  fc.record({
    type: fc.constant('row' as const),
    path,
    is: fc.constantFrom('=' as const, '!=', '<', '<=', '>', '>=', 'contains'),
    value,
  }),
  fc.record({ type: fc.constant('row' as const), path, is: fc.constant('in' as const), value: fc.array(value) }),
  fc.record({ type: fc.constant('row' as const), path, is: fc.constantFrom('exists' as const, 'missing') }),
);
const groups = fc.letrec<{ group: ConditionGroup; item: ConditionRow | ConditionGroup }>((tie) => ({
  group: fc.record({
    type: fc.constant('group' as const),
    match: fc.constantFrom('all' as const, 'any'),
    items: fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
  }),
  item: fc.oneof({ maxDepth: 3 }, rows, tie('group')),
})).group;

/** The same meaning in the form that text comes back in: one item needs no word, and a lone group no group. */
function plain(group: ConditionGroup): ConditionGroup {
  const items = group.items.map((item) => (item.type === 'group' ? plain(item) : item));
  const [only] = items;
  if (items.length > 1 || only === undefined) return { ...group, items };
  return only.type === 'group' ? only : { ...group, match: 'all', items };
}

describe('conditions as rows', () => {
  it('become the text that a person would write', () => {
    const both: ConditionGroup = {
      type: 'group',
      match: 'all',
      items: [row('accuracy', '<', 0.9), row('attempts', '<', 3)],
    };
    const group: ConditionGroup = { type: 'group', match: 'any', items: [both, row('force', '=', true)] };
    expect(toExpression(group)).toBe('(accuracy < 0.9 and attempts < 3) or force = true');
    expect(fromExpression(toExpression(group))).toEqual(group);
  });

  it('come back from their text with the same meaning', () => {
    fc.assert(
      fc.property(groups, (group) => {
        expect(fromExpression(toExpression(group))).toEqual(plain(group));
      }),
    );
  });

  it('are expressions that the language reads', () => {
    fc.assert(
      fc.property(groups, (group) => {
        expect(() => jsonata(toExpression(group))).not.toThrow();
      }),
    );
  });

  it('mean what the language makes of them', async () => {
    const numbers = fc.constantFrom(1, 2, 3);
    const small = fc.letrec<{ group: ConditionGroup; item: ConditionRow | ConditionGroup }>((tie) => ({
      group: fc.record({
        type: fc.constant('group' as const),
        match: fc.constantFrom('all' as const, 'any'),
        items: fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
      }),
      item: fc.oneof(
        { maxDepth: 2 },
        fc
          .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('=' as const, '<', '>'), numbers)
          .map((parts) => row(...parts)),
        tie('group'),
      ),
    })).group;
    const holds = (item: ConditionRow | ConditionGroup, context: Record<string, number>): boolean => {
      if (item.type === 'group') {
        return item.match === 'all'
          ? item.items.every((each) => holds(each, context))
          : item.items.some((each) => holds(each, context));
      }
      const [found, wanted] = [context[item.path[0]!]!, 'value' in item ? Number(item.value) : 0];
      return item.is === '=' ? found === wanted : item.is === '<' ? found < wanted : found > wanted;
    };
    await fc.assert(
      fc.asyncProperty(small, numbers, numbers, async (group, a, b) => {
        expect(await jsonata(toExpression(group)).evaluate({ a, b })).toBe(holds(group, { a, b }));
      }),
      { numRuns: 50 },
    );
  });

  it('say whether a key is there, in a list, or holds an item', async () => {
    const context = { tags: ['x', 'y'], model: 'tree', 'f1 score': 0.5 };
    const texts = [
      '$exists(tags)',
      '$not($exists(nothing))',
      'model in ["tree", "knn"]',
      '"y" in tags',
      '`f1 score` > 0.4',
    ];
    for (const text of texts) {
      expect(toExpression(fromExpression(text)!)).toBe(text);
      expect(await jsonata(text).evaluate(context)).toBe(true);
    }
  });

  it('hold when nothing is asked for, and do not when one of nothing is asked for', () => {
    expect(fromExpression('true')).toEqual({ type: 'group', match: 'all', items: [] });
    expect(toExpression({ type: 'group', match: 'any', items: [] })).toBe('false');
  });

  it.each([
    '$sum(scores) > 3',
    'a = 1 and b = 2 or c = 3',
    'a + 1 > 2',
    'items[0] = 1',
    'a',
    '',
    'a = b',
    'a = 01',
    '(a = 1',
    'a = 1)',
    'a = "x',
    `${'('.repeat(5000)}a = 1${')'.repeat(5000)}`,
  ])('leave %j to the text', (text) => {
    expect(fromExpression(text)).toBeUndefined();
  });

  it('refuse paths that the language can not write', () => {
    expect([isWritablePath(['a b']), isWritablePath(['a`b']), isWritablePath([]), isWritablePath([''])]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
