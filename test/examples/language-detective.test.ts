import { describe, expect, it } from 'vitest';
import { exampleDocument, exampleText } from './example-document.ts';
import { type RunOptions, runExample } from './run-example.ts';

const document = exampleDocument('language-detective');
const runs = new Map<string, ReturnType<typeof runExample>>();

/** Runs it, or gives what the same run gave before: training takes its time. */
function run(variants: Readonly<Record<string, string>> = {}, more: RunOptions = {}): ReturnType<typeof runExample> {
  const key = JSON.stringify([variants, more]);
  const made = runs.get(key) ?? runExample(document, { variants, ...more });
  runs.set(key, made);
  return made;
}

const about = { name: 'shop', version: '1.4.0', license: 'MIT', main: 'lib/index.js', keywords: ['shop', 'cart'] };
const someJson = {
  fileName: 'mystery.txt',
  text: JSON.stringify({ ...about, scripts: { test: 'vitest run' }, dependencies: { cart: '^2.1.1' } }, null, 2),
};
const tenSteps = ['load', 'profile', 'clean', 'impute', 'encode', 'scale', 'split', 'train', 'evaluate', 'report'];

interface Score {
  readonly language: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly files: number;
}
interface Verdict {
  readonly fileName: string;
  readonly language: string | null;
  readonly sentence: string;
  readonly votes?: readonly { readonly label: string; readonly value: number }[];
}

const verdictOf = (context: Readonly<Record<string, unknown>>) =>
  (context['report'] as { verdict: Verdict | null }).verdict;

