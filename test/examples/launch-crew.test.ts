import { describe, expect, it } from 'vitest';
import { exampleDocument } from './example-document.ts';
import { type RunOptions, runExample } from './run-example.ts';

const document = exampleDocument('launch-crew');
const launch = { approve: [{ decision: 'launch', comment: '' }] };
const run = (variants: Readonly<Record<string, string>> = {}, more: RunOptions = {}) =>
  runExample(document, { variants, answers: launch, ...more });

interface Message {
  readonly from: string;
  readonly text: string;
}
const sendersOf = (context: Readonly<Record<string, unknown>>) =>
  (context['messages'] as Message[]).map(({ from }) => from);
const announcementOf = (context: Readonly<Record<string, unknown>>) =>
  (context['kit'] as { announcement: string }).announcement;

const writers = ['bold', 'cautious'];
const combinations = writers.flatMap((market) =>
  ['cautious', 'bold'].flatMap((execute) => ['strict', 'lenient'].map((validate) => ({ market, execute, validate }))),
);

describe('launch crew', () => {
  it.each(combinations)('launches with %j', async (variants) => {
    const { context, steps } = await run(variants);
    expect(context['outcome']).toBe('launched');
    expect(context['score']).toBeGreaterThanOrEqual(context['target'] as number);
    expect(steps.slice(-6)).toEqual(['rest', 'approve', 'decide', 'ready', 'launch', 'summary']);
  });

  it('sends a weak text back to the writer until it is good enough', async () => {
    const { context, steps } = await run({ market: 'bold', validate: 'strict' });
    expect(steps.filter((step) => step === 'validate').length).toBeGreaterThan(1);
    expect(context['round']).toBe(steps.filter((step) => step === 'market').length);
  });

  it('goes no more rounds than allowed, and does not launch what is below the floor', async () => {
    const options = { initial: { maxRounds: 1 } };
    await expect(run({ market: 'bold', execute: 'bold', validate: 'strict' }, options)).rejects.toThrow('below 50');
  });

  it('lets messages and artefacts grow from node to node', async () => {
    const { context } = await run({ market: 'bold', validate: 'strict' });
    const senders = sendersOf(context);
    expect(senders[0]).toBe('Builder');
    expect(senders.slice(1, 3)).toEqual(['Writer', 'Validator']);
    expect(senders.at(-1)).toBe('Crew');
    expect((context['artefacts'] as unknown[]).length).toBe((context['round'] as number) + 2);
  });

  it.each(writers)(
    'leaves no word that the strict validator minds after enough rounds with the %s writer',
    async (market) => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const options = { seed, initial: { target: 100, maxRounds: 8 } };
        const { context } = await run({ market, execute: 'bold', validate: 'strict' }, options);
        expect(context['score']).toBe(100);
        expect(announcementOf(context)).not.toMatch(/!|\b(?:fastest|may|might|always)\b|\.\.|,\.| {2}/);
      }
    },
  );

  it('does not claim what was not tested', async () => {
    const { context } = await run({ execute: 'bold', market: 'bold', validate: 'strict' });
    const untested = (context['facts'] as { feature: string; proof: string }[]).filter(({ proof }) => proof === 'none');
    expect(untested.length).toBeGreaterThan(0);
    for (const { feature } of untested) expect(announcementOf(context)).toContain(`not tested yet: ${feature}`);
  });

  it('is about what was asked for; what was left out comes from the defaults', async () => {
    const input = { product: 'Tea kettle', features: ['it whistles'] };
    const { context } = await run({}, { input });
    expect(context['brief']).toEqual({
      product: 'Tea kettle',
      audience: 'people who build workflows',
      goal: 'try it in your browser',
      features: ['it whistles'],
    });
    expect(announcementOf(context)).toContain('Tea kettle');
    expect(announcementOf(context)).toContain('It whistles');
  });

  it('puts what a person asked for into the text, and asks again', async () => {
    const answers = {
      approve: [
        { decision: 'revise', comment: 'Free for schools.' },
        { decision: 'launch', comment: 'Good.' },
      ],
    };
    const { context, steps } = await run({}, { answers });
    expect(steps.filter((step) => step === 'approve')).toHaveLength(2);
    expect(announcementOf(context)).toContain('Free for schools.');
  });

  it('stops when a person says so', async () => {
    const answers = { approve: [{ decision: 'stop', comment: 'Not this year.' }] };
    const { context } = await run({}, { answers });
    expect(context['summary']).toMatchObject({ outcome: 'stopped' });
    expect((context['messages'] as Message[]).at(-1)?.text).toContain('Not this year.');
  });

  it('writes the same with the same seed, and something else with another', async () => {
    const texts = await Promise.all(
      [1, 1, 2, 3, 4].map(async (seed) => announcementOf((await run({ validate: 'lenient' }, { seed })).context)),
    );
    expect(texts[1]).toBe(texts[0]);
    expect(new Set(texts).size).toBeGreaterThan(1);
  });
});
