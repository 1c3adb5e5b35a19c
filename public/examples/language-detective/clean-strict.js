// Throws out what would mislead: empty files, generated one-line files, and files that have the same shape as an earlier one.

export default ({ context, config, log }) => {
  const at = (name) => context.columns.indexOf(name);
  const [lines, maxLine] = [at('lines'), at('maxLine')];
  const rejected = { empty: 0, generated: 0, repeated: 0 };
  const seen = new Set();

  const rows = context.rows.filter((row) => {
    const shape = JSON.stringify(row.slice(1));
    let reason;
    if (row[lines] === 0) reason = 'empty';
    else if (row[maxLine] > config.longestLine) reason = 'generated';
    else if (seen.has(shape)) reason = 'repeated';
    seen.add(shape);
    if (reason) rejected[reason] += 1;
    return !reason;
  });

  log(`rejected ${JSON.stringify(rejected)}`);
  return {
    rows,
    cleaning: { kept: rows.length, rejected },
    journal: `clean: strict, ${context.rows.length - rows.length} of ${context.rows.length} rows rejected`,
  };
};
