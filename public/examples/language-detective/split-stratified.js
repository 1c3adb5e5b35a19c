import { chanceOf, shuffle } from './chance.js';

// Shuffles and cuts within each language, so that both sides have the same mix.

export default ({ context, config, remove, log }) => {
  const { x, y, languages, seed } = context;
  const random = chanceOf(seed);
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
