// What a trained model says of a row: a share of votes for each language.
import { DecisionTreeClassifier } from 'ml-cart';
import KNN from 'ml-knn';
import LogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';

function shares(votes, classes) {
  const counts = Array.from({ length: classes }, (_, label) => votes.filter((vote) => vote === label).length);
  return counts.map((count) => count / votes.length);
}

const voters = {
  knn(fitted, classes) {
    const knn = KNN.load(fitted);
    return (row) => shares(knn.kdTree.nearest(row, knn.k).map(([neighbour]) => neighbour.at(-1)), classes);
  },
  tree(fitted, classes) {
    const tree = DecisionTreeClassifier.load(fitted);
    return (row) => Array.from({ length: classes }, (_, label) => tree.root.classify(row).to1DArray()[label] ?? 0);
  },
  forest(fitted, classes) {
    const trees = fitted.map(({ columns, tree }) => ({ columns, tree: DecisionTreeClassifier.load(tree) }));
    const ask = ({ columns, tree }, row) => tree.predict([columns.map((column) => row[column])])[0];
    return (row) => shares(trees.map((each) => ask(each, row)), classes);
  },
  logistic(fitted, classes) {
    const regression = LogisticRegression.load(fitted);
    return (row) => {
      const x = new Matrix([[1, ...row]]);
      // The library scores "is another language": the rest of it is the vote.
      const scores = regression.classifiers.map((classifier) => 1 - classifier.testScores(x)[0]);
      const total = scores.reduce((sum, score) => sum + score, 0) || 1;
      return Array.from({ length: classes }, (_, label) => (scores[label] ?? 0) / total);
    };
  },
};

/** A function from a row to its votes. */
export function voterOf(model, classes) {
  // The libraries write into what they load, and the context is read-only: they get a copy.
  return voters[model.type](JSON.parse(JSON.stringify(model.fitted)), classes);
}

/** The label with the most votes; the first of equals. */
export function winnerOf(votes) {
  return votes.indexOf(Math.max(...votes));
}
