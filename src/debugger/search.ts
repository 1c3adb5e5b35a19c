import { assertNever } from '../base/assert.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { TimelineRow } from './timeline-model.ts';

/** One condition of a search; a row has to meet all of them. */
export interface SearchTerm {
  readonly field: 'text' | 'wrote' | 'read' | 'node' | 'path' | 'variant' | 'mark' | 'is' | 'branch' | 'port';
  readonly value: string;
}

export interface SearchScope {
  /** By `seq`; needed for `read:`. */
  readonly events: readonly ExecutionEvent[];
  /** What people call a node: its label. */
  readonly labelOf?: (node: string) => string | undefined;
  readonly variantName?: (node: string, variant: string) => string | undefined;
}

const fields = new Set<SearchTerm['field']>([
  'wrote',
  'read',
  'node',
  'path',
  'variant',
  'mark',
  'is',
  'branch',
  'port',
]);

/**
 * `who wrote accuracy?`, `who read rows`, or words and `field:value` pairs, quoted where they hold spaces:
 * `wrote:accuracy`, `read:rows`, `node:train`, `path:map[12]`, `variant:knn`, `mark:reused`, `is:failed`, `branch:2`, `port:retry`.
 */
export function parseSearch(text: string): readonly SearchTerm[] {
  const question = /^\s*who\s+(wrote|changed|read)\s+(.+?)\s*\??\s*$/i.exec(text);
  if (question !== null) {
    const field = question[1]?.toLowerCase() === 'read' ? 'read' : 'wrote';
    return [{ field, value: unquote(question[2] ?? '') }];
  }
  const words = text.match(/(?:[a-z]+:)?"[^"]*"|\S+/gi) ?? [];
  return words.map(parseWord).filter((term) => term.value !== '');
}

function parseWord(word: string): SearchTerm {
  const colon = word.indexOf(':');
  const field = word.slice(0, Math.max(0, colon)).toLowerCase() as SearchTerm['field'];
  if (fields.has(field)) return { field, value: unquote(word.slice(colon + 1)) };
  return { field: 'text', value: unquote(word) };
}

const unquote = (text: string) => text.replace(/^["'`](.*)["'`]$/, '$1');

/** The rows that meet every term; all of them, as they are, for an empty search. */
export function searchRows(rows: readonly TimelineRow[], text: string, scope: SearchScope): readonly TimelineRow[] {
  const terms = parseSearch(text);
  if (terms.length === 0) return rows;
  return rows.filter((row) => terms.every((term) => meets(row, term, scope)));
}

function meets(row: TimelineRow, { field, value }: SearchTerm, scope: SearchScope): boolean {
  switch (field) {
    case 'wrote':
      return row.changes.some((change) => isKey(change.key, value));
    case 'read':
      return readKeys(row, scope).some((key) => isKey(key, value));
    case 'node':
      return contains(row.node, value) || contains(label(row, scope), value);
    case 'path':
      return isPath(row, value);
    case 'variant':
      return contains(row.variant, value) || contains(variantName(row, scope), value);
    case 'mark':
      return row.marks.some((mark) => contains(mark, value));
    case 'is':
      return isState(row, value.toLowerCase());
    case 'branch':
      return String(row.branch) === value;
    case 'port':
      return contains(row.port, value);
    case 'text':
      return anywhere(row, scope).some((part) => contains(part, value));
    default:
      return assertNever(field);
  }
}

/** The key itself, or a path into it: `stats` for `stats.rowsLeft`. */
function isKey(key: string, wanted: string): boolean {
  const lower = wanted.toLowerCase();
  const name = key.toLowerCase();
  return name === lower || lower.startsWith(`${name}.`) || lower.startsWith(`${name}[`);
}

/** `map[1]` is in that item and not in `map[12]`; what names no whole frame is looked for anywhere in the path. */
function isPath({ path }: TimelineRow, wanted: string): boolean {
  if (path === undefined) return false;
  const frame = wanted.replace(/\/$/, '');
  return wanted.endsWith(']') || wanted.endsWith('/')
    ? path === frame || path.startsWith(`${frame}/`) || path.includes(`/${frame}/`)
    : contains(path, wanted);
}

function readKeys(row: TimelineRow, { events }: SearchScope): readonly string[] {
  const event = events[row.seq];
  return event?.type === 'step-committed' ? Object.keys(event.reads.keys) : [];
}

function isState(row: TimelineRow, state: string): boolean {
  if (state === 'failed' || state === 'error') return row.error !== undefined;
  if (state === 'head') return row.onHeadPath;
  if (state === 'left') return !row.onHeadPath;
  if (state === 'empty') return row.changes.length === 0;
  return row.type === state || row.marks.some((mark) => mark === state);
}

const label = (row: TimelineRow, scope: SearchScope) => (row.node === undefined ? '' : scope.labelOf?.(row.node));
const variantName = (row: TimelineRow, scope: SearchScope) =>
  row.node === undefined || row.variant === undefined ? '' : scope.variantName?.(row.node, row.variant);

function anywhere(row: TimelineRow, scope: SearchScope): readonly (string | undefined)[] {
  return [
    row.path,
    label(row, scope),
    row.variant,
    variantName(row, scope),
    row.type,
    row.port === 'next' ? undefined : row.port,
    row.error?.message,
    row.error?.code,
    ...row.marks,
    ...row.changes.map((change) => change.key),
  ];
}

function contains(text: string | undefined, part: string): boolean {
  return text?.toLowerCase().includes(part.toLowerCase()) ?? false;
}
