import { describe, expect, it } from 'vitest';
import { checkContext, fillDefaults, validateJson } from '../../src/context/schema.ts';
import { applyWrites } from '../../src/context/write-set.ts';
import type { ContextVersion } from '../../src/context/context-version.ts';
import type { ErrorInfo } from '../../src/model/errors.ts';
import type { JsonObject, Value } from '../../src/model/value.ts';
import { by, contextOf, writing } from './contexts.ts';

const schema: JsonObject = {
  type: 'object',
  required: ['rows'],
  properties: {
    accuracy: { type: 'number', minimum: 0, maximum: 1 },
    rows: { type: 'array', items: { $ref: '#/$defs/row' } },
    mode: { enum: ['fast', 'slow'], default: 'fast' },
    options: { type: 'object', properties: { depth: { type: 'integer', default: 3 } }, default: {} },
  },
  $defs: {
    row: { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, tag: { default: 'none' } } },
  },
};

function check(
  declared: JsonObject,
  current: ContextVersion,
  writes: Record<string, Value>,
  removed: string[] = [],
): readonly ErrorInfo[] {
  const writeSet = writing(writes, removed);
  const outcome = applyWrites({ base: current, current, writeSet, rules: new Map(), by: by(1, 'train') });
  if (outcome.type === 'refused') throw new Error(outcome.error.message);
  return checkContext({ schema: declared, context: outcome.context, changes: outcome.changes, by: by(1, 'train') });
}

describe('schemas', () => {
  it('[C40] a problem names path, rule and reason', () => {
    expect(validateJson(schema, { rows: [{ id: 1 }, { id: 'x' }], accuracy: 1.5 })).toMatchObject([
      { path: 'accuracy', rule: 'maximum' },
      { path: 'rows[1].id', rule: 'type' },
    ]);
    expect(validateJson(schema, { rows: [] })).toEqual([]);
  });

  it('[C40] alternatives are reported as one problem', () => {
    const problems = validateJson({ anyOf: [{ type: 'string' }, { type: 'number' }] }, true);
    expect(problems.map(({ rule }) => rule)).toEqual(['anyOf']);
  });

  it('[C41] values beyond JSON are seen as the JSON that they stand for', () => {
    const declared = {
      properties: {
        when: { type: 'string', format: 'date-time' },
        big: { type: 'integer', minimum: 10 },
        tags: { type: 'array', uniqueItems: true },
        data: { type: 'array', maxItems: 2 },
      },
      required: ['gone'],
    };
    const value = { when: new Date(0), big: 12n, tags: new Set(['a']), data: new Uint8Array(2), gone: undefined };
    expect(validateJson(declared, value)).toMatchObject([{ rule: 'required' }]);
  });

  it('[C42] a schema that cannot be used is a problem, not an exception', () => {
    expect(validateJson({ $ref: '#/$defs/nowhere' }, 1)).toMatchObject([{ rule: '$schema' }]);
    expect(validateJson({ pattern: '(' }, 'x')).toMatchObject([{ rule: '$schema' }]);
  });

  it('[C42] the schema object itself is left alone', () => {
    const frozen = Object.freeze({ ...schema });
    validateJson(frozen, {});
    expect(Object.keys(frozen)).toEqual(Object.keys(schema));
  });

  it('[C43] defaults are filled in, nested and through references', () => {
    expect(fillDefaults(schema, { rows: [{ id: 1 }] })).toEqual({
      rows: [{ id: 1, tag: 'none' }],
      mode: 'fast',
      options: { depth: 3 },
    });
  });

  it('[C43] what is there is kept, and a complete value comes back itself', () => {
    const complete = { rows: [], mode: 'slow', options: { depth: 1 } };
    expect(fillDefaults(schema, complete)).toBe(complete);
  });

  it('[C43] a schema that refers to itself ends', () => {
    const loop = { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } };
    expect(fillDefaults(loop, { x: 1 })).toEqual({ x: 1 });
  });

  it('[C44] a commit against the schema names key, path, rule and writer', () => {
    expect(check(schema, contextOf({}), { accuracy: 2 })).toMatchObject([
      {
        code: 'context/schema',
        message: expect.stringMatching(/`train` leaves `accuracy` against its schema \(`maximum`\)/),
        place: { key: 'accuracy', path: 'accuracy', node: 'train' },
      },
    ]);
  });

  it('[C44] keys that were not written yet are not missing; removing a required one is refused', () => {
    expect(check(schema, contextOf({}), { accuracy: 1 })).toEqual([]);
    expect(check(schema, contextOf({ rows: [] }), {}, ['rows'])).toMatchObject([{ place: { key: 'rows' } }]);
  });

  it('[C44] only what changed is checked, unless the schema relates keys to each other', () => {
    expect(check(schema, contextOf({ accuracy: 7 }), { mode: 'slow' })).toEqual([]);
    const related: JsonObject = { ...schema, dependentRequired: { mode: ['accuracy'] } };
    expect(check(related, contextOf({}), { mode: 'slow' })).toHaveLength(1);
  });

  it('[C44] additional keys follow the schema', () => {
    const closed: JsonObject = { properties: { a: {} }, additionalProperties: false };
    expect(check(closed, contextOf({}), { a: 1 })).toEqual([]);
    expect(check(closed, contextOf({}), { b: 1 }).length).toBeGreaterThan(0);
  });
});
