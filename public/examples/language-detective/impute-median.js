// Fills a missing number with the median of its column, which extreme files do not move.
import { median } from 'simple-statistics';

export default ({ context, log }) => {
  const { rows, columns, guest } = context;
  const stands = {};
  columns.forEach((name, column) => {
    const numbers = rows.map((row) => row[column]).filter((value) => typeof value === 'number');
    if (column > 0 && numbers.length > 0) stands[name] = Number(median(numbers).toPrecision(4));
  });

  let filled = 0;
  const complete = (row) =>
    row.map((value, column) => {
      if (value !== null || column === 0) return value;
      filled += 1;
      return stands[columns[column]];
    });

  const whole = rows.map(complete);
  log(`${filled} missing values filled`);
  return {
    rows: whole,
    imputation: { method: 'median', filled, stands },
    guest: guest && { ...guest, row: complete(guest.row) },
    journal: `impute: ${filled} missing values filled with the column's median`,
  };
};
