import * as fc from 'fast-check';
import type { Value } from '../../src/model/value.ts';

const key = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', '$type', '7', '-0', 'a.b') },
);

const bytes = fc.uint8Array({ maxLength: 24 });
const binary = bytes.chain((data) => {
  const buffer = (unit: number) => data.slice(0, data.length - (data.length % unit)).buffer;
  return fc.constantFrom<Value>(
    data,
    data.buffer,
    new Int8Array(buffer(1)),
    new Uint8ClampedArray(buffer(1)),
    new Int16Array(buffer(2)),
    new Uint16Array(buffer(2)),
    new Int32Array(buffer(4)),
    new Uint32Array(buffer(4)),
    new Float32Array(buffer(4)),
    new Float64Array(buffer(8)),
    new BigInt64Array(buffer(8)),
    new BigUint64Array(buffer(8)),
  );
});

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom<Value>(null, undefined, Number.NaN, Infinity, -Infinity, -0, '\uD800', '\u0000"\\'),
  binary,
);

/** Objects whose keys may be `__proto__`, which a literal could not make. */
const objectOf = (value: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.uniqueArray(fc.tuple(key, value), { maxLength: 5, selector: ([name]) => name }).map((pairs) => {
    const object = {};
    for (const [name, item] of pairs) {
      Object.defineProperty(object, name, { value: item, enumerable: true, configurable: true, writable: true });
    }
    return object;
  });

/** Every kind of value that the context can hold, nested. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: leaf },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 6 }) },
    { weight: 3, arbitrary: objectOf(tie('value')) },
    {
      weight: 1,
      arbitrary: fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 4 }).map((all) => new Map(all)),
    },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }).map((all) => new Set(all)) },
  ),
})).value;

/** Small JSON with many equal parts, so that lists have something to align. */
export const repetitiveValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 3 }) },
    { weight: 4, arbitrary: fc.array(tie('value'), { maxLength: 8 }) },
    { weight: 2, arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')) },
  ),
})).value;
