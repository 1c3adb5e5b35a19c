import { describe, expect, it } from 'vitest';
import { childrenOf, oneLine, pathText } from '../../src/ui/detail/value-kinds.ts';
import { toTable } from '../../src/ui/detail/table-data.ts';
import { createTimeScale } from '../../src/ui/timeline/time-scale.ts';
import { timelineOf } from '../../src/debugger/timeline-builder.ts';
import { logFromText } from '../debugger/log-from-text.ts';

describe('a value in one line', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [undefined, 'undefined'],
    [null, 'null'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [12n, '12n'],
    ['a "quoted" word', '"a \\"quoted\\" word"'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Map([[1, 2]]), 'Map of 1'],
    [new Set([1, 2]), 'Set of 2'],
    [new Float64Array(3), 'Float64Array of 3'],
    [new ArrayBuffer(8), 'ArrayBuffer of 8'],
    [[1, 2, 3], '[1, 2, 3]'],
    [[{ a: 1 }, { a: 2 }], '[2 rows × 1]'],
    [{ a: 1, b: { c: 2 } }, '{ a: 1, b: … }'],
    [{}, '{}'],
  ];
  it.each(cases)('%o reads %s', (value, text) => expect(oneLine(value)).toBe(text));
  it('never grows beyond what it may', () => expect(oneLine('x'.repeat(500), 40)).toHaveLength(40));
});

describe('the inside of a value', () => {
  it('names children so that their paths can be read', () => {
    expect(childrenOf({ plain: 1, 'with space': 2, __proto__: 3 }, 0, 9).map((child) => child.segment)).toEqual([
      '.plain',
      '["with space"]',
    ]);
    expect(childrenOf([7, 8], 1, 9)).toEqual([{ label: '1', segment: '[1]', value: 8 }]);
    expect(childrenOf(new Map([['a', 1]]), 0, 9)).toEqual([{ label: '"a" ⇒', segment: '[0]', value: 1 }]);
    expect(childrenOf(new Uint8Array([5, 6]), 0, 1)).toEqual([{ label: '0', segment: '[0]', value: 5 }]);
  });
  it('shows a key such as __proto__ as the plain key that it is', () => {
    const value = JSON.parse('{"__proto__": 1}') as unknown;
    expect(childrenOf(value, 0, 9)).toEqual([{ label: '__proto__', segment: '.__proto__', value: 1 }]);
  });
  it('writes paths as people do', () => expect(pathText('log', [5, 'text', 'a b'])).toBe('log[5].text["a b"]'));
});

describe('a table', () => {
  it('has the columns of all its rows, and knows which are numbers', () => {
    const table = toTable([{ a: 1 }, { a: 2, b: 'x' }]);
    expect(table?.columns).toEqual(['a', 'b']);
    expect(table?.numeric).toEqual([true, false]);
    expect(table?.cell(0, 1)).toBeUndefined();
  });
  it('is not made of what has no rows', () => {
    expect(toTable([1, 2])).toBeUndefined();
    expect(toTable({ a: [1] })).toBeUndefined();
  });
});

describe('the time scale', () => {
  const { rows } = timelineOf(logFromText('start\nload 10ms\ntrain 40ms').events);
  it('puts all durations on one scale from the left edge', () => {
    const scale = createTimeScale(rows, true);
    expect(rows.map((row) => scale.bar(row))).toEqual([undefined, { left: 0, width: 0.25 }, { left: 0, width: 1 }]);
  });
  it('puts them on the clock where idle time shows', () => {
    const scale = createTimeScale(rows, false);
    const bars = rows.map((row) => scale.bar(row));
    expect(bars[2]?.left).toBeGreaterThan((bars[1]?.left ?? 0) + (bars[1]?.width ?? 1) - 0.001);
  });
});
