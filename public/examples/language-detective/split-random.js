import { chanceOf, shuffle } from './chance.js';

// Shuffles all rows and cuts once: rare languages may end up almost whole on one side.

export default ({ context, config, remove, log }) => {
  const { x, y, seed } = context;
  const order = shuffle([...x.keys()], chanceOf(seed));
  const cut = Math.round(order.length * config.share);
  const pick = (indexes) => ({ x: indexes.map((index) => x[index]), y: indexes.map((index) => y[index]) });
  remove('x');
  remove('y');
  log(`${cut} rows to learn from, ${order.length - cut} to test with`);
  return {
    train: pick(order.slice(0, cut)),
    test: pick(order.slice(cut)),
    journal: `split: random, ${cut} rows to learn from and ${order.length - cut} to test with`,
  };
};
