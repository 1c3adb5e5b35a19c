import { describe, expect, test } from 'vitest';
import { createElementaryMath, elementaryNames } from '../../src/sandbox/math/elementary.ts';
import { createRandom } from '../../src/sandbox/realm/random.ts';

const own = createElementaryMath();
const native = Math as unknown as typeof own;
const numbers = new Float64Array(2);
const bits = new BigInt64Array(numbers.buffer);

/** How many numbers lie between two, and one more; endless where they differ in kind. */
function distance(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  if (!Number.isFinite(a) || !Number.isFinite(b) || a === b) return Infinity;
  numbers.set([a, b]);
  const [x, y] = [ordered(bits[0] ?? 0n), ordered(bits[1] ?? 0n)];
  return Number(x > y ? x - y : y - x);
}
const ordered = (pattern: bigint): bigint => (pattern < 0n ? -(pattern & 0x7fffffffffffffffn) : pattern);

const special = [
  0,
  1,
  0.5,
  2,
  3,
  10,
  Infinity,
  Number.NaN,
  5e-324,
  2 ** -1022,
  Number.MAX_VALUE,
  2 ** 53,
  709.7,
  710,
  745,
];
const signed = special.flatMap((x) => [x, -x]);

describe('elementary functions', () => {
  test.each(elementaryNames)('%s is what Math has, within two units of the last place', (name) => {
    const { bits: next, random } = createRandom(name);
    const pattern = (): number => {
      bits[0] = (BigInt(next()) << 32n) | BigInt(next());
      return numbers[0] ?? 0;
    };
    const draws = [pattern, () => random() * 2 - 1, () => (random() - 0.5) * 100, () => (random() - 0.5) * 2000];
    const pairs = signed.flatMap((x) => signed.map((y) => [x, y] as const));
    for (let i = 0; i < 20_000; i++) pairs.push([draws[i % 4]?.() ?? 0, draws[(i >> 2) % 4]?.() ?? 0]);
    const off = pairs.filter(([x, y]) => distance(own[name](x, y), native[name](x, y)) > 2);
    expect(off).toEqual([]);
  });

  test.each(elementaryNames)('%s has the name, length and conversions that Math has', (name) => {
    expect([own[name].name, own[name].length]).toEqual([native[name].name, native[name].length]);
    for (const x of ['0.5', null, true, [], { valueOf: () => 0.25 }, undefined]) {
      expect(distance(own[name](x, 2), native[name](x, 2))).toBeLessThanOrEqual(2);
    }
    expect(() => own[name](1n, 1)).toThrow(TypeError);
  });

  test('whole powers are exact, and those of ten what is written', () => {
    for (let x = -60; x <= 60; x++) {
      for (let y = 0; y <= 30; y++) {
        const exact = BigInt(x) ** BigInt(y);
        if (exact <= 2n ** 53n && exact >= -(2n ** 53n)) expect(own.pow(x, y)).toBe(Number(exact));
      }
    }
    for (let y = -15; y <= 22; y++) expect(own.pow(10, y)).toBe(Number(`1e${y}`));
    expect([own.exp(1), own.log10(1000), own.log2(8), own.cbrt(27), own.hypot(3, 4, 12)]).toEqual([
      Math.E,
      3,
      3,
      3,
      13,
    ]);
  });
});
