// A chain is as strong as its weakest link: the single worst finding decides.

const share = { 0.5: 10, 1: 25, 2: 60, 3: 100 };

export default ({ context, log }) => {
  const ranked = [...context.findings].sort((a, b) => b.severity - a.severity || (a.name < b.name ? -1 : 1));
  const risk = ranked.length === 0 ? 0 : share[ranked[0].severity];
  log(ranked.length === 0 ? 'nothing found' : `worst: ${ranked[0].name}, ${ranked[0].text}`);
  return {
    risk,
    ranking: ranked.map(({ name, severity }) => ({ name, points: share[severity] })),
    journal: `score: worst finding, risk ${risk}`,
  };
};
