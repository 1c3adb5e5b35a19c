// Any package that is there in more than one version, or more than once.

export default ({ context, log }) => {
  const byName = new Map();
  for (const each of context.packages) byName.set(each.name, [...(byName.get(each.name) ?? []), each]);
  const repeated = [...byName].filter(([, copies]) => copies.length > 1);
  const findings = repeated.map(([name, copies]) => ({
    kind: 'duplicate',
    name,
    path: copies[0].path,
    severity: new Set(copies.map(({ version }) => version)).size > 1 ? 1 : 0.5,
    text: `${copies.length} copies: ${copies.map(({ version }) => version).join(', ')}`,
  }));
  log(`${findings.length} packages are there more than once`);
  return {
    duplicates: repeated.map(([name, copies]) => ({ name, versions: copies.map(({ version }) => version) })),
    findings,
    journal: `duplicates: ${findings.length} packages are there more than once`,
  };
};
