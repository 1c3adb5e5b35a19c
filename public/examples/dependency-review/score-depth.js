// What stands near is one's own choice and can be changed; what is deep down is mostly others' to mend. Each step halves.

export default ({ context, config, log }) => {
  const { findings, packages } = context;
  const depths = new Map(packages.map(({ path, depth }) => [path, depth ?? config.deepest]));
  const pointsOf = ({ path, severity }) => severity / 2 ** (Math.min(depths.get(path), config.deepest) - 1);
  const points = findings.reduce((sum, finding) => sum + pointsOf(finding), 0);
  const direct = packages.filter(({ depth }) => depth === 1).length;
  const risk = Math.min(100, Math.round((100 * points) / Math.max(1, direct)));
  const ranking = findings
    .map((finding) => ({ name: finding.name, points: Math.round(pointsOf(finding) * 100) / 100 }))
    .sort((a, b) => b.points - a.points || (a.name < b.name ? -1 : 1));
  log(`${Math.round(points * 10) / 10} points over ${direct} direct dependencies`);
  return { risk, ranking, journal: `score: weighted by depth, risk ${risk}` };
};
