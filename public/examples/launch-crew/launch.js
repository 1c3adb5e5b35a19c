// Puts the launch kit together: the announcement, short posts, and who does what when.

export default ({ context, log }) => {
  const { brief, copy, facts, score, round, approval } = context;
  const announcement = [
    `# ${copy.headline}`,
    copy.lead,
    ...copy.paragraphs.map(({ text }) => `- ${text}`),
    copy.closing,
  ].join('\n\n');
  const posts = copy.paragraphs.map(({ text }) => `${brief.product}: ${text}`.slice(0, 280));
  const schedule = [
    ['3 days before', 'Builder', `Freeze ${facts.length} features`],
    ['1 day before', 'Writer', 'Hand over the announcement'],
    ['launch day', 'Crew', `Publish, then post ${posts.length} times`],
    ['7 days after', 'Validator', `Look whether people ${brief.goal}`],
  ];
  log(`${brief.product} is launched after ${round} rounds`);
  return {
    outcome: 'launched',
    kit: {
      view: 'report',
      title: `Launch of ${brief.product}`,
      announcement,
      posts,
      sections: [
        { view: 'text', title: 'Announcement', text: announcement },
        { view: 'table', title: 'Schedule', columns: ['when', 'who', 'what'], rows: schedule },
        { view: 'text', title: 'Decision', text: `Score ${score} after ${round} rounds. ${approval.comment || 'No comment.'}` },
      ],
    },
    messages: { from: 'Crew', text: `Launched ${brief.product}.` },
    artefacts: { kind: 'launch kit', title: copy.headline, posts: posts.length },
  };
};
