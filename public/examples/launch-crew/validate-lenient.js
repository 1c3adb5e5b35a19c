import { superlatives, sentencesOf } from './wording.js';

// Looks only at what would embarrass: claims without proof, and more than two big words. Style is the writer's.

export default ({ context, log }) => {
  const { copy, facts } = context;
  const findings = [];
  const unproven = facts.filter(({ proof }) => proof === 'none').map(({ feature }) => feature);
  const claimed = copy.paragraphs.filter(({ feature, text }) => unproven.includes(feature) && !text.startsWith('Planned'));
  if (claimed.length > 0) findings.push({ rule: 'unproven', weight: 30, text: `claimed without a test: ${claimed.map(({ feature }) => feature).join('; ')}` });
  const big = sentencesOf(copy).flatMap(({ text }) => text.match(superlatives) ?? []);
  if (big.length > 2) findings.push({ rule: 'superlatives', weight: 10, text: `${big.length} big words` });
  const score = 100 - findings.reduce((sum, { weight }) => sum + weight, 0);
  log(`score ${score}`);
  return {
    score,
    findings,
    messages: { from: 'Validator', text: findings.length === 0 ? `Score ${score}: fine with me.` : `Score ${score}: ${findings.map(({ text }) => text).join('; ')}.` },
  };
};
