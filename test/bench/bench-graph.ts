/** 200 nodes in 20 columns of 10, each with edges to two of the next column. */
export function benchGraph() {
  const [columns, rows] = [20, 10];
  const id = (column: number, row: number) => `n${column}-${row}`;
  const nodes = Array.from({ length: columns * rows }, (_, index) => {
    const [column, row] = [Math.floor(index / rows), index % rows];
    return { id: id(column, row), position: { x: column * 260, y: row * 120 } };
  });
  const edges = Array.from({ length: (columns - 1) * rows }, (_, index) => {
    const [column, row] = [Math.floor(index / rows), index % rows];
    return [row, (row + 1) % rows].map((next) => ({
      id: `${id(column, row)}-${next}`,
      source: id(column, row),
      target: id(column + 1, next),
    }));
  }).flat();
  return { nodes, edges };
}
