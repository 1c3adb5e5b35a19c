// One straight boundary per language against all others, found by gradient descent. Each further round takes more steps.
import LogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';

export default ({ context, config, log }) => {
  const { train, rounds } = context;
  const numSteps = config.steps[Math.min(rounds, config.steps.length - 1)];
  const fitted = new LogisticRegression({ numSteps, learningRate: config.learningRate });
  // The library has no intercept: a column of ones gives it one.
  fitted.train(new Matrix(train.x.map((row) => [1, ...row])), Matrix.columnVector(train.y));
  log(`${numSteps} steps`);
  return {
    model: { type: 'logistic', setting: `${numSteps} steps`, fitted: JSON.parse(JSON.stringify(fitted)) },
    rounds: 1,
    journal: `train: logistic regression, ${numSteps} steps, round ${rounds + 1}`,
  };
};
