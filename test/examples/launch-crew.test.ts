import { describe, expect, it } from 'vitest';
import { exampleDocument } from './example-document.ts';
import { runExample } from './run-example.ts';

const document = exampleDocument('launch-crew');
const launch = { approve: [{ decision: 'launch', comment: '' }] };

describe('launch crew', () => {
  it.each(['bold', 'cautious'])('x %s', async (market) => {
   for (const execute of ['cautious','bold']) for (const validate of ['strict','lenient']) {
    const { context, steps } = await runExample(document, { variants: { market, execute, validate }, answers: launch });
    console.log(market, execute, validate, context['summary'], steps.join(), (context['messages'] as any[]).map((m) => m.from + ': ' + m.text), (context['kit'] as any).announcement);
   }
  });
});