describe('language detective', () => {
  it('goes through ten steps after the question for a file', async () => {
    expect((await run()).steps).toEqual(['file', ...tenSteps]);
  });

  it('gives scores that agree with its confusion matrix, and a matrix that agrees with the test rows', async () => {
    const { context } = await run();
    const { matrix } = context['confusion'] as { matrix: number[][] };
    const languages = context['languages'] as string[];
    const actual = (context['test'] as { y: number[] }).y;
    const right = matrix.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
    expect(matrix.flat().reduce((sum, count) => sum + count, 0)).toBe(actual.length);
    expect(context['accuracy']).toBeCloseTo(right / actual.length, 3);
    const { rows: scores } = context['perLanguage'] as { rows: readonly Score[] };
    expect(scores.map(({ language }) => language)).toEqual(languages);
    for (const label of languages.keys()) {
      const diagonal = matrix[label]?.[label] ?? 0;
      const claimed = matrix.reduce((sum, row) => sum + (row[label] ?? 0), 0);
      const files = actual.filter((each) => each === label).length;
      expect(scores[label]?.files).toBe(files);
      expect(scores[label]?.precision).toBeCloseTo(claimed === 0 ? 0 : diagonal / claimed, 3);
      expect(scores[label]?.recall).toBeCloseTo(files === 0 ? 0 : diagonal / files, 3);
    }
  });

  it('reaches different accuracies with different models, good ones and never perfect', async () => {
    const models = ['knn', 'tree', 'logistic', 'forest'];
    const accuracies: number[] = [];
    for (const train of models) {
      accuracies.push((await run({ train }, { input: someJson })).context['accuracy'] as number);
    }
    for (const accuracy of accuracies) {
      expect(accuracy).toBeGreaterThan(0.75);
      expect(accuracy).toBeLessThan(0.99);
    }
    expect(new Set(accuracies).size).toBe(models.length);
  });

  it.each([
    { clean: 'lenient' },
    { impute: 'drop' },
    { impute: 'mean' },
    { encode: 'ordinal' },
    { scale: 'min-max' },
    { scale: 'none' },
    { split: 'random' },
  ] as Record<string, string>[])('changes what is learned with %j', async (variants) => {
    const [usual, other] = [await run({ train: 'logistic' }), await run({ train: 'logistic', ...variants })];
    // Not every change shows in the counts of 190 test rows; what was learned differs always.
    expect(other.context['model']).not.toEqual(usual.context['model']);
    expect(other.context['report']).not.toEqual(usual.context['report']);
    expect(other.steps.slice(-3)).toEqual(['train', 'evaluate', 'report']);
  });

  it('loses much when distances are not scaled, and a tree does not mind', async () => {
    const accuracy = async (variants: Record<string, string>) => (await run(variants)).context['accuracy'] as number;
    expect(await accuracy({})).toBeGreaterThan((await accuracy({ scale: 'none' })) + 0.1);
    const [scaled, raw] = [await accuracy({ train: 'tree' }), await accuracy({ train: 'tree', scale: 'none' })];
    expect(Math.abs(scaled - raw)).toBeLessThan(0.05);
  });

  it('splits by language so that every language is on both sides', async () => {
    const { context } = await run();
    const { train, test } = context as Record<string, { y: number[] }>;
    const labels = [...(context['languages'] as string[]).keys()];
    expect(labels.every((label) => train?.y.includes(label) && test?.y.includes(label))).toBe(true);
  });

  it('goes another round, with a setting that goes further, while the accuracy is below the threshold', async () => {
    const { context, steps } = await run({ train: 'knn' }, { initial: { threshold: 1 } });
    expect(steps.slice(-7)).toEqual(['train', 'evaluate', 'train', 'evaluate', 'train', 'evaluate', 'report']);
    expect(context['rounds']).toBe(3);
    const settings = (context['history'] as { setting: string }[]).map(({ setting }) => setting);
    expect(settings).toEqual(['k = 9', 'k = 5', 'k = 3']);
    expect(JSON.stringify(context['report'])).toContain('round by round');
  });

  it('gives the same with the same seed, and another split with another', async () => {
    const again = (seed: number) =>
      runExample(document, {
        variants: { scale: 'min-max', train: 'forest' },
        initial: { seed },
        seed: Math.imul(seed, 31),
      });
    const [one, two, three] = [await again(1), await again(1), await again(2)];
    expect(two.context).toEqual(one.context);
    expect(three.context['test']).not.toEqual(one.context['test']);
  });

  it('leaves a line of every step in the journal, and no rows that nobody needs', async () => {
    const { context } = await run();
    expect((context['journal'] as string[]).map((line) => line.split(':')[0])).toEqual(tenSteps);
    for (const key of ['table', 'rows', 'columns', 'x', 'y', 'file']) expect(context).not.toHaveProperty(key);
  });

  it.each(['knn', 'tree', 'logistic', 'forest'])('classifies a dropped file by votes with %s', async (train) => {
    const { context } = await run({ train }, { input: someJson });
    const verdict = verdictOf(context);
    expect(verdict?.language).toBe('JSON');
    const total = verdict?.votes?.reduce((sum, { value }) => sum + value, 0);
    expect(total).toBeCloseTo(1, 2);
  });

  it('knows Python by its shape, whatever the file is called', async () => {
    const python = `import os\n\n\nclass Shelf(object):\n    """Holds books."""\n\n    def __init__(self, books=None):\n        self.books = books or []\n\n    def add(self, book):\n        if book is None:\n            raise ValueError('no book')\n        self.books.append(book)\n        return len(self.books)\n\n\ndef main():\n    shelf = Shelf()\n    for name in os.listdir('.'):\n        shelf.add(name)\n    print('%d books' % len(shelf.books))\n\n\nif __name__ == '__main__':\n    main()\n`;
    const { context } = await run({ train: 'logistic' }, { input: { fileName: 'shelf', text: python } });
    expect(verdictOf(context)?.language).toBe('Python');
  });

  it('says why a file that lacks values cannot be judged where incomplete rows are dropped', async () => {
    const input = { fileName: 'empty.js', text: '' };
    const { context } = await run({ impute: 'drop' }, { input });
    expect(verdictOf(context)).toMatchObject({
      language: null,
      sentence: expect.stringContaining('it has no meanLine'),
    });
    expect(verdictOf((await run({ impute: 'median' }, { input })).context)?.language).toEqual(expect.any(String));
  });

  it('reports nothing of a file where none was given', async () => {
    expect(verdictOf((await run()).context)).toBeNull();
  });

  it('stays below 400 KB with its table', () => {
    expect(exampleText('language-detective.wtb.json').length).toBeLessThan(400_000);
  });
});
