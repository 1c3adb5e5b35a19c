// Task execution, the careful way: every feature is built, tested and shown to someone, so that every claim has its proof.

export default ({ context, random, log }) => {
  const { brief } = context;
  const tasks = brief.features.flatMap((feature) => [
    { feature, task: `Build: ${feature}`, hours: 4 + Math.floor(random() * 9) },
    { feature, task: `Test: ${feature}`, hours: 2 + Math.floor(random() * 4) },
    { feature, task: `Show to ${brief.audience}: ${feature}`, hours: 1 + Math.floor(random() * 2) },
  ]);
  const hours = tasks.reduce((sum, task) => sum + task.hours, 0);
  log(`${tasks.length} tasks, ${hours} hours`);
  return {
    tasks,
    facts: brief.features.map((feature) => ({ feature, proof: 'tested and shown' })),
    messages: { from: 'Builder', text: `All ${brief.features.length} features are built, tested and shown: ${hours} hours.` },
    artefacts: { kind: 'work plan', title: `${tasks.length} tasks`, hours },
  };
};
