import { describe, expect, it } from 'vitest';
import { exampleDocument } from './example-document.ts';
import { runExample } from './run-example.ts';

const document = exampleDocument('language-detective');
const run = (variants: Record<string, string> = {}, more: object = {}) => runExample(document, { variants, ...more });
const accuracyOf = async (variants: Record<string, string>) => (await run(variants)).context['accuracy'] as number;

interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly files: number;
}

describe('language detective', () => {
  it('goes through ten steps after the question for a file', async () => {
    const { steps } = await run();
    expect(steps).toEqual([
      'file',
      'load',
      'profile',
      'clean',
      'impute',
      'encode',
      'scale',
      'split',
      'train',
      'evaluate',
      'report',
    ]);
  });

  it('gives scores that agree with its confusion matrix', async () => {
    const { context } = await run();
    const matrix = context['confusion'] as number[][];
    const languages = context['languages'] as string[];
    const test = context['test'] as { y: number[] };
    const total = matrix.flat().reduce((sum, count) => sum + count, 0);
    const right = matrix.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
    expect(total).toBe(test.y.length);
    expect(context['accuracy']).toBeCloseTo(right / total, 3);
    const scores = context['perLanguage'] as Record<string, Score>;
    languages.forEach((language, label) => {
      const claimed = matrix.reduce((sum, row) => sum + (row[label] ?? 0), 0);
      expect(scores[language]?.files).toBe(test.y.filter((each) => each === label).length);
      if (claimed > 0) expect(scores[language]?.precision).toBeCloseTo((matrix[label]?.[label] ?? 0) / claimed, 3);
    });
  });

  it.each(['knn', 'tree', 'logistic', 'forest'])('learns well, and not perfectly, with %s', async (train) => {
    const { context, milliseconds } = await run({ train });
    console.log(train, context['history'], milliseconds['train'], JSON.stringify(context['model']).length);
    expect(context['accuracy']).toBeGreaterThan(0.7);
    expect(context['accuracy']).toBeLessThan(1);
  });
});
