import { addRequest, revise } from './revise.js';
import { capitalize, wordCount } from './wording.js';

// Marketing preparation by a bold writer: big words, short sentences, leaves out what bores, mends three remarks a round.

function firstDraft({ product, features }, random) {
  const pick = (choices) => choices[Math.floor(random() * choices.length)];
  const told = features.filter((_, index) => index === 0 || random() < 0.7);
  return {
    headline: pick([`${product}: the fastest way there!`, `Meet the revolutionary ${product}!`, `${product} is unbeatable!`]),
    lead: pick(['You will never look back!', 'The perfect tool is here!', 'It always works, guaranteed!']),
    paragraphs: told.map((feature) => ({ feature, text: `${capitalize(feature)}${pick(['!', ': unbeatable!', ', perfect for every day!'])}` })),
    closing: pick(['Get it now!', 'Join us today!', 'Be the first!']),
  };
}

export default ({ context, config, random, log }) => {
  const { brief, facts, copy, findings, round, approval } = context;
  const { draft, mended } = copy
    ? revise(addRequest(copy, approval), findings, { most: config.mendsPerRound, brief, facts })
    : { draft: firstDraft(brief, random), mended: [] };
  const words = wordCount(draft);
  log(mended.length > 0 ? `mended: ${mended.join(', ')}` : `${words} words`);
  return {
    copy: draft,
    round: 1,
    messages: { from: 'Writer', text: mended.length > 0 ? `Round ${round + 1}: toned down ${mended.join(' and ')}.` : `Round ${round + 1}: ${words} words with a bang!` },
    artefacts: { kind: 'draft', title: draft.headline, words },
  };
};
