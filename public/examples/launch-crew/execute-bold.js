// Task execution, the quick way: build everything, test what there is time for. The deadline decides, not the list.

export default ({ context, config, random, log }) => {
  const { brief } = context;
  let left = config.hours;
  const tasks = [];
  const facts = [];
  for (const feature of brief.features) {
    const build = { feature, task: `Build: ${feature}`, hours: 3 + Math.floor(random() * 5) };
    const test = { feature, task: `Test: ${feature}`, hours: 2 + Math.floor(random() * 3) };
    tasks.push(build);
    left -= build.hours;
    const tested = left >= test.hours;
    if (tested) {
      tasks.push(test);
      left -= test.hours;
    }
    facts.push({ feature, proof: tested ? 'tested' : 'none' });
  }
  const unproven = facts.filter(({ proof }) => proof === 'none').map(({ feature }) => feature);
  log(`${unproven.length} features without a test`);
  return {
    tasks,
    facts,
    messages: {
      from: 'Builder',
      text: unproven.length === 0 ? 'Everything is built and tested.' : `Everything is built; not tested: ${unproven.join('; ')}.`,
    },
    artefacts: { kind: 'work plan', title: `${tasks.length} tasks`, hours: config.hours - left },
  };
};
