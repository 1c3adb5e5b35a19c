import type { Value } from '../model/value.ts';

/**
 * How a workflow may ask for a picture of a value. Any object in the context whose `view` is one of these names is shown
 * that way instead of as a tree (which stays one click away):
 *
 * ```js
 * return {
 *   scores:    { view: 'table', title: 'Per class', columns: ['class', 'f1'], rows: [['css', 0.91], ['ts', 0.88]] },
 *   confusion: { view: 'confusion', labels: ['css', 'ts'], matrix: [[40, 2], [3, 55]] },   // rows actual, columns predicted
 *   share:     { view: 'bars', title: 'Files', bars: [{ label: 'ts', value: 210 }, { label: 'css', value: 44 }], unit: 'files' },
 *   summary:   { view: 'text', text: 'Logistic regression wins by 2 points.' },
 *   report:    { view: 'report', title: 'Result', sections: [ …any of the above… ] },
 * };
 * ```
 *
 * The spelling `type` instead of `view` is understood as well. A value that does not have the shape it claims is shown as
 * a tree: a view never hides data and never fails.
 */
export type ReportView =
  | {
      readonly view: 'table';
      readonly title?: string;
      readonly columns: readonly string[];
      /** One list of cells per row, in the order of the columns. */
      readonly rows: readonly (readonly Value[])[];
    }
  | {
      readonly view: 'confusion';
      readonly title?: string;
      readonly labels: readonly string[];
      /** `matrix[actual][predicted]`, square, one row per label. */
      readonly matrix: readonly (readonly number[])[];
    }
  | {
      readonly view: 'bars';
      readonly title?: string;
      readonly bars: readonly { readonly label: string; readonly value: number }[];
      readonly unit?: string;
    }
  | { readonly view: 'text'; readonly title?: string; readonly text: string }
  | { readonly view: 'report'; readonly title?: string; readonly sections: readonly ReportView[] };

/** The view that a value asks for, or `undefined` where it asks for none or has not the shape. */
export function toReportView(value: Value): ReportView | undefined {
  return parse(value, 4);
}

function parse(value: Value, depth: number): ReportView | undefined {
  if (!isRecord(value) || depth === 0) return undefined;
  const title = typeof value['title'] === 'string' ? { title: value['title'] } : {};
  switch (value['view'] ?? value['type']) {
    case 'table':
      return parseTable(value, title);
    case 'confusion':
      return parseConfusion(value, title);
    case 'bars':
      return parseBars(value, title);
    case 'text':
      return typeof value['text'] === 'string' ? { view: 'text', ...title, text: value['text'] } : undefined;
    case 'report':
      return parseReport(value, title, depth);
    default:
      return undefined;
  }
}

interface Title {
  readonly title?: string;
}

function parseTable(value: Fields, title: Title): ReportView | undefined {
  const { columns, rows } = value;
  if (!isListOf(columns, isString) || !isList(rows)) return undefined;
  const cells = rows.map((row) =>
    isList(row) ? row : isRecord(row) ? columns.map((column) => row[column]) : undefined,
  );
  return cells.includes(undefined)
    ? undefined
    : { view: 'table', ...title, columns, rows: cells.filter((row) => row !== undefined) };
}

function parseConfusion(value: Fields, title: Title): ReportView | undefined {
  const { labels, matrix } = value;
  if (!isListOf(labels, isString) || !isNumericMatrix(matrix)) return undefined;
  const square = matrix.length === labels.length && matrix.every((row) => row.length === labels.length);
  return square ? { view: 'confusion', ...title, labels, matrix } : undefined;
}

function parseBars(value: Fields, title: Title): ReportView | undefined {
  const unit = typeof value['unit'] === 'string' ? { unit: value['unit'] } : {};
  return isListOf(value['bars'], isBar) ? { view: 'bars', ...title, ...unit, bars: value['bars'] } : undefined;
}

function parseReport(value: Fields, title: Title, depth: number): ReportView | undefined {
  const { sections } = value;
  if (!Array.isArray(sections)) return undefined;
  const parsed = sections.map((section) => parse(section, depth - 1));
  return parsed.every((section) => section !== undefined)
    ? { view: 'report', ...title, sections: parsed.filter((section) => section !== undefined) }
    : undefined;
}

type Fields = Readonly<Record<string, Value>>;

function isRecord(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
const isString = (value: Value): value is string => typeof value === 'string';
const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
const isBar = (value: Value): value is { readonly label: string; readonly value: number } =>
  isRecord(value) && typeof value['label'] === 'string' && typeof value['value'] === 'number';

function isListOf<T extends Value>(value: Value, is: (item: Value) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

/** A rectangle of numbers, at most 64 by 64: small enough to be looked at as a heat table. */
export function isNumericMatrix(value: Value): value is readonly (readonly number[])[] {
  if (!Array.isArray(value) || value.length < 2 || value.length > 64) return false;
  const width: unknown = Array.isArray(value[0]) ? value[0].length : 0;
  if (typeof width !== 'number' || width < 2 || width > 64) return false;
  return value.every(
    (row) => Array.isArray(row) && row.length === width && row.every((cell) => typeof cell === 'number'),
  );
}
