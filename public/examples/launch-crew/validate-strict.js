import { hedges, sentencesOf, superlatives, wordCount } from './wording.js';

// Holds a draft against every rule; each that is broken costs its weight.

const matches = (draft, pattern) => sentencesOf(draft).filter(({ text }) => text.search(pattern) >= 0);

const rules = [
  { rule: 'unproven', weight: 25, broken: unprovenClaims, text: (places) => `claimed without a test: ${places.join('; ')}` },
  { rule: 'missing', weight: 20, broken: missingFeatures, text: (places) => `not mentioned: ${places.join('; ')}` },
  { rule: 'superlatives', weight: 20, broken: (draft) => matches(draft, superlatives).map(({ where }) => where), text: (places) => `big words in ${places.join(', ')}` },
  { rule: 'call', weight: 15, broken: (draft, { brief }) => (draft.closing.toLowerCase().includes(brief.goal.toLowerCase()) ? [] : ['closing']), text: () => 'the closing does not say what to do' },
  { rule: 'audience', weight: 15, broken: (draft, { brief }) => (draft.lead.includes(brief.audience) ? [] : ['lead']), text: () => 'the lead does not say whom it is for' },
  { rule: 'hedging', weight: 15, broken: (draft) => matches(draft, hedges).map(({ where }) => where), text: (places) => `unsure words in ${places.join(', ')}` },
  { rule: 'shouting', weight: 10, broken: (draft) => matches(draft, /!/).map(({ where }) => where), text: (places) => `exclamation marks in ${places.length} places` },
  { rule: 'long', weight: 10, broken: (draft, { longest }) => (wordCount(draft) > longest ? ['all of it'] : []), text: () => 'too long' },
];

function unprovenClaims(draft, { facts }) {
  const unproven = facts.filter(({ proof }) => proof === 'none').map(({ feature }) => feature);
  return draft.paragraphs.filter(({ feature, text }) => unproven.includes(feature) && !text.startsWith('Planned')).map(({ feature }) => feature);
}

function missingFeatures(draft, { brief }) {
  return brief.features.filter((feature) => !draft.paragraphs.some((paragraph) => paragraph.feature === feature));
}

export default ({ context, config, log }) => {
  const { copy, brief, facts } = context;
  const findings = rules.flatMap(({ rule, weight, broken, text }) => {
    const places = broken(copy, { brief, facts, longest: config.longest });
    return places.length === 0 ? [] : [{ rule, weight, text: text(places) }];
  });
  const score = Math.max(0, 100 - findings.reduce((sum, { weight }) => sum + weight, 0));
  log(`score ${score}`);
  return {
    score,
    findings,
    messages: { from: 'Validator', text: findings.length === 0 ? `Score ${score}: nothing to remark.` : `Score ${score}: ${findings.map(({ text }) => text).join('; ')}.` },
  };
};
