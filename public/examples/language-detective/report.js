// Says in words and tables how good the detective is, and what it makes of the dropped file.

const modelNames = { knn: 'nearest neighbours', tree: 'a decision tree', logistic: 'logistic regression', forest: 'a random forest' };

const percent = (share) => `${(share * 100).toFixed(1)} %`;

/** The two languages that are taken for one another most often. */
function worstMistake(languages, matrix) {
  let worst = { count: 0 };
  matrix.forEach((row, actual) => {
    row.forEach((count, claimed) => {
      if (actual !== claimed && count > worst.count) worst = { actual, claimed, count };
    });
  });
  if (worst.count === 0) return 'No file was taken for another language.';
  return `Most often ${languages[worst.actual]} was taken for ${languages[worst.claimed]}: ${worst.count} times.`;
}

function verdictOn(guest, languages) {
  if (!guest) return null;
  const { fileName } = guest;
  if (!guest.votes) return { fileName, language: null, sentence: `${fileName} cannot be judged: ${guest.unfit}.` };
  const ranked = languages
    .map((language, label) => ({ label: language, value: guest.votes[label] }))
    .sort((a, b) => b.value - a.value);
  const [{ label: language, value: share }] = ranked;
  const sentence = `${fileName} looks like ${language} (${percent(share)} of the votes).`;
  return { fileName, language, share, sentence, votes: ranked };
}

export default ({ context, log }) => {
  const { accuracy, macroF1, perLanguage, confusion, languages, history, model, cleaning, imputation, scaling } = context;
  const verdict = verdictOn(context.guest, languages);
  const summary = `${percent(accuracy)} of the unseen files were given the right language by ${modelNames[model.type]} (${model.setting}).`;
  log(summary);
  if (verdict) log(verdict.sentence);

  const rounds = {
    view: 'bars',
    title: 'Accuracy, round by round',
    bars: history.map((each) => ({ label: `${each.round}: ${each.setting}`, value: each.accuracy })),
  };
  const words = [summary, worstMistake(languages, confusion.matrix), ...(verdict ? [verdict.sentence] : [])];
  return {
    report: {
      view: 'report',
      title: 'Language detective',
      metrics: { accuracy, macroF1, rounds: history.length, rows: cleaning.kept },
      recipe: { clean: cleaning, impute: imputation.method, scale: scaling.method, model: model.type },
      verdict,
      sections: [
        { view: 'text', title: 'In words', text: words.join(' ') },
        ...(verdict?.votes ? [{ view: 'bars', title: `Votes on ${verdict.fileName}`, bars: verdict.votes }] : []),
        confusion,
        perLanguage,
        { view: 'bars', title: 'F1 per language', bars: perLanguage.rows.map(({ language, f1 }) => ({ label: language, value: f1 })) },
        ...(history.length > 1 ? [rounds] : []),
      ],
    },
    journal: `report: ${summary}`,
  };
};
