import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { graphDocumentSchema } from '../../src/model/graph-document.ts';
import { issueSentence } from '../../src/model/issue-words.ts';

const said = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(({ path, message }) =>
    issueSentence(['x', ...path].join('.'), message),
  );

describe("the schemas' objections in plain words", () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ['a wrong type', z.number(), 'far', 'x must be a number, but is "far".'],
    ['a fraction', z.int(), 1.5, 'x must be a whole number, but is 1.5.'],
    ['a list for an object', z.object({}), [], 'x must be an object, but is a list.'],
    ['what is missing', z.object({ y: z.string() }), {}, 'x.y is missing.'],
    ['none of the choices', z.enum(['all', 'any', 'sync']), 'some', 'x must be "all", "any" or "sync", but is "some".'],
    ['not the one value', z.literal(2), 3, 'x must be 2, but is 3.'],
    ['a small number', z.number().min(1), 0, 'x must be at least 1, but is 0.'],
    ['a number at the open bound', z.number().gt(1), 1, 'x must be more than 1, but is 1.'],
    ['a big number', z.number().max(9), 10, 'x must be at most 9, but is 10.'],
    ['an empty text', z.string().min(1), '', 'x must not be empty.'],
    ['a long text', z.string().max(2), 'abc', 'x must have at most 2 characters, but has 3.'],
    ['a short list', z.array(z.int()).min(1), [], 'x must have at least 1 item, but has 0.'],
    ['a text of another form', z.string().regex(/^a/), 'b', 'x does not have the form that is asked for.'],
    ['no address', z.url(), 'b', 'x must be a valid url, but is "b".'],
    ['no multiple', z.number().multipleOf(5), 7, 'x must be a multiple of 5, but is 7.'],
    ['an unknown key', z.strictObject({}), { y: 1 }, 'x has the key “y”, not known here.'],
    ['no alternative', z.union([z.string(), z.number()]), true, 'x fits none of the allowed forms, but is true.'],
    ['a bad key', z.record(z.string().max(1), z.int()), { ab: 1 }, 'x.ab has a key that is not allowed.'],
    ['a bad entry', z.map(z.object({}), z.int()), new Map([[{}, 'a']]), 'x has an entry that is not allowed.'],
    ['a refusal without words', z.custom(() => false), 1, 'x is not allowed.'],
    ['a sentence of its own', z.string().regex(/^a/, 'An id begins with a.'), 'b', 'x: An id begins with a.'],
  ])('%s', (_, schema, value, sentence) => {
    expect(said(schema, value)).toEqual([sentence]);
  });

  test('are what a document is refused with', () => {
    const node = { id: 'a', kind: 'code', timeoutMs: 0, retry: { maxAttempts: 'many' } };
    const document = { format: 'wtb/1', id: 'd', name: '', nodes: [node], edges: [] };
    expect(said(graphDocumentSchema, document)).toEqual([
      'x.name must not be empty.',
      'x.nodes.0.retry.maxAttempts must be a number, but is "many".',
      'x.nodes.0.timeoutMs must be at least 1, but is 0.',
    ]);
  });
});
