import { measureText, shapeColumns } from './measure.js';

// Looks at every column before anything is changed, and measures the dropped file with the same code that measured the table.

const round = (number) => Number(number.toPrecision(3));

function profileColumn(values) {
  const known = values.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  const missing = values.filter((value) => value === null).length;
  if (known.length === 0) return [missing, null, null, null, null];
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return [missing, round(known[0]), round(known[Math.floor(known.length / 2)]), round(mean), round(known.at(-1))];
}

/** The dropped file as a row of the same table, or `null` where none was given. */
function measureGuest(file) {
  if (!file?.fileName && !file?.text) return null;
  return { fileName: file.fileName || 'pasted text', row: [null, ...measureText(file.text ?? '')] };
}

export default ({ context, remove, log }) => {
  const { rows, columns, languages } = context;
  if (columns.slice(1).join() !== shapeColumns.join()) throw new Error('The table was measured with other columns.');
  const table = shapeColumns.map((name, index) => [name, ...profileColumn(rows.map((row) => row[index + 1]))]);
  const counts = languages.map((language) => ({
    label: language,
    value: rows.filter((row) => row[0] === language).length,
  }));
  const incomplete = rows.filter((row) => row.slice(1).includes(null)).length;
  const guest = measureGuest(context.file);
  remove('file');
  log(`${incomplete} of ${rows.length} rows have missing values`);
  if (guest) log(`${guest.fileName} is measured too`);
  return {
    profile: {
      languages: { view: 'bars', title: 'Files per language', bars: counts, unit: 'files' },
      columns: {
        view: 'table',
        title: 'Columns',
        columns: ['column', 'missing', 'least', 'median', 'mean', 'greatest'],
        rows: table,
      },
    },
    guest,
    journal: `profile: ${incomplete} of ${rows.length} rows have missing values${guest ? `; ${guest.fileName} measured` : ''}`,
  };
};
