// Many trees, each grown on its own sample of rows and columns, vote. Each further round grows more of them.
import { RandomForestClassifier } from 'ml-random-forest';
import { coarsen } from './coarsen.js';

export default ({ context, config, log }) => {
  const { train, rounds, seed } = context;
  const trees = config.trees[Math.min(rounds, config.trees.length - 1)];
  const fitted = new RandomForestClassifier({
    seed,
    nEstimators: trees,
    maxFeatures: config.columnShare,
    replacement: false,
    noOOB: true,
    treeOptions: { maxDepth: config.depth, minNumSamples: 3 },
  });
  fitted.train(coarsen(train.x, config.groups), train.y);
  log(`${trees} trees`);
  return {
    model: { type: 'forest', setting: `${trees} trees`, fitted: JSON.parse(JSON.stringify(fitted)) },
    rounds: 1,
    journal: `train: random forest, ${trees} trees, seed ${seed}, round ${rounds + 1}`,
  };
};
