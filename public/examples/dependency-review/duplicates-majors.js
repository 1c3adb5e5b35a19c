// Only what ships in more than one major version: two worlds in one product, such as two Reacts.

const majorOf = (version) => (version ?? '').split('.')[0];

export default ({ context, log }) => {
  const majors = {};
  for (const { name, version, ships, path } of context.packages) {
    if (!ships) continue;
    const known = Object.hasOwn(majors, name) ? majors[name] : { path, list: [] };
    if (!known.list.includes(majorOf(version))) known.list.push(majorOf(version));
    majors[name] = known;
  }
  const clashing = Object.entries(majors).filter(([, { list }]) => list.length > 1);
  log(`${clashing.length} packages ship in several major versions`);
  return {
    duplicates: clashing.map(([name, { list }]) => ({ name, versions: list.map((major) => `${major}.x`) })),
    findings: clashing.map(([name, { path, list }]) => ({
      kind: 'duplicate',
      name,
      path,
      severity: 2,
      text: `ships in major versions ${list.join(' and ')}`,
    })),
    journal: `duplicates: ${clashing.length} packages ship in several major versions`,
  };
};
