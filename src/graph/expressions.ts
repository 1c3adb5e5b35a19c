import type { GraphDocument, GraphNode } from '../model/graph-document.ts';
import type { ErrorPlace } from '../model/errors.ts';
import { planEdgeId, planNodeId } from '../model/graph-names.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { JsonValue } from '../model/value.ts';
import { formatPath, type DocumentPath } from './document-path.ts';
import { graphsOf } from './graphs.ts';
import type { Problem } from './problem.ts';

/** What is wrong with an expression's syntax, and after how many characters. */
export interface ExpressionFault {
  readonly message: string;
  readonly position: number;
}

/** Port: the syntax of the expression language, which is too big to be part of this room. */
export type CheckExpression = (text: string) => ExpressionFault | undefined;

export interface FoundExpression {
  readonly text: string;
  readonly place: ErrorPlace;
}

/** Every expression of the document, in all its graphs: merge rules, edges' conditions, nodes' inputs, and what the kinds say of their configs. */
export function expressionsOf(document: GraphDocument, kinds: NodeKinds): FoundExpression[] {
  const found: FoundExpression[] = [];
  for (const { name, body, path } of graphsOf(document)) {
    for (const [key, rule] of Object.entries(body.context?.merge ?? {})) {
      if (typeof rule === 'string') continue;
      const place = { path: formatPath([...path, 'context', 'merge', key, 'expression']), key };
      found.push({ text: rule.expression, place });
    }
    body.nodes.forEach((node, index) => {
      collectNode(node, { path: [...path, 'nodes', index], id: planNodeId(name, node.id) }, kinds, found);
    });
    body.edges.forEach((edge, index) => {
      if (edge.when === undefined) return;
      const place = { path: formatPath([...path, 'edges', index, 'when']), edge: planEdgeId(name, edge.id) };
      found.push({ text: edge.when, place });
    });
  }
  return found;
}

/** The problems of the document's expressions. Costs a parse per expression: callers cache the check. */
export function validateExpressions(document: GraphDocument, kinds: NodeKinds, check: CheckExpression): Problem[] {
  return expressionsOf(document, kinds).flatMap(({ text, place }) => {
    const fault = check(text);
    return fault === undefined ? [] : [expressionProblem(text, place, fault)];
  });
}

function expressionProblem(text: string, place: ErrorPlace, fault: ExpressionFault): Problem {
  const before = text.slice(0, fault.position).split('\n');
  return {
    severity: 'error',
    code: 'document/bad-expression',
    message: `The expression can't be read: ${fault.message}`,
    place: { ...place, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
    remedy: 'Correct it; expressions are JSONata over the context, such as `accuracy < 0.9`.',
  };
}

function collectNode(
  node: GraphNode,
  { path, id }: { readonly path: DocumentPath; readonly id: string },
  kinds: NodeKinds,
  found: FoundExpression[],
): void {
  const place = { node: id };
  if (node.input !== undefined && node.input !== '') {
    found.push({ text: node.input, place: { ...place, path: formatPath([...path, 'input']) } });
  }
  const patterns = kinds.get(node.kind)?.expressionPaths ?? [];
  (node.variants ?? []).forEach((variant, index) => {
    for (const pattern of patterns) {
      for (const [text, inner] of matches(variant.config ?? {}, pattern)) {
        const whole = formatPath([...path, 'variants', index, 'config', ...inner]);
        found.push({ text, place: { ...place, variant: variant.id, path: whole } });
      }
    }
  });
}

/** Texts at a pattern such as `cases[].when`, with their paths. */
function matches(value: JsonValue, pattern: string): [string, DocumentPath][] {
  let found: [JsonValue | undefined, DocumentPath][] = [[value, []]];
  for (const step of pattern.split('.')) {
    const key = step.replace(/\[\]$/, '');
    found = found.map(([from, path]) => [fieldOf(from, key), [...path, key]]);
    if (step.endsWith('[]')) {
      found = found.flatMap(([list, path]) =>
        Array.isArray(list) ? list.map((item, i): [JsonValue, DocumentPath] => [item as JsonValue, [...path, i]]) : [],
      );
    }
  }
  return found.filter((entry): entry is [string, DocumentPath] => typeof entry[0] === 'string' && entry[0] !== '');
}

function fieldOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as { readonly [key: string]: JsonValue })[key] : undefined;
}
