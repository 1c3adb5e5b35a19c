import { binaryName } from '../../context/value-kind.ts';
import type { Value } from '../../model/value.ts';

/** One thing inside a value: what it is called there, how its path goes on, and it. */
export interface ValueChild {
  readonly label: string;
  readonly segment: string;
  readonly value: Value;
}

/** Strings longer than this are folded. */
export const foldAt = 160;

/** Whether a value has an inside that can be opened. */
export function canOpen(value: Value): boolean {
  if (typeof value === 'string') return value.length > foldAt || value.includes('\n');
  return childCount(value) > 0;
}

export function childCount(value: Value): number {
  if (typeof value !== 'object' || value === null || value instanceof Date) return 0;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  if (value instanceof ArrayBuffer) return value.byteLength;
  if (ArrayBuffer.isView(value)) return lengthOf(value);
  return Object.keys(value).length;
}

const lengthOf = (view: ArrayBufferView): number => ('length' in view ? Number(view.length) : view.byteLength);

/** The children `from` to `to`, without making the others. */
export function childrenOf(value: Value, from: number, to: number): readonly ValueChild[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    return value.slice(from, to).map((child: Value, index) => indexed(from + index, child));
  }
  if (value instanceof Map) {
    return [...value].slice(from, to).map(([key, child], index) => ({
      label: `${oneLine(key)} ⇒`,
      segment: `[${from + index}]`,
      value: child,
    }));
  }
  if (value instanceof Set) return [...value].slice(from, to).map((child, index) => indexed(from + index, child));
  if (value instanceof ArrayBuffer) return childrenOf(new Uint8Array(value), from, to);
  if (ArrayBuffer.isView(value)) return numbersIn(value, from, to);
  return Object.entries(value)
    .slice(from, to)
    .map(([key, child]) => ({
      label: key,
      segment: isPlainName(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
      value: child as Value,
    }));
}

function numbersIn(view: ArrayBufferView, from: number, to: number): readonly ValueChild[] {
  const list = view as unknown as { readonly [index: number]: number | bigint };
  const end = Math.min(to, lengthOf(view));
  return Array.from({ length: Math.max(0, end - from) }, (_none, index) => indexed(from + index, list[from + index]));
}

const indexed = (index: number, value: Value): ValueChild => ({ label: String(index), segment: `[${index}]`, value });
const isPlainName = (key: string) => /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(key);

/** A path as people write it: `log[5]`, `stats.rowsLeft`. */
export function pathText(key: string, path: readonly (string | number)[]): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    return isPlainName(segment) ? `${text}.${segment}` : `${text}[${JSON.stringify(segment)}]`;
  }, key);
}

/** The kind of a value, for its colour. */
export function kindOf(value: Value): 'string' | 'number' | 'word' | 'date' | 'group' {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (value instanceof Date) return 'date';
  return typeof value === 'object' && value !== null ? 'group' : 'word';
}

/** A value in one line of at most `most` characters. */
export function oneLine(value: Value, most = 120): string {
  const text = describe(value, most);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function describe(value: Value, most: number): string {
  if (typeof value === 'string') return JSON.stringify(value.length > most ? value.slice(0, most) : value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  return describeGroup(value, most);
}

function describeGroup(value: object, most: number): string {
  const count = childCount(value);
  if (Array.isArray(value)) return describeList(value, most);
  if (value instanceof Map) return `Map of ${count}`;
  if (value instanceof Set) return `Set of ${count}`;
  const binary = binaryName(value);
  if (binary !== undefined) return `${binary} of ${count}`;
  const parts: string[] = [];
  let length = 0;
  for (const [key, child] of Object.entries(value)) {
    const part = `${key}: ${isShort(child) ? describe(child, 24) : '…'}`;
    length += part.length + 2;
    if (length > most - 6) return `{ ${[...parts, '…'].join(', ')} }`;
    parts.push(part);
  }
  return count === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function describeList(list: readonly Value[], most: number): string {
  const columns = columnCount(list);
  if (columns !== undefined && list.length > 1) return `[${list.length} rows × ${columns}]`;
  const short = list.length <= 12 && list.every(isShort);
  const text = short ? `[${list.map((item) => describe(item, 24)).join(', ')}]` : '';
  return text !== '' && text.length <= most ? text : `[${list.length} ${list.length === 1 ? 'item' : 'items'}]`;
}

function columnCount(list: readonly Value[]): number | undefined {
  const first = list[0];
  return typeof first === 'object' && first !== null && !(first instanceof Date) ? childCount(first) : undefined;
}

const isShort = (value: unknown): boolean =>
  typeof value === 'string' ? value.length <= 24 : typeof value !== 'object' || value === null || value instanceof Date;

/** The value as text for the clipboard: JSON where it can be, else its tagged form by the caller. */
export function isTableLike(value: Value): value is readonly Value[] {
  return Array.isArray(value) && value.length > 1 && value.slice(0, 20).every(isRow);
}

function isRow(row: unknown): boolean {
  if (Array.isArray(row)) return true;
  return (
    typeof row === 'object' && row !== null && childCount(row) > 0 && !(row instanceof Map) && !ArrayBuffer.isView(row)
  );
}
