import { voterOf, winnerOf } from './predict.js';

// Asks the model about rows it has never seen, and counts: who was taken for whom, and how each language fares.

const round = (number) => Math.round(number * 10_000) / 10_000;

function scoreLabel(matrix, label) {
  const right = matrix[label][label];
  const actual = matrix[label].reduce((sum, count) => sum + count, 0);
  const claimed = matrix.reduce((sum, row) => sum + row[label], 0);
  const precision = claimed === 0 ? 0 : right / claimed;
  const recall = actual === 0 ? 0 : right / actual;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision: round(precision), recall: round(recall), f1: round(f1), files: actual };
}

export default ({ context, log }) => {
  const { model, test, languages, guest, rounds } = context;
  const vote = voterOf(model, languages.length);
  const matrix = languages.map(() => languages.map(() => 0));
  test.x.forEach((row, index) => {
    matrix[test.y[index]][winnerOf(vote(row))] += 1;
  });

  const right = matrix.reduce((sum, row, label) => sum + row[label], 0);
  const accuracy = round(right / test.x.length);
  const scores = languages.map((language, label) => ({ language, ...scoreLabel(matrix, label) }));
  const present = scores.filter((score) => score.files > 0);
  const macroF1 = round(present.reduce((sum, score) => sum + score.f1, 0) / present.length);

  log(`${right} of ${test.x.length} right`);
  return {
    accuracy,
    macroF1,
    // `view` asks the bench to show a value as a picture; it stays plain data for every later node.
    perLanguage: {
      view: 'table',
      title: 'Scores per language, on unseen files',
      columns: ['language', 'precision', 'recall', 'f1', 'files'],
      rows: scores,
    },
    confusion: { view: 'confusion', title: 'Unseen files: what they are, and what they were taken for', labels: languages, matrix },
    guest: guest?.x ? { ...guest, votes: vote(guest.x).map(round) } : guest,
    history: { round: rounds, model: model.type, setting: model.setting, accuracy, macroF1 },
    journal: `evaluate: accuracy ${accuracy}, macro F1 ${macroF1} with ${model.setting}`,
  };
};
