import { parseLicence, rankLicence, ranks } from './spdx.js';

// Only what ships obliges: build tools and tests stay in the house, whatever their licence. Their statement must be readable, though.

function rankOf(licence) {
  try {
    return licence === null ? 3 : rankLicence(parseLicence(licence));
  } catch {
    return 3;
  }
}

export default ({ context, log }) => {
  const counts = new Map(ranks.map((rank) => [rank, 0]));
  counts.set('does not ship', 0);
  const findings = [];
  for (const { name, path, licence, ships } of context.packages) {
    const rank = rankOf(licence);
    const label = ships ? ranks[rank] : 'does not ship';
    counts.set(label, counts.get(label) + 1);
    if (ships && rank > 0) findings.push({ kind: 'licence', name, path, severity: rank, text: `${licence ?? 'no licence'} is ${ranks[rank]} and ships` });
    else if (!ships && rank === 3) findings.push({ kind: 'licence', name, path, severity: 1, text: `${licence ?? 'no licence'} of a build tool is unknown` });
  }
  log(`${findings.length} packages oblige`);
  return {
    licences: {
      view: 'bars',
      title: 'Licences of what ships',
      bars: [...counts].map(([label, value]) => ({ label, value })),
      unit: 'packages',
    },
    findings,
    journal: `licences: of what ships, ${findings.length} packages oblige`,
  };
};
