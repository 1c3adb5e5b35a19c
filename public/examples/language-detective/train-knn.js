// Remembers every training row; a file is what its nearest neighbours are. Each further round asks fewer neighbours.
import KNN from 'ml-knn';

export default ({ context, config, log }) => {
  const { train, rounds } = context;
  const k = config.neighbours[Math.min(rounds, config.neighbours.length - 1)];
  const fitted = new KNN(train.x, train.y, { k });
  log(`k = ${k}`);
  return {
    // Through JSON: a model in the context is plain data, without classes.
    model: { type: 'knn', setting: `k = ${k}`, fitted: JSON.parse(JSON.stringify(fitted)) },
    rounds: 1,
    journal: `train: k-nearest neighbours, k = ${k}, round ${rounds + 1}`,
  };
};
