import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, hashValue } from '../../src/context/canonical.ts';
import { copyValue, maxDepth } from '../../src/context/check-value.ts';
import { decodeValue, encodeValue } from '../../src/context/codec.ts';
import { sha256Hex } from '../../src/context/sha256.ts';
import { storedFromEncoding, storeValue, toValueRef } from '../../src/context/store-value.ts';
import { fromTaggedJson, toTaggedJson } from '../../src/context/tagged-json.ts';
import { valuesEqual } from '../../src/context/value-equality.ts';
import { summarize } from '../../src/context/value-summary.ts';
import { WtbError } from '../../src/model/errors.ts';
import type { ErrorInfo } from '../../src/model/errors.ts';
import type { JsonValue, Value } from '../../src/model/value.ts';
import { anyValue } from './arbitrary-value.ts';

function refusal(value: Value, key?: string): ErrorInfo {
  try {
    copyValue(value, key === undefined ? {} : { key });
  } catch (thrown) {
    if (thrown instanceof WtbError) return thrown.info;
    throw thrown;
  }
  throw new Error('It was accepted.');
}

function nested(levels: number): Value {
  let value: Value = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

function shuffledKeys(value: Value): Value {
  if (Array.isArray(value)) return value.map(shuffledKeys);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const shuffled = {};
  for (const key of Object.keys(value).reverse()) {
    const item = shuffledKeys((value as Record<string, Value>)[key]);
    Object.defineProperty(shuffled, key, { value: item, enumerable: true, configurable: true, writable: true });
  }
  return shuffled;
}

describe('values that the context can hold', () => {
  it('[C1] every kind of value is copied unchanged', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(copyValue(value).value).toEqual(value);
      }),
    );
  });

  it('[C2] a copy shares nothing that could change with the original', () => {
    const rows = [{ score: 1 }];
    const bytes = new Uint8Array([1, 2]);
    const stored = storeValue({ rows, bytes });
    rows[0] = { score: 9 };
    bytes[0] = 9;
    expect(stored.value).toEqual({ rows: [{ score: 1 }], bytes: new Uint8Array([1, 2]) });
    expect(Object.isFrozen((stored.value as { rows: unknown[] }).rows[0])).toBe(true);
  });

  it('[C2] a value that is stored already is not copied again', () => {
    const stored = storeValue({ a: [1, 2] });
    expect(storeValue(stored.value)).toBe(stored);
  });

  class Row {
    score = 1;
  }
  const cyclic: { rows: Value[] } = { rows: [1] };
  cyclic.rows.push({ back: cyclic });
  const holes: number[] = [1];
  holes[2] = 3;
  const named = Object.assign([1, 2], { title: 'x' });

  it.each([
    ['a function', { a: [() => 1] }, 'model.a[0]', /function/],
    ['a symbol', { a: Symbol('s') }, 'model.a', /symbol/],
    ['a class instance', { rows: [new Row()] }, 'model.rows[0]', /instance of Row/],
    ['a subclass of a kept class', new (class Rows extends Array {})(), 'model', /instance of Rows/],
    ['a regular expression', { 'full name': /x/ }, 'model["full name"]', /instance of RegExp/],
    ['a promise', Promise.resolve(1), 'model', /instance of Promise/],
    ['a buffer of Node', Buffer.from('x'), 'model', /instance of Buffer/],
    ['a cycle', cyclic, 'model.rows[1].back', /cycle/],
    ['a getter', Object.defineProperty({}, 'g', { get: () => 1, enumerable: true }), 'model.g', /getter/],
    ['a symbol key', { a: { [Symbol('k')]: 1 } }, 'model.a', /symbol as key/],
    ['an array with holes', { list: holes }, 'model.list', /holes/],
    ['an array with properties', named, 'model', /`title`/],
  ])('[C3] %s is refused with its path', (_, value, path, message) => {
    const error = refusal(value, 'model');
    expect(error).toMatchObject({ code: 'context/unsupported-value', place: { key: 'model', path } });
    expect(error.message).toMatch(message);
  });

  it('[C4] nesting up to the limit is kept, beyond it is refused', () => {
    const deepest = nested(maxDepth);
    expect(valuesEqual(decodeValue(encodeValue(copyValue(deepest).value)), deepest)).toBe(true);
    expect(refusal(nested(maxDepth + 1), 'tree')).toMatchObject({ code: 'context/too-deep', place: { key: 'tree' } });
  });

  it('[C4] shared parts that would unfold without end are refused', () => {
    let value: Value = [1];
    for (let level = 0; level < 40; level++) value = [value, value];
    expect(() => storeValue(value, { key: 'bomb', maxBytes: 100_000 })).toThrow(/more than 100000 parts/);
  });

  it('[C5] `__proto__` and `constructor` are plain keys through copy, encoding and tagged JSON', () => {
    const value = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"x":1}}}') as Value;
    for (const back of [
      copyValue(value).value,
      decodeValue(encodeValue(value)),
      decodeValue(encodeValue({ value, n: -0 })),
      fromTaggedJson(toTaggedJson(value)),
    ]) {
      const at = (Object.hasOwn(back as object, 'value') ? (back as { value: object }).value : back) as object;
      expect(Object.keys(at)).toEqual(['__proto__', 'constructor']);
      expect(Object.getPrototypeOf(at)).toBe(Object.prototype);
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('encodings', () => {
  it('[C10] decode(encode(value)) equals value, for every kind of value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const back = decodeValue(encodeValue(value));
        expect(back).toEqual(value);
        expect(valuesEqual(back, value)).toBe(true);
      }),
    );
  });

  it('[C11] the encoding keeps the order of properties', () => {
    const value = { b: 1, a: { d: undefined, c: 2 } };
    expect(JSON.stringify(Object.keys(decodeValue(encodeValue(value)) as object))).toBe('["b","a"]');
  });

  it('[C10] plain JSON is a format byte and the JSON text', () => {
    expect(new TextDecoder().decode(encodeValue({ a: ['ä'] }))).toBe('\u0001{"a":["ä"]}');
  });

  it('[C10] formats written earlier are read for ever', () => {
    const tagged =
      '{"when":{"$type":"Date","value":"2026-11-01T00:00:00.000Z"},"b":{"$type":"Uint16Array","at":0,"bytes":2}}';
    const header = new TextEncoder().encode(tagged);
    const bytes = new Uint8Array([2, header.length, 0, 0, 0, ...header, 1, 2]);
    expect(decodeValue(bytes)).toEqual({ when: new Date('2026-11-01'), b: new Uint16Array([513]) });
  });

  it.each([[[]], [[9, 1]], [[1, 0x7b]], [[2, 255, 255, 0, 0, 1]], [[1, 0xff]]])(
    '[C12] damaged bytes %j are reported as corrupt',
    (bytes) => {
      expect(() => decodeValue(new Uint8Array(bytes))).toThrow(
        expect.objectContaining({ info: expect.objectContaining({ code: 'storage/corrupt' }) }),
      );
    },
  );

  it('[C13] tagged JSON is JSON, and gives the value back', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const text = JSON.stringify(toTaggedJson(value));
        expect(fromTaggedJson(JSON.parse(text) as JsonValue)).toEqual(value);
      }),
    );
  });

  it('[C13] tags read as documented', () => {
    expect(toTaggedJson({ a: -0, b: 12n, d: new Date(0), m: new Map([[1, new Set(['x'])]]), u: undefined })).toEqual({
      a: { $type: 'number', value: '-0' },
      b: { $type: 'bigint', value: '12' },
      d: { $type: 'Date', value: '1970-01-01T00:00:00.000Z' },
      m: { $type: 'Map', value: [[1, { $type: 'Set', value: ['x'] }]] },
      u: { $type: 'undefined' },
    });
    expect(toTaggedJson(new Uint8Array([1, 2, 255]))).toEqual({ $type: 'Uint8Array', value: 'AQL/' });
    expect(toTaggedJson({ $type: 'mine' })).toEqual({ $type: 'object', value: { $type: 'mine' } });
  });

  it.each<JsonValue>([
    { $type: 'nothing' },
    { $type: 'Date', value: 'soon' },
    { $type: 'Map', value: [[1]] },
    { $type: 'Float64Array', value: 'AQL/' },
    { $type: 'ArrayBuffer', value: '***=' },
  ])('[C13] the tag %j is refused', (json) => {
    expect(() => fromTaggedJson(json)).toThrow(WtbError);
  });

  it('[C6] the size bound is never below the size', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const stored = storeValue(value);
        expect(stored.bytesBound).toBeGreaterThanOrEqual(stored.bytes);
        expect(stored.bytes).toBe(stored.encode().length);
      }),
    );
  });
});

