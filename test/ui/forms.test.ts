import { describe, expect, it } from 'vitest';
import { formErrors } from '../../src/ui/forms/form-errors.ts';
import { choicesOf, fieldKind, resolveSchema, titleOf } from '../../src/ui/forms/form-schema.ts';
import { moveItem, rememberedValue, startValue, withProperty } from '../../src/ui/forms/form-value.ts';
import { parseJson } from '../../src/ui/forms/parse-json.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';

describe('the field that fits a schema', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: 'string', 'x-multiline': true }, 'text'],
    [{ type: 'string', maxLength: 5000 }, 'text'],
    [{ type: 'string', contentMediaType: 'application/jsonata' }, 'expression'],
    [{ type: 'string', format: 'file-text' }, 'file-text'],
    [{ type: 'integer' }, 'number'],
    [{ enum: ['a', 'b'] }, 'choice'],
    [{ oneOf: [{ const: 1, title: 'One' }, { const: 2 }] }, 'choice'],
    [{ oneOf: [{ type: 'string' }, { const: 2 }] }, 'json'],
    [{ type: 'array', items: { type: 'string' } }, 'array'],
    [{ type: 'array' }, 'json'],
    [{ type: 'object' }, 'json'],
    [{ properties: {} }, 'object'],
    [{ type: ['string', 'null'] }, 'json'],
    [{}, 'json'],
  ])('of %j is %s', (schema, kind) => {
    expect(fieldKind(schema)).toBe(kind);
  });

  it('is found through a reference within the document, and a ring of references ends', () => {
    const root = { $defs: { 'a/b': { type: 'number' }, ring: { $ref: '#/$defs/ring' } } };
    expect(resolveSchema({ $ref: '#/$defs/a~1b', title: 'T' }, root)).toEqual({ type: 'number', title: 'T' });
    expect(resolveSchema({ $ref: '#/$defs/ring' }, root)).toEqual({});
  });

  it('names choices by their title and fields by their key in words', () => {
    expect(choicesOf({ oneOf: [{ const: 1, title: 'One' }, { const: true }] })?.map(({ label }) => label)).toEqual([
      'One',
      'true',
    ]);
    expect(titleOf({}, 'maxDelayMs')).toBe('Max delay ms');
  });
});

describe('values of a form', () => {
  it('start with defaults, and with what required fields need', () => {
    const schema = {
      type: 'object',
      required: ['name', 'tags'],
      properties: {
        name: { type: 'string' },
        tags: { type: 'array', items: { type: 'string' } },
        share: { type: 'number', default: 0.8 },
        note: { type: 'string' },
      },
    };
    expect(startValue(schema, schema)).toEqual({ name: '', tags: [], share: 0.8 });
  });

  it('end in a recursive schema', () => {
    const schema = { type: 'object', required: ['next'], properties: { next: { $ref: '#/$defs/n' } }, $defs: {} };
    const root = { ...schema, $defs: { n: schema } };
    expect(JSON.stringify(startValue(root, root)).length).toBeLessThan(200);
  });

  it('keep what was typed last where the schema still knows the key', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', default: 'x' }, b: { type: 'string' } } };
    expect(rememberedValue(schema, { b: 'kept', gone: 1 })).toEqual({ a: 'x', b: 'kept' });
  });

  it('take a property away without touching the others, __proto__ among them', () => {
    const value = JSON.parse('{"a":1,"__proto__":2}') as { a: number };
    expect(JSON.stringify(withProperty(value, 'a', undefined))).toBe('{"__proto__":2}');
    expect(JSON.stringify(withProperty({}, '__proto__', 5))).toBe('{"__proto__":5}');
  });

  it('move by one place and stay at the ends', () => {
    expect(moveItem(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    const items = ['a', 'b'];
    expect(moveItem(items, 1, 1)).toBe(items);
  });

  it.each([...nodeKinds.values()].map((kind) => [kind.kind, kind] as const))(
    'of a new %s variant are without errors',
    (_, kind) => {
      expect([...formErrors(kind.configSchema, kind.defaultConfig)]).toEqual([]);
    },
  );
});

describe('errors of a form', () => {
  it('stand at the field that must change, in plain words', () => {
    const schema = {
      type: 'object',
      required: ['k'],
      additionalProperties: false,
      properties: {
        'a/b': { type: 'array', items: { type: 'object', required: ['x'], properties: { x: { minLength: 1 } } } },
        n: { type: 'number', minimum: 3 },
        t: { type: 'integer' },
        k: { type: 'string' },
      },
    };
    const errors = formErrors(schema, { 'a/b': [{ x: '' }, {}], n: 1, t: 'six', extra: 1 });
    expect(Object.fromEntries(errors)).toEqual({
      '/k': 'This is needed.',
      '/a~1b/0/x': 'This is needed.',
      '/a~1b/1/x': 'This is needed.',
      '/n': '3 or more.',
      '/t': 'This must be a whole number.',
      '/extra': 'This key is not allowed.',
    });
  });

  it('take an empty required text for missing, unless the schema means it', () => {
    const schema = {
      type: 'object',
      required: ['a', 'b', 'c'],
      properties: {
        a: { type: 'string' },
        b: { type: 'string', default: '' },
        c: { type: 'string', minLength: 0 },
        d: { type: 'string' },
      },
    };
    expect([...formErrors(schema, { a: '', b: '', c: '', d: '' })]).toEqual([['/a', 'This is needed.']]);
  });

  it('say that a schema cannot be used instead of throwing', () => {
    const errors = formErrors({ properties: { a: { $ref: '#/nowhere' } } }, { a: 1 });
    expect(errors.get('')).toMatch(/^The schema itself cannot be used/);
  });
});

describe('JSON text', () => {
  it('gives its value', () => {
    expect(parseJson('{"a": [1, null]}')).toEqual({ value: { a: [1, null] } });
  });

  it('says in which line it is broken', () => {
    const parsed = parseJson('{\n  "a": 1,\n  "b": oops\n}');
    expect(parsed).toMatchObject({ error: { code: 'document/syntax', place: { line: 3 } } });
    expect(parseJson('{\n')).toMatchObject({ error: { place: { line: 2 } } });
  });

  it.each([
    ['', 1, 'a value should stand where the end of the text is'],
    ['[1, 2,]', 7, 'a value should stand where ] is'],
    ['{"a" 1}', 6, ': should stand where 1 is'],
    ['{"a": 1 "b": 2}', 9, 'a comma or } should stand where " is'],
    ["{'a': 1}", 2, "a key or } should stand where ' is"],
    ['[1] 2', 5, 'nothing should stand where 2 is'],
    ['[01]', 3, 'a comma or ] should stand where 1 is'],
    ['["a\nb"]', 2, 'a value or ] should stand where " is'],
  ])('of %j is refused at column %i', (text, column, message) => {
    const parsed = parseJson(text);
    expect(parsed).toMatchObject({ error: { place: { line: 1, column } } });
    expect('error' in parsed ? parsed.error.message : '').toContain(message);
  });
});
