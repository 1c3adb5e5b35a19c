// What the writers and the validators both know about wording.

/** Big words, and what a sober writer says instead. */
export const soberWords = {
  best: 'good',
  fastest: 'fast',
  easiest: 'easy',
  greatest: 'great',
  revolutionary: 'new',
  unbeatable: 'useful',
  perfect: 'handy',
  never: 'rarely',
  always: '',
  guaranteed: 'as tested',
};
/** Unsure words, and what a writer says who stands by it. */
export const sureWords = { may: 'will', might: 'will', perhaps: '', possibly: '', hopefully: '', 'in many cases': '' };

const anyOf = (words) => new RegExp(`\\b(?:${Object.keys(words).join('|')})\\b`, 'gi');
export const superlatives = anyOf(soberWords);
export const hedges = anyOf(sureWords);

/** Every sentence of a draft with its place in it. */
export function sentencesOf(draft) {
  return [
    { where: 'headline', text: draft.headline },
    { where: 'lead', text: draft.lead },
    ...draft.paragraphs.map(({ feature, text }) => ({ where: `paragraph on ${feature}`, text })),
    { where: 'closing', text: draft.closing },
  ];
}

export function wordCount(draft) {
  return sentencesOf(draft)
    .map(({ text }) => text.split(/\s+/).filter(Boolean).length)
    .reduce((sum, count) => sum + count, 0);
}

export const capitalize = (text) => text.charAt(0).toUpperCase() + text.slice(1);