describe('hashes', () => {
  it('[C14] the hash does not depend on the order of keys', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(hashValue(shuffledKeys(value))).toBe(hashValue(value));
      }),
    );
  });

  it('[C14] hashes are equal exactly where values are', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        expect(hashValue(a) === hashValue(b)).toBe(valuesEqual(a, b));
      }),
    );
  });

  it('[C14] look-alikes have different hashes', () => {
    const alike: Value[] = [
      0,
      -0,
      '0',
      0n,
      null,
      undefined,
      Number.NaN,
      'NaN',
      [],
      {},
      new Map(),
      new Set(),
      new Uint8Array(0),
      new ArrayBuffer(0),
      [undefined],
      [null],
      { a: undefined },
      new Date(0),
      '1970-01-01T00:00:00.000Z',
      new Set([1, 2]),
      new Set([2, 1]),
      { $type: 'undefined' },
      { $type: 'Map', value: [] },
    ];
    expect(new Set(alike.map(canonicalText)).size).toBe(alike.length);
  });

  it('[C14] objects whose keys look alike when joined have different hashes', () => {
    const alike = [
      { 'a,b': 1, c: 2 },
      { a: 1, 'b,c': 2 },
      { 'a,b': 1, c: 2 },
      { a: 1, b: 1, c: 2 },
    ];
    expect(alike.map(canonicalText)).toEqual([
      '{"a,b":1,"c":2}',
      '{"a":1,"b,c":2}',
      '{"a,b":1,"c":2}',
      '{"a":1,"b":1,"c":2}',
    ]);
  });

  it('[C14] known answers stay the same for ever', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(canonicalText({ b: [1, -0, Number.NaN], a: new Uint8Array([1]) })).toBe(
      `{"a":{"$type":"Uint8Array","sha256":"${sha256Hex(new Uint8Array([1]))}"},` +
        '"b":[1,{"$type":"number","value":"-0"},{"$type":"number","value":"NaN"}]}',
    );
  });

  it('[C7] a value read back has the same hash, size and summary', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const stored = storeValue(value);
        expect(toValueRef(storedFromEncoding(stored.encode()))).toEqual(toValueRef(stored));
      }),
    );
  });
});

describe('summaries', () => {
  it.each<[Value, string]>([
    [Array.from({ length: 483 }, () => ({ a: 1, b: 2 })), '[483 rows × 2]'],
    [[1, 2, 3], '[3 items]'],
    [[], '[]'],
    [{ a: 1 }, '{1 key}'],
    [{}, '{}'],
    ['hello', '"hello"'],
    [0.94, '0.94'],
    [-0, '-0'],
    [12n, '12n'],
    [undefined, 'undefined'],
    [null, 'null'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Map([[1, 2]]), 'Map {1 entry}'],
    [new Set([1, 2]), 'Set {2 items}'],
    [new Float64Array(1000), 'Float64Array(1,000, 8,000 B)'],
  ])('[C8] %o reads %s', (value, text) => expect(summarize(value).text).toBe(text));

  it('[C8] a summary is one line of at most 120 characters', () => {
    fc.assert(
      fc.property(fc.oneof(anyValue, fc.string({ minLength: 100, maxLength: 400, unit: 'binary' })), (value) => {
        const { text } = summarize(value);
        expect(text.length).toBeLessThanOrEqual(120);
        expect(text).not.toMatch(/\n/);
      }),
    );
  });
});
