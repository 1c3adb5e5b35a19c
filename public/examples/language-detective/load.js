// Unpacks the measured table: one row per source file, its language in the first cell.

export default ({ context, remove, log }) => {
  const { columns, languages, packages, rows } = context.table;
  const unpacked = rows.map(([language, , ...shape]) => [languages[language], ...shape]);
  remove('table');
  log(`${rows.length} files of ${packages.length} packages`);
  return {
    columns: ['language', ...columns],
    rows: unpacked,
    languages,
    journal: `load: ${rows.length} files in ${languages.length} languages from ${packages.length} packages`,
  };
};
