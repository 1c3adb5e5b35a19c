import { describe, expect, it } from 'vitest';
import { storeValue } from '../../src/context/store-value.ts';
import { applyWrites, beginWrites } from '../../src/context/write-set.ts';
import type { ApplyWrites, MergeQuestion, WriteOutcome } from '../../src/context/write-set.ts';
import type { MergeRule } from '../../src/model/graph-document.ts';
import type { Value } from '../../src/model/value.ts';
import { by, contextOf, plainContext, writing } from './contexts.ts';

const longest: MergeRule = { expression: '$length(value) > $length(current) ? value : current' };
const start = contextOf({ a: 'one', b: 'bb', n: 1 });

const request = (changes: Partial<ApplyWrites>): ApplyWrites => ({
  base: start,
  current: start,
  writeSet: writing({}),
  rules: new Map([
    ['a', longest],
    ['b', longest],
    ['fresh', longest],
  ]),
  by: by(1, 'x'),
  ...changes,
});

/** Answers each question with what `answer` makes of it. */
function settle(of: ApplyWrites, answer: (question: MergeQuestion) => Value): readonly [WriteOutcome, MergeQuestion[]] {
  const under = beginWrites(of);
  const asked: MergeQuestion[] = [];
  for (let step = under.next(); ; ) {
    if (step.type !== 'asks') return [step, asked];
    asked.push(step);
    step = under.next(storeValue(answer(step)));
  }
}

describe('merge rules that are expressions', () => {
  it('[C66] asks what each gives, in key order, and says what is there and what is written', () => {
    const [outcome, asked] = settle(
      request({ writeSet: writing({ fresh: 'f', n: 2, a: 'three', b: 'b' }) }),
      ({ current, value }) => (current.found ? `${String(current.value)}|${String(value)}` : value),
    );
    expect(asked.map(({ key, current, value }) => [key, current, value])).toEqual([
      ['a', { found: true, value: 'one' }, 'three'],
      ['b', { found: true, value: 'bb' }, 'b'],
      ['fresh', { found: false }, 'f'],
    ]);
    if (outcome.type === 'refused') throw new Error(outcome.error.message);
    expect(plainContext(outcome.context)).toEqual({ a: 'one|three', b: 'bb|b', fresh: 'f', n: 2 });
  });

  it('[C66] asks per place, the second over what the first came to', () => {
    const patches = [
      { key: 'a', path: ['x'], value: storeValue(1) },
      { key: 'a', path: ['x'], value: storeValue(2) },
      { key: 'a', path: ['y'], remove: true as const },
    ];
    const current = contextOf({ a: { x: 10, y: 1 } });
    const [outcome, asked] = settle(
      request({ base: current, current, writeSet: { ...writing({}), patches } }),
      ({ current: there, value }) => (there.found ? Number(there.value) : 0) + Number(value),
    );
    expect(asked.map(({ path, current: there }) => [path, there])).toEqual([
      [['x'], { found: true, value: 10 }],
      [['x'], { found: true, value: 11 }],
    ]);
    if (outcome.type === 'refused') throw new Error(outcome.error.message);
    expect(plainContext(outcome.context)['a']).toEqual({ x: 13 });
  });

  it('[C66] a whole key and a place in it are asked one after the other', () => {
    const patches = [{ key: 'a', path: ['x'], value: storeValue('p') }];
    const [outcome, asked] = settle(request({ writeSet: { ...writing({ a: 'w' }), patches } }), ({ path }) =>
      path === undefined ? { x: 'whole' } : 'place',
    );
    expect(asked.map(({ path, current }) => [path, current])).toEqual([
      [undefined, { found: true, value: 'one' }],
      [['x'], { found: true, value: 'whole' }],
    ]);
    if (outcome.type === 'refused') throw new Error(outcome.error.message);
    expect(plainContext(outcome.context)['a']).toEqual({ x: 'place' });
  });

  it('[C66] records a conflict once, under the name `expression`', () => {
    const moved = applyWrites({ ...request({}), writeSet: writing({ n: 0 }), rules: new Map(), by: by(1, 'y') });
    if (moved.type === 'refused') throw new Error(moved.error.message);
    const [outcome] = settle(
      request({
        current: moved.context,
        writeSet: writing({ n: 5 }),
        rules: new Map([['n', longest]]),
        by: by(2, 'x'),
      }),
      () => 7,
    );
    expect(outcome.conflicts).toMatchObject([{ key: 'n', rule: 'expression', writers: ['y', 'x'], resolved: true }]);
  });

  it('[C66] a removal asks nothing', () => {
    const [outcome, asked] = settle(request({ writeSet: writing({}, ['a']) }), () => 'never');
    expect(asked).toEqual([]);
    expect(outcome).toMatchObject({ changes: [{ key: 'a' }] });
  });
});
