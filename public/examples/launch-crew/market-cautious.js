import { addRequest, revise } from './revise.js';
import { capitalize, wordCount } from './wording.js';

// Marketing preparation by a careful writer: claims little, explains much, mends two remarks a round.

function firstDraft({ product, features, goal }, random) {
  const pick = (choices) => choices[Math.floor(random() * choices.length)];
  return {
    headline: pick([`Introducing ${product}`, `${product}: a first look`, `What ${product} may do`]),
    lead: pick([
      `${product} may help with everyday work.`,
      `Perhaps ${product} makes some of it easier.`,
      `In many cases ${product} saves a few steps.`,
    ]),
    paragraphs: features.map((feature) => ({
      feature,
      text: `${capitalize(feature)}. ${pick(['It was tried with care.', 'We looked at it closely.', 'It grew out of daily use.'])} ${pick(['There might be more to come.', 'Details may still change.', 'Perhaps this is only the beginning.'])}`,
    })),
    closing: pick(['Thank you for reading.', `We hope that you ${goal}.`, 'Questions are welcome.']),
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
    messages: { from: 'Writer', text: mended.length > 0 ? `Round ${round + 1}: mended ${mended.join(' and ')}.` : `Round ${round + 1}: a draft of ${words} words.` },
    artefacts: { kind: 'draft', title: draft.headline, words },
  };
};
