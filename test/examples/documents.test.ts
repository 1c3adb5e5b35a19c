import { describe, expect, it } from 'vitest';
import { examples } from '../../src/app/examples.ts';
import { compile } from '../../src/graph/compile.ts';
import { parseDocument } from '../../src/graph/parse.ts';
import { validateDocument } from '../../src/graph/validate.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { exampleDocument, exampleText } from './example-document.ts';
import { assembleExample, exampleIds, formatExample, trimLockfile } from './script-modules.ts';

describe('the examples', () => {
  it('are those of the catalogue', () => {
    expect(examples.map(({ id }) => id).sort()).toEqual(exampleIds().sort());
    for (const { id, path } of examples) expect(path).toBe(`examples/${id}.wtb.json`);
  });

  it.each(exampleIds())('%s is put together from its sources as they are (run node scripts/examples.mjs)', (id) => {
    expect(exampleText(`${id}.wtb.json`)).toBe(formatExample(assembleExample(id)));
  });

  it.each(exampleIds())('%s parses, validates without a problem and compiles', (id) => {
    expect(parseDocument(exampleText(`${id}.wtb.json`))).toHaveProperty('document');
    expect(validateDocument(exampleDocument(id), nodeKinds)).toEqual([]);
    expect(compile(exampleDocument(id), nodeKinds).plan?.nodes.length).toBeGreaterThan(5);
  });

  it.each(exampleIds())('%s explains itself in a note, a description and one per node of code', (id) => {
    const document = exampleDocument(id);
    expect(document.description?.length).toBeGreaterThan(100);
    expect(document.nodes.some(({ kind }) => kind === 'note')).toBe(true);
    const silent = document.nodes.filter(({ kind, description }) => kind === 'code' && !description);
    expect(silent).toEqual([]);
  });

  it.each(exampleIds())('%s has no card that covers another', (id) => {
    const places = exampleDocument(id).nodes.map(({ position }) => position ?? { x: 0, y: 0 });
    for (const [index, one] of places.entries()) {
      for (const other of places.slice(index + 1)) {
        expect(Math.abs(one.x - other.x) >= 200 || Math.abs(one.y - other.y) >= 80).toBe(true);
      }
    }
  });

  it('has at least five nodes with really different variants in the language detective', () => {
    const several = exampleDocument('language-detective').nodes.filter(({ variants = [] }) => variants.length > 1);
    expect(several.length).toBeGreaterThanOrEqual(5);
    for (const { variants = [] } of several) {
      expect(new Set(variants.map(({ config }) => config?.['source'])).size).toBe(variants.length);
    }
  });
});

describe('a trimmed lock file', () => {
  it('keeps what the review reads, and neither addresses nor hashes', () => {
    const lock = {
      name: 'shop',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { dependencies: { a: '1' } },
        'node_modules/a': {
          version: '1.0.0',
          license: 'MIT',
          resolved: 'https://host/a/-/a-1.tgz',
          integrity: 'sha512-abc',
        },
      },
    };
    expect(trimLockfile(lock)).toEqual({
      name: 'shop',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { a: '1' } },
        'node_modules/a': { version: '1.0.0', license: 'MIT', resolved: 'https://host', integrity: 'sha512' },
      },
    });
  });
});
