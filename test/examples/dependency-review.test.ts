import { describe, expect, it } from 'vitest';
import { exampleDocument } from './example-document.ts';
import { runExample } from './run-example.ts';

const document = exampleDocument('dependency-review');
const answers = { approve: [{ approved: true, comment: 'Known and wanted.' }] };
const run = (variants: Record<string, string> = {}, more: object = {}) =>
  runExample(document, { variants, answers, ...more });

describe('dependency review', () => {
  it.each(['weighted', 'worst', 'depth'])('scores %s', async (score) => {
   for (const licences of ['strict','shipping']) for (const duplicates of ['versions','majors']) {
    const { context, steps } = await run({ score, licences, duplicates });
    console.log(score, licences, duplicates, context['risk'], context['verdict'], (context['findings'] as unknown[]).length, steps.join(), context['journal']);
   }
  });
});
