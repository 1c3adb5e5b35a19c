import { readFile } from 'node:fs/promises';
import { Validator, type Schema } from '@cfworker/json-schema';
import { describe, expect, it } from 'vitest';
import { schemaFile, schemaText } from '../../scripts/schema.ts';
import { findNotJson } from '../../src/model/json.ts';
import { graphDocumentSchema } from '../../src/model/graph-document.ts';
import { graphFromText } from '../graph/graph-from-text.ts';

describe('the published schema', () => {
  it('is the one that the model gives', async () => {
    expect(await readFile(schemaFile, 'utf8')).toBe(schemaText());
  });

  it('accepts and refuses what the model does', () => {
    const validator = new Validator(JSON.parse(schemaText()) as Schema, '2020-12');
    const sound = { ...graphFromText('a -> b'), context: { merge: { log: 'append' }, initial: { a: [1] } } };
    const documents: [unknown, boolean][] = [
      [sound, true],
      [{ ...sound, colour: 'red' }, false],
      [{ ...sound, format: 'wtb/2' }, false],
      [{ ...sound, context: { merge: { log: 'keep' } } }, false],
      [{ ...sound, context: { initial: [] } }, false],
      [{ ...sound, nodes: [{ id: 'a b', kind: 'code' }] }, false],
      [
        { ...sound, graphs: { item: { nodes: sound.nodes, edges: sound.edges, context: { initial: { a: 1 } } } } },
        true,
      ],
      [{ ...sound, graphs: { item: { nodes: [] } } }, false],
      [{ ...sound, graphs: { 'an item': { nodes: [], edges: [] } } }, false],
      [{ ...sound, graphs: { item: { nodes: [], edges: [], colour: 'red' } } }, false],
      [{ ...sound, graphs: { item: { nodes: [{ id: 'a b', kind: 'code' }], edges: [] } } }, false],
      [{ ...sound, graphs: [] }, false],
      [
        JSON.parse('{"format":"wtb/1","id":"a","name":"A","nodes":[],"edges":[],"graphs":{"__proto__":{"nodes":1}}}'),
        false,
      ],
    ];
    for (const [document, valid] of documents) {
      expect(validator.validate(document).valid).toBe(valid);
      expect(graphDocumentSchema.safeParse(document).success).toBe(valid);
    }
  });
});

describe('JSON', () => {
  it.each<[unknown, (string | number)[], string]>([
    [{ a: [1, { b: Number.NaN }] }, ['a', 1, 'b'], 'NaN'],
    [{ a: undefined }, ['a'], 'undefined'],
    [[new Date(0)], [0], 'a Date'],
    [{ f: () => 1 }, ['f'], 'function'],
    [10n, [], 'bigint'],
  ])('is told from what it does not have, with the place (%#)', (value, path, found) => {
    expect(findNotJson(value)).toEqual({ path, found });
  });

  it('may nest deeper than a stack', () => {
    let value: unknown = 1;
    for (let i = 0; i < 100_000; i++) value = [value];
    expect(findNotJson(value)).toBeUndefined();
  });
});
