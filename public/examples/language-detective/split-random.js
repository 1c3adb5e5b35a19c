// Shuffles all rows and cuts once: rare languages may end up almost whole on one side.

function shuffle(items, random) {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
  }
  return shuffled;
}

export default ({ context, config, random, remove, log }) => {
  const { x, y } = context;
  const order = shuffle([...x.keys()], random);
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
