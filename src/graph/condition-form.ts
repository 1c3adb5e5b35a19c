import { assertNever } from '../base/assert.ts';

/** What a row of the condition builder compares with. */
export type ConditionValue = string | number | boolean | null;

export const comparisons = ['=', '!=', '<', '<=', '>', '>=', 'in', 'contains', 'exists', 'missing'] as const;
export type Comparison = (typeof comparisons)[number];

/** One row: `path` is a context key and fields below it, each plain (`metrics`, `f1 score`). */
export type ConditionRow =
  | {
      readonly type: 'row';
      readonly path: readonly string[];
      readonly is: Exclude<Comparison, 'in' | 'exists' | 'missing'>;
      readonly value: ConditionValue;
    }
  | {
      readonly type: 'row';
      readonly path: readonly string[];
      readonly is: 'in';
      readonly value: readonly ConditionValue[];
    }
  | { readonly type: 'row'; readonly path: readonly string[]; readonly is: 'exists' | 'missing' };

/** Rows and groups that must all hold, or of which one must. Never empty, where it becomes an expression. */
export interface ConditionGroup {
  readonly type: 'group';
  readonly match: 'all' | 'any';
  readonly items: readonly (ConditionRow | ConditionGroup)[];
}

/**
 * The JSONata text of a group: `(accuracy < 0.9 and attempts < 3) or force = true`. An empty group holds when it asks
 * for all, and does not when it asks for any.
 */
export function toExpression(group: ConditionGroup): string {
  if (group.items.length === 0) return group.match === 'all' ? 'true' : 'false';
  const word = group.match === 'all' ? ' and ' : ' or ';
  return group.items.map((item) => (item.type === 'row' ? rowText(item) : `(${toExpression(item)})`)).join(word);
}

function rowText(row: ConditionRow): string {
  const path = row.path.map(stepText).join('.');
  switch (row.is) {
    case 'exists':
      return `$exists(${path})`;
    case 'missing':
      return `$not($exists(${path}))`;
    case 'contains':
      return `${valueText(row.value)} in ${path}`;
    case 'in':
      return `${path} in [${row.value.map(valueText).join(', ')}]`;
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `${path} ${row.is} ${valueText(row.value)}`;
    default:
      return assertNever(row);
  }
}

const plainStep = /^[A-Za-z_][A-Za-z0-9_]*$/;
const words = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** Names that JSONata would read otherwise stand in backquotes; it has no way to write a backquote in one. */
const stepText = (step: string): string => (plainStep.test(step) && !words.has(step) ? step : `\`${step}\``);

const valueText = (value: ConditionValue): string => JSON.stringify(Object.is(value, -0) ? 0 : value);

/** Whether a path can be written: none of its steps is empty or holds a backquote. */
export function isWritablePath(path: readonly string[]): boolean {
  return path.length > 0 && path.every((step) => step !== '' && !step.includes('`'));
}

/**
 * The group that an expression means, where it has the shape that {@link toExpression} writes (spaces and needless
 * brackets aside); `undefined` for every other expression, which stays text.
 */
export function fromExpression(text: string): ConditionGroup | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  if (tokens.length === 1 && (tokens[0]?.text === 'true' || tokens[0]?.text === 'false')) {
    return { type: 'group', match: tokens[0].text === 'true' ? 'all' : 'any', items: [] };
  }
  try {
    return new FormParser(tokens).whole();
  } catch (thrown) {
    if (thrown instanceof OtherShape) return undefined;
    throw thrown;
  }
}

interface Token {
  readonly type: 'name' | 'quoted-name' | 'value' | 'sign';
  readonly text: string;
}

class OtherShape extends Error {}

