// The review in words and tables, whichever way it went.

const headlines = {
  passed: 'may be used as it is',
  approved: 'may be used: a person has looked at it and approved',
  rejected: 'may not be used: a person has looked at it and declined',
  blocked: 'may not be used: the risk is too high',
};

export default ({ context, log }) => {
  const { project, risk, verdict, findings, duplicates, licences, ranking, approval } = context;
  const kinds = ['licence', 'duplicate', 'supply'].map((kind) => ({
    label: kind,
    value: findings.filter((finding) => finding.kind === kind).length,
  }));
  const name = project.version === null ? project.name : `${project.name} ${project.version}`;
  const words = [`${name} ${headlines[verdict]}. Risk ${risk} of 100, ${findings.length} findings in ${project.packages} packages.`];
  if (approval?.comment) words.push(`Comment: ${approval.comment}`);
  log(words[0]);
  return {
    report: {
      view: 'report',
      title: 'Dependency review',
      verdict,
      risk,
      sections: [
        { view: 'text', title: 'In words', text: words.join(' ') },
        { view: 'bars', title: 'Findings', bars: kinds, unit: 'findings' },
        licences,
        { view: 'table', title: 'Riskiest', columns: ['package', 'points'], rows: ranking.slice(0, 10).map(({ name: each, points }) => [each, points]) },
        {
          view: 'table',
          title: 'More than once',
          columns: ['package', 'versions'],
          rows: duplicates.map(({ name: each, versions }) => [each, versions.join(', ')]),
        },
        {
          view: 'table',
          title: 'All findings',
          columns: ['kind', 'package', 'what'],
          rows: findings.map(({ kind, name: each, text }) => [kind, each, text]),
        },
      ],
    },
    journal: `report: ${verdict}`,
  };
};
