import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { validateJson } from '../../src/context/schema.ts';
import type { GraphNode } from '../../src/model/graph-document.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';

const kinds = [...nodeKinds.values()];

test('every folder is a registered kind and the other way round', () => {
  const folders = readdirSync('src/nodes', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map((folder) => folder.name).sort()).toEqual(kinds.map(({ kind }) => kind).sort());
});

test('every executable kind has an executor, and only those', () => {
  const executable = kinds.filter(({ executable }) => executable).map(({ kind }) => kind);
  expect([...nodeExecutors.keys()].sort()).toEqual(executable.sort());
});

test.each(kinds)('$kind: a fresh config fits its schema', ({ configSchema, defaultConfig }) => {
  expect(validateJson(configSchema, defaultConfig)).toEqual([]);
  expect(validateJson(configSchema, { ...defaultConfig, unheardOf: 1 })).not.toEqual([]);
});

test.each(kinds)('$kind: every setting has a title and a description', ({ configSchema }) => {
  const settings = Object.values(configSchema['properties'] as Record<string, JsonObject>);
  for (const setting of settings) {
    expect(setting).toMatchObject({ title: expect.any(String) as string, description: expect.any(String) as string });
  }
});

test('a condition has a port per case and its default, a note none, code any', () => {
  const portsOf = (kind: string, config: JsonObject) => {
    const node: GraphNode = { id: 'n', kind, variants: [{ id: 'v', config }] };
    return nodeKinds.get(kind)?.ports({ id: 'v', config }, node);
  };
  const cases = [
    { port: 'good', when: 'a' },
    { port: 'bad', when: 'b' },
    { port: 'good', when: 'c' },
  ];
  expect(portsOf('condition', { cases, default: 'rest' })).toEqual({ names: ['good', 'bad', 'rest'], any: false });
  expect(portsOf('condition', { cases: [{ port: 'half' }, 3] })).toEqual({ names: ['next'], any: false });
  expect(portsOf('note', {})).toEqual({ names: [], any: false });
  expect(portsOf('code', {})).toEqual({ names: ['next'], any: true });
  expect(portsOf('delay', {})).toEqual({ names: ['next'], any: false });
});
