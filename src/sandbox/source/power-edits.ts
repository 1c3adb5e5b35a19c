import type { AnyNode } from 'acorn';
import type { Edit } from './edits.ts';
import { exportsName } from './prepared-source.ts';

/**
 * Replaces the operators `**` and `**=` by calls, for engines differ in their last bit: `a ** b` becomes `$0$.pow(a, b)`,
 * `f().x **= b` becomes `$0$.at(f(), "x").pow(b)`. What is evaluated, how often and in which order stays.
 */
export function powerEdits(code: string, nodes: readonly AnyNode[]): Edit[] {
  return nodes.flatMap((node) => {
    if (node.type === 'BinaryExpression' && node.operator === '**') return operatorEdits(code, node);
    if (node.type === 'AssignmentExpression' && node.operator === '**=') return assignmentEdits(code, node);
    return [];
  });
}

type Node<T extends AnyNode['type']> = Extract<AnyNode, { readonly type: T }>;

// The space keeps `return(a)**b` two words.
const call = ` ${exportsName}.pow(`;
const insert = (at: number, text: string): Edit => ({ start: at, end: at, text });

function operatorEdits(code: string, { start, end, left }: Node<'BinaryExpression'>): Edit[] {
  const operator = find(code, left.end, '**');
  return [insert(start, call), { start: operator, end: operator + 2, text: ',' }, insert(end, ')')];
}

function assignmentEdits(code: string, { end, left }: Node<'AssignmentExpression'>): Edit[] {
  const operator = find(code, left.end, '**=');
  const replaced = (text: string): Edit => ({ start: operator, end: operator + 3, text });
  if (isRepeatable(left)) {
    return [replaced(`=${call}${code.slice(left.start, left.end)},`), insert(end, ')')];
  }
  const member = left as Node<'MemberExpression'>;
  // Such a name can't be handed over: the engine's own operator stays.
  if (member.property.type === 'PrivateIdentifier' || member.object.type === 'Super') return [];
  return [...referenceEdits(code, member), replaced('.pow('), insert(end, ')')];
}

/** A target that may be named twice: nothing in it is called. */
function isRepeatable(target: AnyNode): boolean {
  if (target.type === 'Identifier') return true;
  if (target.type !== 'MemberExpression') return false;
  const { object, property, computed } = target;
  const isPlain = object.type === 'Identifier' || object.type === 'ThisExpression' || object.type === 'Super';
  return isPlain && (!computed || property.type === 'Literal' || property.type === 'Identifier');
}

function referenceEdits(code: string, { start, end, object, property, computed }: Node<'MemberExpression'>): Edit[] {
  const dot = find(code, object.end, computed ? '[' : '.');
  const open = [insert(start, ` ${exportsName}.at(`), { start: dot, end: dot + 1, text: ',' }];
  if (computed) return [...open, { start: end - 1, end, text: ')' }];
  const name = code.slice(property.start, property.end);
  return [...open, { start: property.start, end: property.end, text: `"${name}")` }];
}

/** The next place of a sign, comments left out. */
function find(code: string, from: number, sign: string): number {
  let at = from;
  while (!code.startsWith(sign, at)) {
    if (code.startsWith('//', at)) at = code.slice(at).search(/[\n\r\u2028\u2029]/) + at;
    else if (code.startsWith('/*', at)) at = code.indexOf('*/', at) + 2;
    else at++;
  }
  return at;
}
