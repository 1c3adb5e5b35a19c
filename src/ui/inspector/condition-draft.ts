import {
  type Comparison,
  type ConditionGroup,
  type ConditionRow,
  type ConditionValue,
  fromExpression,
  isWritablePath,
  toExpression,
} from '../../graph/condition-form.ts';

/** A condition as it is being typed: texts instead of paths and values, rows that may be unfinished. */
export interface DraftGroup {
  readonly type: 'group';
  readonly match: 'all' | 'any';
  readonly items: readonly DraftItem[];
}
export interface DraftRow {
  readonly type: 'row';
  readonly path: string;
  readonly is: Comparison;
  readonly value: string;
}
export type DraftItem = DraftRow | DraftGroup;

export const emptyRow: DraftRow = { type: 'row', path: '', is: '=', value: '' };
export const emptyGroup: DraftGroup = { type: 'group', match: 'all', items: [] };
export const needsValue = (is: Comparison): boolean => is !== 'exists' && is !== 'missing';

/** The draft of an expression, or `undefined` where it is not of a shape that rows can show. */
export function draftOf(expression: string | undefined): DraftGroup | undefined {
  if (expression === undefined || expression.trim() === '') return emptyGroup;
  const group = fromExpression(expression);
  return group === undefined || group.items.length === 0 ? undefined : toDraft(group);
}

function toDraft(group: ConditionGroup): DraftGroup {
  return {
    type: 'group',
    match: group.match,
    items: group.items.map((i) => (i.type === 'row' ? rowDraft(i) : toDraft(i))),
  };
}

function rowDraft(row: ConditionRow): DraftRow {
  const path = toExpression({ type: 'group', match: 'all', items: [{ type: 'row', path: row.path, is: 'exists' }] });
  return { type: 'row', path: path.slice('$exists('.length, -1), is: row.is, value: valueDraft(row) };
}

function valueDraft(row: ConditionRow): string {
  if (!('value' in row)) return '';
  return row.is === 'in' ? row.value.map(valueText).join(', ') : valueText(row.value);
}

/** A text is shown bare where it is read as the same text again. */
function valueText(value: ConditionValue): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const plain = value.trim() === value && value !== '' && !value.includes(',') && parseValue(value) === value;
  return plain ? value : JSON.stringify(value);
}

/** What a typed value means: a number, true, false, null, a text in quotes, or else the text itself. */
export function parseValue(text: string): ConditionValue {
  const trimmed = text.trim();
  try {
    const parsed: unknown = JSON.parse(trimmed);
    if (parsed === null || ['string', 'number', 'boolean'].includes(typeof parsed)) return parsed as ConditionValue;
  } catch {
    // Not JSON: the text itself is meant.
  }
  return trimmed;
}

/** `a, "b, c", 3`: commas within double quotes do not part. */
const parseList = (text: string): ConditionValue[] =>
  (text.match(/\s*(?:"(?:[^"\\]|\\.)*"|[^,]+)/g) ?? []).filter((part) => part.trim() !== '').map(parseValue);

/** `metrics.f1` as its steps; a step in backquotes may hold anything, and a name with spaces is one step. */
export function parsePath(text: string): readonly string[] | undefined {
  const trimmed = text.trim();
  const row = trimmed === '' ? undefined : fromExpression(`$exists(${trimmed})`)?.items[0];
  if (row?.type === 'row') return row.path;
  const single = [trimmed];
  return isWritablePath(single) ? single : undefined;
}

/** The expression that a draft means; `undefined` while a row is unfinished. An empty draft means none. */
export function expressionOf(draft: DraftGroup): string | undefined {
  const group = finished(draft);
  if (group === undefined) return undefined;
  return group.items.length === 0 ? '' : toExpression(group);
}

function finished(draft: DraftGroup): ConditionGroup | undefined {
  const items: (ConditionRow | ConditionGroup)[] = [];
  for (const item of draft.items) {
    const next = item.type === 'row' ? finishedRow(item) : finished(item);
    if (next === undefined) return undefined;
    if (next.type === 'row' || next.items.length > 0) items.push(next);
  }
  return { type: 'group', match: draft.match, items };
}

function finishedRow({ path: text, is, value }: DraftRow): ConditionRow | undefined {
  const path = parsePath(text);
  if (path === undefined || (needsValue(is) && value.trim() === '')) return undefined;
  if (is === 'exists' || is === 'missing') return { type: 'row', path, is };
  if (is === 'in') return { type: 'row', path, is, value: parseList(value) };
  return { type: 'row', path, is, value: parseValue(value) };
}
