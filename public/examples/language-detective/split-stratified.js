// Shuffles and cuts within each language, so that both sides have the same mix.

function shuffle(items, random) {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
  }
  return shuffled;
}

export default ({ context, config, random, remove, log }) => {
  const { x, y, languages } = context;
  const train = [];
  const test = [];
  languages.forEach((language, label) => {
    const members = [...y.keys()].filter((index) => y[index] === label);
    const cut = Math.round(members.length * config.share);
    const order = shuffle(members, random);
    train.push(...order.slice(0, cut));
    test.push(...order.slice(cut));
    log(`${language}: ${cut} + ${members.length - cut}`);
  });
  const pick = (indexes) => ({ x: indexes.map((index) => x[index]), y: indexes.map((index) => y[index]) });
  remove('x');
  remove('y');
  return {
    train: pick(train),
    test: pick(test),
    journal: `split: stratified by language, ${train.length} rows to learn from and ${test.length} to test with`,
  };
};
