import { parseLicence, rankLicence, ranks } from './spdx.js';

// Every package counts alike, also what only builds and tests the product.

function classify({ licence }) {
  if (licence === null) return { rank: 3, problem: 'no licence is stated' };
  try {
    return { rank: rankLicence(parseLicence(licence)) };
  } catch (error) {
    return { rank: 3, problem: `"${licence}" is no licence expression: ${error.message}` };
  }
}

export default ({ context, log }) => {
  const classified = context.packages.map((each) => ({ ...each, ...classify(each) }));
  const findings = classified
    .filter(({ rank }) => rank > 0)
    .map(({ name, path, licence, rank, problem }) => ({
      kind: 'licence',
      name,
      path,
      severity: rank,
      text: problem ?? `${licence} is ${ranks[rank]}`,
    }));
  const counts = ranks.map((rank, index) => [rank, classified.filter((each) => each.rank === index).length]);
  log(`${findings.length} packages are not permissive`);
  return {
    licences: { view: 'bars', title: 'Licences', bars: counts.map(([label, value]) => ({ label, value })), unit: 'packages' },
    findings,
    journal: `licences: strict, ${findings.length} of ${classified.length} packages are not permissive`,
  };
};
