// What a package may do to whoever installs it: run a script, come unpinned, or be given up by its author.

const checks = [
  { holds: (each) => each.runsScript, severity: 2, text: 'runs a script when installed' },
  { holds: (each) => !each.pinned, severity: 2, text: 'its content is not pinned by a hash' },
  { holds: (each) => each.deprecated, severity: 1, text: 'is deprecated by its author' },
];

export default ({ context, log }) => {
  const findings = context.packages.flatMap((each) =>
    checks
      .filter(({ holds }) => holds(each))
      .map(({ severity, text }) => ({ kind: 'supply', name: each.name, path: each.path, severity, text })),
  );
  log(`${findings.length} findings about the supply`);
  return { findings, journal: `supply: ${findings.length} findings` };
};
