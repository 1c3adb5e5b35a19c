export type Cell = string | number | undefined;

/** Prints a table in Markdown: the first column to the left, the others to the right. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const texts = [head, ...rows.map((row) => row.map(toText))];
  const widths = head.map((_, column) => Math.max(...texts.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? '', width, column)).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  console.log([`\n### ${title}`, '', line(head), rule, ...texts.slice(1).map(line)].join('\n'));
}

const pad = (text: string, width: number, column: number) => (column === 0 ? text.padEnd(width) : text.padStart(width));

/** Three digits that count; thousands by commas. */
function toText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if (cell >= 100) return Math.round(cell).toLocaleString('en');
  return cell.toPrecision(cell >= 10 ? 3 : 2);
}

export const times = (cost: number, floor: number): string => `${toText(cost / floor)} ×`;
