// Fewer distinct numbers per column: the tree library tries a threshold between every two of them, which takes seconds otherwise.

/** Every number becomes the middle of its group; there are at most `groups` groups of equal size per column. */
export function coarsen(rows, groups) {
  const columns = rows[0].map((_, column) => {
    const sorted = rows.map((row) => row[column]).sort((a, b) => a - b);
    const middles = Array.from({ length: groups }, (_, group) => sorted[Math.floor(((group + 0.5) * sorted.length) / groups)]);
    return [...new Set(middles)];
  });
  const nearest = (middles, value) =>
    middles.reduce((best, middle) => (Math.abs(middle - value) < Math.abs(best - value) ? middle : best));
  return rows.map((row) => row.map((value, column) => nearest(columns[column], value)));
}
