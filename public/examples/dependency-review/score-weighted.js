// Adds everything up, each kind of finding with its weight, against the number of packages: many small things count.

export default ({ context, config, log }) => {
  const { findings, packages } = context;
  const points = findings.reduce((sum, { kind, severity }) => sum + config.weights[kind] * severity, 0);
  const risk = packages.length === 0 ? 0 : Math.min(100, Math.round((config.scale * points) / packages.length));
  log(`${points} points over ${packages.length} packages`);
  return {
    risk,
    ranking: rank(findings, ({ kind, severity }) => config.weights[kind] * severity),
    journal: `score: weighted sum, risk ${risk}`,
  };
};

function rank(findings, pointsOf) {
  const byName = {};
  for (const finding of findings) byName[finding.name] = (byName[finding.name] ?? 0) + pointsOf(finding);
  return Object.entries(byName)
    .map(([name, points]) => ({ name, points: Math.round(points * 100) / 100 }))
    .sort((a, b) => b.points - a.points || (a.name < b.name ? -1 : 1));
}
