// The kind of indentation becomes one column per kind, 0 or 1: no order is suggested where there is none.

export default ({ context, remove, log }) => {
  const { rows, columns, languages, guest } = context;
  const style = columns.indexOf('indentStyle');
  const kinds = [...new Set(rows.map((row) => row[style]))].sort();
  const encode = (row) => [
    ...row.filter((_, column) => column !== 0 && column !== style),
    ...kinds.map((kind) => (row[style] === kind ? 1 : 0)),
  ];

  remove('rows');
  remove('columns');
  log(`indentStyle becomes ${kinds.length} columns`);
  return {
    x: rows.map(encode),
    y: rows.map((row) => languages.indexOf(row[0])),
    features: [...columns.slice(1).filter((name) => name !== 'indentStyle'), ...kinds.map((kind) => `indent ${kind}`)],
    guest: guest?.row ? { fileName: guest.fileName, x: encode(guest.row) } : guest,
    journal: `encode: one-hot, ${kinds.length} kinds of indentation as columns`,
  };
};
