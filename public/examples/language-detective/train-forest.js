import { DecisionTreeClassifier } from 'ml-cart';
import { chanceOf } from './chance.js';
import { coarsen, quickOrder } from './coarsen.js';

// Many trees, each grown on its own sample of rows and columns, vote. Each further round grows more of them.
// Grown here from single trees: ml-random-forest (it may be imported too) draws rows in an order that takes its trees seconds.

function growTree({ x, y }, config, random) {
  const allColumns = [...x[0].keys()];
  const columns = allColumns.filter(() => random() < config.columnShare);
  if (columns.length === 0) columns.push(Math.floor(random() * allColumns.length));
  // Drawn with replacement.
  const drawn = Array.from({ length: Math.round(x.length * config.rowShare) }, () => Math.floor(random() * x.length));
  const rows = quickOrder(drawn.map((index) => y[index])).map((position) => drawn[position]);
  const tree = new DecisionTreeClassifier({ maxDepth: config.depth, minNumSamples: 3 });
  tree.train(
    rows.map((index) => columns.map((column) => x[index][column])),
    rows.map((index) => y[index]),
  );
  return { columns, tree };
}

export default ({ context, config, log }) => {
  const { rounds, seed } = context;
  const random = chanceOf(seed + rounds);
  const count = config.trees[Math.min(rounds, config.trees.length - 1)];
  const train = coarsen(context.train, config.groups);
  const fitted = Array.from({ length: count }, () => growTree(train, config, random));
  log(`${count} trees`);
  return {
    model: { type: 'forest', setting: `${count} trees`, fitted: JSON.parse(JSON.stringify(fitted)) },
    rounds: 1,
    journal: `train: random forest, ${count} trees, round ${rounds + 1}`,
  };
};
