// Leaves out every row with a missing value: nothing is invented, and fewer rows are left to learn from.

export default ({ context, log }) => {
  const complete = (row) => !row.slice(1).includes(null);
  const rows = context.rows.filter(complete);
  const { guest } = context;
  const missing = guest ? context.columns.filter((_, column) => column > 0 && guest.row[column] === null) : [];
  log(`${context.rows.length - rows.length} incomplete rows dropped`);
  return {
    rows,
    imputation: { method: 'drop', dropped: context.rows.length - rows.length },
    // A file with missing values cannot pass either: the report says so.
    guest: missing.length > 0 ? { fileName: guest.fileName, unfit: `it has no ${missing.join(', ')}` } : guest,
    journal: `impute: ${context.rows.length - rows.length} incomplete rows dropped, ${rows.length} left`,
  };
};
