// Keeps every row that says anything, and pulls extreme numbers back to the column's 99th percentile instead.
import { quantile } from 'simple-statistics';

export default ({ context, config, log }) => {
  const lines = context.columns.indexOf('lines');
  const kept = context.rows.filter((row) => row[lines] > 0);
  const ceilings = context.columns.map((_, column) => {
    const numbers = kept.map((row) => row[column]).filter((value) => typeof value === 'number');
    return numbers.length === 0 ? null : quantile(numbers, config.percentile);
  });

  let capped = 0;
  const rows = kept.map((row) =>
    row.map((value, column) => {
      if (typeof value !== 'number' || value <= ceilings[column]) return value;
      capped += 1;
      return ceilings[column];
    }),
  );

  log(`capped ${capped} numbers`);
  return {
    rows,
    cleaning: { kept: rows.length, rejected: { empty: context.rows.length - rows.length }, capped },
    journal: `clean: lenient, ${context.rows.length - rows.length} empty rows rejected, ${capped} numbers capped`,
  };
};
