import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parseDocument } from '../../src/graph/parse.ts';
import { describe, expect, it } from 'vitest';
import { checkDocument, hasErrors } from '../../src/cli/check-document.ts';

const folder = join(import.meta.dirname, '../../public/examples/patterns');
const documents = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .slice(0, 12)
  .flatMap((name) => {
    const { document } = checkDocument(readFileSync(join(folder, name), 'utf8'));
    return document === undefined ? [] : [document as object];
  });

/** Every place in plain data. */
function pathsIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

function withAt(value: unknown, [key, ...rest]: readonly (string | number)[], replaced: unknown): unknown {
  if (key === undefined) return replaced;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  if (rest.length === 0 && replaced === undefined) delete copy[key];
  else copy[key] = withAt(copy[key], rest, replaced);
  return copy;
}

describe('checking documents', () => {
  it('says something of every document that has not its shape, and nothing twice', () => {
    expect(documents.length).toBeGreaterThan(5);
    const change = fc.tuple(fc.nat(), fc.constantFrom(undefined, null, 7, 'x y', [], {}, [3], { odd: 1 }));
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.array(change, { minLength: 1, maxLength: 4 }), (whole, changes) => {
        let data: unknown = whole;
        for (const [at, replaced] of changes) {
          const paths = pathsIn(data);
          data = withAt(data, paths[at % paths.length] ?? [], replaced);
        }
        const { document, problems } = checkDocument(JSON.stringify(data) ?? '');
        if (document === undefined) expect(hasErrors(problems)).toBe(true);
        const said = problems.map(({ code, message, place }) => JSON.stringify([code, message, place]));
        expect(new Set(said).size).toBe(said.length);
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it('finds no fault beside the one that a sound document was given', () => {
    const replaced = fc.constantFrom(undefined, null, 7, 'x y', [], {}, [3], { odd: 1 });
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.nat(), replaced, (whole, at, value) => {
        const paths = pathsIn(whole);
        const path = paths[at % paths.length] ?? [];
        const text = JSON.stringify(withAt(whole, path, value)) ?? '';
        const parsed = parseDocument(text);
        if (!('errors' in parsed)) return;
        const { problems } = checkDocument(text);
        expect(problems.map(({ message }) => message)).toEqual(parsed.errors.map(({ message }) => message));
      }),
      { numRuns: 400, seed: 12 },
    );
  });
});
