import { Validator, type Schema } from '@cfworker/json-schema';
import { describe, expect, test } from 'vitest';
import { faultWords } from '../../src/base/schema-words.ts';

function said(schema: object, value: unknown): string[] {
  const { errors } = new Validator(structuredClone(schema) as Schema, '2020-12', false).validate(value);
  return errors.map((fault) => faultWords(fault, schema, value));
}

describe("a JSON Schema's objections in plain words", () => {
  test.each<[object, unknown, string]>([
    [{ type: 'number' }, 'far', 'must be a number, but is "far"'],
    [{ type: ['string', 'null'] }, 3, 'must be a text or null, but is 3'],
    [{ enum: ['a', 'b', 'c'] }, 'd', 'must be "a", "b" or "c", but is "d"'],
    [{ const: 1 }, 2, 'must be 1, but is 2'],
    [{ required: ['over'] }, {}, 'lacks “over”'],
    [{ minimum: 1 }, 0, 'must be 1 or more, but is 0'],
    [{ exclusiveMaximum: 1 }, 1, 'must be less than 1, but is 1'],
    [{ multipleOf: 2 }, 3, 'must be a multiple of 2, but is 3'],
    [{ minLength: 1 }, '', 'must not be empty'],
    [{ maxLength: 1 }, 'ab', 'must have at most 1 character'],
    [{ minItems: 2 }, [1], 'must have at least 2 items, but has 1'],
    [{ uniqueItems: true }, [1, 1], 'must not have the same item twice'],
    [{ pattern: '^a' }, 'b', 'must match `^a`, but is "b"'],
    [{ format: 'email' }, 'b', 'must be a valid email, but is "b"'],
    [{ minProperties: 1 }, {}, 'must have at least 1 key'],
    [{ not: { type: 'string' } }, 'b', 'must not be "b"'],
  ])('%j of %j', (schema, value, words) => {
    expect(said(schema, value)).toEqual([words]);
  });

  test('finds the rule behind a reference', () => {
    const schema = { properties: { a: { $ref: '#/$defs/few' } }, $defs: { few: { maximum: 3 } } };
    expect(said(schema, { a: 4 }).at(-1)).toBe('must be 3 or less, but is 4');
  });

  test('names an unknown key, and the keys of which one is needed', () => {
    expect(said({ additionalProperties: false }, { y: 1 })[0]).toBe('has the key “y”, which is not known here');
    expect(said({ anyOf: [{ required: ['a'] }, { required: ['b'] }] }, {})[0]).toBe('needs “a” or “b”');
  });
});
