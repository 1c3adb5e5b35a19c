import { capitalize, hedges, soberWords, superlatives, sureWords } from './wording.js';

// How a writer mends a draft: one answer per rule of the validator.

function reword(text, pattern, words) {
  const reworded = text.replace(pattern, (word) => words[word.toLowerCase()]);
  return reworded === text ? text : capitalize(reworded.replace(/ {2,}/g, ' ').trim());
}

function mapTexts(draft, change) {
  return {
    ...draft,
    headline: change(draft.headline),
    lead: change(draft.lead),
    paragraphs: draft.paragraphs.map((paragraph) => ({ ...paragraph, text: change(paragraph.text) })),
    closing: change(draft.closing),
  };
}

const remedies = {
  superlatives: (draft) => mapTexts(draft, (text) => reword(text, superlatives, soberWords)),
  shouting: (draft) => mapTexts(draft, (text) => text.replace(/!+/g, '.')),
  hedging: (draft) => mapTexts(draft, (text) => reword(text, hedges, sureWords)),
  audience: (draft, { brief }) => ({ ...draft, lead: `For ${brief.audience}: ${draft.lead}` }),
  call: (draft, { brief }) => ({ ...draft, closing: `${draft.closing} ${capitalize(brief.goal)}.`.trim() }),
  long: (draft) => ({
    ...draft,
    paragraphs: draft.paragraphs.map((paragraph) => ({ ...paragraph, text: /^[^.!]*[.!]/.exec(paragraph.text)?.[0] ?? paragraph.text })),
  }),
  unproven: (draft, { facts }) => ({
    ...draft,
    paragraphs: draft.paragraphs.map((paragraph) =>
      facts.some(({ feature, proof }) => feature === paragraph.feature && proof === 'none')
        ? { ...paragraph, text: `Planned, and not tested yet: ${paragraph.feature}.` }
        : paragraph,
    ),
  }),
  missing: (draft, { brief }) => ({
    ...draft,
    paragraphs: [
      ...draft.paragraphs,
      ...brief.features
        .filter((feature) => !draft.paragraphs.some((paragraph) => paragraph.feature === feature))
        .map((feature) => ({ feature, text: `${capitalize(feature)}.` })),
    ],
  }),
};

/** The draft with the given findings mended, at most `most` of them, the heaviest first; and which ones they were. */
export function revise(draft, findings, { most, ...knowledge }) {
  const taken = [...findings].sort((a, b) => b.weight - a.weight).slice(0, most);
  const mended = taken.reduce((text, { rule }) => remedies[rule](text, knowledge), draft);
  return { draft: mended, mended: taken.map(({ rule }) => rule) };
}

/** What a person asked for goes in word for word, once. */
export function addRequest(draft, approval) {
  const wish = approval?.decision === 'revise' ? approval.comment?.trim() : '';
  return wish && !draft.closing.includes(wish) ? { ...draft, closing: `${draft.closing} ${wish}`.trim() } : draft;
}