const tokenPattern =
  /\s*(?:(?<quoted>`[^`]+`)|(?<text>"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>\$?[A-Za-z_]\w*)|(?<sign><=|>=|!=|[<>=()[\],.]))\s*/y;
const maxDepth = 50;

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  while (pattern.lastIndex < text.length) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) return undefined;
    if (groups['quoted'] !== undefined) tokens.push({ type: 'quoted-name', text: groups['quoted'].slice(1, -1) });
    else if (groups['name'] !== undefined) tokens.push({ type: 'name', text: groups['name'] });
    else if (groups['sign'] !== undefined) tokens.push({ type: 'sign', text: groups['sign'] });
    else tokens.push({ type: 'value', text: groups['text'] ?? groups['number'] ?? '' });
  }
  return tokens;
}

class FormParser {
  private at = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): ConditionGroup {
    const group = this.group(0);
    if (this.at < this.tokens.length) throw new OtherShape();
    return group;
  }

  /** Items joined by one word; `a and b or c` without brackets is left to the text. */
  private group(depth: number): ConditionGroup {
    if (depth > maxDepth) throw new OtherShape();
    const items = [this.item(depth)];
    const word = this.peekName('and', 'or');
    if (word !== undefined) while (this.acceptName(word)) items.push(this.item(depth));
    const [only] = items;
    if (items.length === 1 && only?.type === 'group') return only;
    return { type: 'group', match: word === 'or' ? 'any' : 'all', items };
  }

  private item(depth: number): ConditionRow | ConditionGroup {
    if (!this.acceptSign('(')) return this.row();
    const group = this.group(depth + 1);
    this.sign(')');
    return group;
  }

  private row(): ConditionRow {
    if (this.acceptName('$exists')) return { type: 'row', path: this.inBrackets(), is: 'exists' };
    if (this.acceptName('$not')) {
      this.sign('(');
      if (!this.acceptName('$exists')) throw new OtherShape();
      const path = this.inBrackets();
      this.sign(')');
      return { type: 'row', path, is: 'missing' };
    }
    if (this.isValue()) {
      const value = this.value();
      if (!this.acceptName('in')) throw new OtherShape();
      return { type: 'row', path: this.path(), is: 'contains', value };
    }
    const path = this.path();
    if (this.acceptName('in')) return { type: 'row', path, is: 'in', value: this.list() };
    const is = (['=', '!=', '<', '<=', '>', '>='] as const).find((sign) => this.acceptSign(sign));
    if (is === undefined) throw new OtherShape();
    return { type: 'row', path, is, value: this.value() };
  }

  private inBrackets(): string[] {
    this.sign('(');
    const path = this.path();
    this.sign(')');
    return path;
  }

  private path(): string[] {
    const path: string[] = [];
    do {
      const token = this.tokens[this.at++];
      const plain = token?.type === 'name' && plainStep.test(token.text) && !words.has(token.text);
      if (token === undefined || !(plain || token.type === 'quoted-name')) throw new OtherShape();
      path.push(token.text);
    } while (this.acceptSign('.'));
    return path;
  }

  private list(): ConditionValue[] {
    const values: ConditionValue[] = [];
    this.sign('[');
    if (this.acceptSign(']')) return values;
    do values.push(this.value());
    while (this.acceptSign(','));
    this.sign(']');
    return values;
  }

  private isValue(): boolean {
    return this.tokens[this.at]?.type === 'value' || this.peekName('true', 'false', 'null') !== undefined;
  }

  private value(): ConditionValue {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new OtherShape();
    if (token.type === 'name' && ['true', 'false', 'null'].includes(token.text)) {
      return JSON.parse(token.text) as boolean | null;
    }
    if (token.type !== 'value') throw new OtherShape();
    try {
      return JSON.parse(token.text) as string | number;
    } catch {
      throw new OtherShape();
    }
  }

  private peekName<Name extends string>(...names: readonly Name[]): Name | undefined {
    const token = this.tokens[this.at];
    return token?.type === 'name' ? names.find((name) => name === token.text) : undefined;
  }

  private acceptName(name: string): boolean {
    if (this.peekName(name) === undefined) return false;
    this.at++;
    return true;
  }

  private acceptSign(sign: string): boolean {
    const token = this.tokens[this.at];
    if (token?.type !== 'sign' || token.text !== sign) return false;
    this.at++;
    return true;
  }

  private sign(sign: string): void {
    if (!this.acceptSign(sign)) throw new OtherShape();
  }
}
