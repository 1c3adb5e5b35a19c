// The kind of indentation becomes one number, ordered from none to deep: small, and distances between kinds come to mean something.

const order = ['none', 'tabs', 'odd', 'two', 'four'];

export default ({ context, remove, log }) => {
  const { rows, columns, languages, guest } = context;
  const style = columns.indexOf('indentStyle');
  const encode = (row) => row.slice(1).map((value, index) => (index === style - 1 ? order.indexOf(value) : value));

  remove('rows');
  remove('columns');
  log('indentStyle becomes a number from 0 to 4');
  return {
    x: rows.map(encode),
    y: rows.map((row) => languages.indexOf(row[0])),
    features: columns.slice(1),
    guest: guest?.row ? { fileName: guest.fileName, x: encode(guest.row) } : guest,
    journal: 'encode: ordinal, kind of indentation as one number',
  };
};
