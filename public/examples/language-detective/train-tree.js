// One tree of yes-or-no questions about single columns. Each further round may ask deeper.
import { DecisionTreeClassifier } from 'ml-cart';
import { coarsen } from './coarsen.js';

export default ({ context, config, log }) => {
  const { train, rounds } = context;
  const maxDepth = config.depths[Math.min(rounds, config.depths.length - 1)];
  const fitted = new DecisionTreeClassifier({ maxDepth, minNumSamples: config.fewestRows });
  const { x, y } = coarsen(train, config.groups);
  fitted.train(x, y);
  log(`depth ${maxDepth}`);
  return {
    model: { type: 'tree', setting: `depth ${maxDepth}`, fitted: JSON.parse(JSON.stringify(fitted)) },
    rounds: 1,
    journal: `train: decision tree, depth ${maxDepth}, round ${rounds + 1}`,
  };
};
