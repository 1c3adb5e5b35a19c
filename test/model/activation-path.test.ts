import { describe, expect, test } from 'vitest';
import { addressOf, addressText, localIdsOf, matchesActivation, stepNamed } from '../../src/model/activation-path.ts';
import { activationPath } from '../../src/model/ids.ts';

describe('addresses of activations', () => {
  test('name a path, and which of the activations there', () => {
    expect(addressOf('map[12]/loop[3]/score')).toEqual({ path: 'map[12]/loop[3]/score' });
    expect(addressOf('map#2[1]/score#3')).toEqual({ path: 'map#2[1]/score', iteration: 3 });
    expect(addressOf('map#2[1]')).toEqual({ path: 'map#2[1]' });
    expect(addressText(activationPath('map[1]/score'), 3)).toBe('map[1]/score#3');
    expect(addressText(activationPath('score'), 1)).toBe('score');
  });
  test('are read for the nodes on the way; what is malformed, or ends in a frame, names none', () => {
    expect(localIdsOf('map#2[*]/loop[3]/sub/score#*')).toEqual(['map', 'loop', 'sub', 'score']);
    for (const text of ['', '/', 'a/', 'a b', 'map[12]', 'map[x]/a', 'a#0', 'a[1]b', 'a[-1]/b', 'a#1#2']) {
      expect([text, localIdsOf(text)]).toEqual([text, undefined]);
    }
  });
});

describe('a step that a text names', () => {
  const steps = [
    { path: 'map[0]/a', iteration: 1, at: 1 },
    { path: 'map[0]/a', iteration: 2, at: 2 },
    { path: 'map[0]/a', iteration: 1, at: 3 },
    { path: 'b', iteration: 2, at: 4 },
    { path: 'b', iteration: 3, at: 5 },
  ];
  test.each([
    ['map[0]/a', 3],
    ['map[0]/a#1', 3],
    ['map[0]/a#2', 2],
    ['map[0]/a#3', undefined],
    ['b', 4],
    ['b#1', undefined],
    ['b#3', 5],
    ['map[1]/a', undefined],
  ])('%s is the one at %s', (text, at) => {
    expect(stepNamed(steps, text)?.at).toBe(at);
  });
});

describe('a path that is looked for', () => {
  const cases: readonly (readonly [pattern: string, path: string, iteration: number, is: boolean])[] = [
    ['a', 'a', 1, true],
    ['a', 'a', 7, true],
    ['a', 'ab', 1, false],
    ['a#1', 'a', 1, true],
    ['a#1', 'a', 2, false],
    ['a#*', 'a', 2, true],
    ['map[1]/a', 'map[1]/a', 3, true],
    ['map[1]/a', 'map[12]/a', 1, false],
    ['map[*]/a', 'map[12]/a', 1, true],
    ['map[*]/a', 'map#2[12]/a', 1, false],
    ['map#*[*]/a', 'map#2[12]/a', 1, true],
    ['map#*[*]/a', 'map[12]/a', 1, true],
    ['map#1[0]/a', 'map[0]/a', 1, true],
    ['map[*]/a', 'map[1]/loop[1]/a', 1, false],
    ['map[*]/a', 'map/a', 1, false],
    ['map[*]/a#2', 'map[3]/a', 2, true],
    ['map[*]/b', 'map[3]/a', 1, false],
  ];
  test.each(cases)('%s of %s at its activation %i: %s', (pattern, path, iteration, is) => {
    expect(matchesActivation(pattern, path, iteration)).toBe(is);
  });
});
