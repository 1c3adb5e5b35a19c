import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exampleDocument, exampleText } from './example-document.ts';
import { runExample } from './run-example.ts';
import { type Cell, formatShapes, measureSources, measureText, type Shapes, shapeColumns } from './script-modules.ts';

const shapes = JSON.parse(exampleText('data/source-shapes.json')) as Shapes;
const measured = (text: string): Record<string, Cell> =>
  Object.fromEntries(shapeColumns.map((name, index) => [name, measureText(text)[index] ?? null]));

describe('measuring a text', () => {
  it('counts lines, indentation and punctuation', () => {
    expect(measured('if (a) {\n  b = 1;\n\n  c();\n}\n')).toMatchObject({
      lines: 6,
      meanLine: 5.75,
      maxLine: 8,
      blankShare: 0.3333,
      indentedShare: 0.5,
      indentWidth: 2,
      tabShare: 0,
      semicolonEnds: 0.5,
      braces: 7.143,
      parens: 14.29,
      indentStyle: 'two',
    });
  });

  it('tells comments, strings and keywords', () => {
    const shape = measured(`// one\nconst a = 'b';\n/* two */\nreturn "c";\n`);
    expect(shape).toMatchObject({ commentShare: 0.5, singleQuoteShare: 0.5, uppercase: 0 });
    expect(shape['keywords']).toBeCloseTo((100 * 2) / 7, 1);
  });

  it('leaves missing what is not there', () => {
    const empty = measured('');
    expect(empty).toMatchObject({ lines: 0, maxLine: 0, meanLine: null, entropy: null, indentStyle: 'none' });
    expect(measured('plain')).toMatchObject({ indentWidth: null, tabShare: null, singleQuoteShare: null, meanLine: 5 });
  });

  it.each([
    ['\ta\n\tb', 'tabs'],
    ['a\n    b\n        c', 'four'],
    ['a\n   b\n   c', 'odd'],
  ])('names the indentation of %j', (text, style) => {
    expect(measured(text)['indentStyle']).toBe(style);
  });

  it('measures no more than the beginning of a huge text', () => {
    const start = 'a b\n'.repeat(20_000);
    expect(measureText(start)).toEqual(measureText(`${start}${'x'.repeat(100_000)}`));
  });
});

describe('the measured table', () => {
  it('holds at least 600 files of at least six languages', () => {
    expect(shapes.rows.length).toBeGreaterThanOrEqual(600);
    expect(shapes.languages.length).toBeGreaterThanOrEqual(6);
  });

  it('has the counts that it states, per language', () => {
    for (const [label, language] of shapes.languages.entries()) {
      expect(shapes.rows.filter((row) => row[0] === label).length).toBe(shapes.counts[language]);
    }
  });

  it('has the columns of the measuring code, numbers, one category and some missing values', () => {
    expect(shapes.columns).toEqual(shapeColumns);
    expect(shapes.rows.every((row) => row.length === shapeColumns.length + 2)).toBe(true);
    const texts = new Set(shapes.rows.flat().filter((cell) => typeof cell === 'string'));
    expect([...texts].sort()).toEqual(['four', 'none', 'odd', 'tabs', 'two']);
    expect(shapes.rows.flat().filter((cell) => cell === null).length).toBeGreaterThan(100);
  });

  it('is in the document as it is in the file', () => {
    expect(exampleDocument('language-detective').context?.initial?.['table']).toEqual(shapes);
  });

  it('is measured by the code that measures a dropped file', async () => {
    const text = readFileSync(new URL(import.meta.url), 'utf8');
    const { context } = await runExample(exampleDocument('language-detective'), {
      variants: { encode: 'ordinal', scale: 'none' },
      input: { fileName: 'measure.test.ts', text },
    });
    const own = measureText(text).slice(0, -1);
    expect((context['guest'] as { x: number[] }).x.slice(0, -1)).toEqual(own);
  });

  it('is found again by measuring, alike in size and columns', () => {
    const again = measureSources();
    expect(again.columns).toEqual(shapes.columns);
    expect(again.rows.length).toBeGreaterThan(400);
    const rows = new Set(again.rows.map((row) => JSON.stringify(row.slice(2))));
    const found = shapes.rows.filter((row) => rows.has(JSON.stringify(row.slice(2))));
    expect(found.length / shapes.rows.length).toBeGreaterThan(0.5);
    expect(JSON.parse(formatShapes(again))).toEqual(again);
  });
});
