import type { Value } from '../../model/value.ts';
import { isTableLike } from './value-kinds.ts';

/** A list of rows as a table: cells are read when they are shown. */
export interface TableData {
  readonly columns: readonly string[];
  readonly rows: number;
  cell(row: number, column: number): Value;
  readonly numeric: readonly boolean[];
}

/** More columns than this are not a table any more but data. */
const maxColumns = 200;

/** An array of objects or of arrays as a table, or `undefined` where it is neither. */
export function toTable(value: Value): TableData | undefined {
  if (!isTableLike(value)) return undefined;
  return value.every((row) => Array.isArray(row)) ? tableOfLists(value) : tableOfObjects(value);
}

export function tableOf(columns: readonly string[], rows: readonly (readonly Value[])[]): TableData {
  return {
    columns,
    rows: rows.length,
    cell: (row, column) => rows[row]?.[column],
    numeric: columns.map((_name, column) => isNumeric(rows.slice(0, 20).map((row) => row[column]))),
  };
}

function tableOfLists(rows: readonly (readonly Value[])[]): TableData {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return tableOf(
    Array.from({ length: Math.min(width, maxColumns) }, (_none, index) => String(index)),
    rows,
  );
}

function tableOfObjects(rows: readonly Value[]): TableData | undefined {
  const columns = new Set<string>();
  for (const row of rows.slice(0, 200)) for (const key of Object.keys(row as object)) columns.add(key);
  if (columns.size === 0 || columns.size > maxColumns) return undefined;
  const names = [...columns];
  const cell = (row: number, column: number): Value =>
    (rows[row] as Readonly<Record<string, Value>> | undefined)?.[names[column] ?? ''];
  const sample = Array.from({ length: Math.min(20, rows.length) }, (_none, index) => index);
  return {
    columns: names,
    rows: rows.length,
    cell,
    numeric: names.map((_name, column) => isNumeric(sample.map((row) => cell(row, column)))),
  };
}

const isNumeric = (cells: readonly Value[]): boolean =>
  cells.some((cell) => typeof cell === 'number') &&
  cells.every((cell) => typeof cell === 'number' || cell === null || cell === undefined);
