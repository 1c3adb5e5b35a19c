import { parseDocument } from '../graph/parse.ts';
import type { Problem } from '../graph/problem.ts';
import { validateDocument } from '../graph/validate.ts';
import { readYaml } from '../graph/yaml-text.ts';
import { maxDocumentDepth } from '../model/defaults.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import { nodeKinds } from '../nodes/registry.ts';
import { checkExpression } from '../sandbox/expression/analyse-expression.ts';
import { mendDocument, valueAt } from './check/mend-document.ts';
import { sourceProblems } from './check/source-problems.ts';
import { type LinePlace, placeInValue, placesOf } from './check/text-places.ts';
import { parsePath } from './parse-path.ts';

export interface CheckedDocument {
  /** Absent where the text is no document. */
  readonly document?: GraphDocument;
  /** In the order of the text where the shape is wrong, else in that of the document. */
  readonly problems: readonly Problem[];
}

/**
 * Everything that is wrong with a document's text: syntax, shape, graph and expressions, each with line and column. Where the
 * shape is wrong somewhere, the rest is looked into all the same, as far as it does not depend on what is wrong.
 */
export function checkDocument(text: string): CheckedDocument {
  const read = readWhole(text);
  return result(read, placed(read, graphProblems(read)));
}

/** As {@link checkDocument}, with the code of its nodes. */
export async function checkDocumentAndCode(text: string): Promise<CheckedDocument> {
  const read = readWhole(text);
  if (read.looked === undefined) return result(read, []);
  const inCode = (await sourceProblems(read.looked)).flatMap((problem) => read.original(problem) ?? []);
  return result(read, placed(read, [...graphProblems(read), ...inCode]));
}

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');

interface ReadDocument {
  readonly text: string;
  readonly document?: GraphDocument;
  /** The document, or what of it has its shape. */
  readonly looked: GraphDocument | undefined;
  readonly original: (problem: Problem) => Problem | undefined;
  readonly shape: readonly Problem[];
}

function readWhole(text: string): ReadDocument {
  const parsed = parseDocument(text);
  if ('document' in parsed) {
    const { document } = parsed;
    return { text, document, looked: document, original: (problem) => problem, shape: [] };
  }
  const shape = parsed.errors.map((error): Problem => ({ ...error, severity: 'error' }));
  const mended = shape.some(({ code }) => unreadable.has(code)) ? undefined : mendDocument(dataOf(text));
  return { text, looked: mended?.document, original: (problem) => mended?.original(problem), shape };
}

const unreadable: ReadonlySet<string> = new Set(['document/syntax', 'document/too-large', 'document/too-deep']);

function graphProblems({ looked, original }: ReadDocument): Problem[] {
  if (looked === undefined) return [];
  return validateDocument(looked, nodeKinds, { checkExpression }).flatMap((problem) => original(problem) ?? []);
}

function result({ document, shape }: ReadDocument, found: readonly Problem[]): CheckedDocument {
  if (document !== undefined) return { document, problems: found };
  const lineOf = ({ place }: Problem): number => place?.line ?? 0;
  return { problems: [...shape, ...found].sort((a, b) => lineOf(a) - lineOf(b)) };
}

function dataOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return readYaml(text, maxDocumentDepth).value;
  }
}

/** Problems know their path in the document, and some a line in the text at it; people want the line in their file. */
function placed({ text }: ReadDocument, problems: readonly Problem[]): Problem[] {
  const paths = problems.map(({ place }) => parsePath(place?.path ?? ''));
  const keys = placesOf(text, paths);
  const data = problems.some(({ place }) => place?.line !== undefined) ? dataOf(text) : undefined;
  return problems.map((problem, index) => {
    const key = keys[index];
    if (key === undefined || problem.place?.path === undefined) return problem;
    const inner = innerPlace(problem);
    if (inner === undefined) return { ...problem, place: { ...problem.place, ...key } };
    const value = valueAt(data, paths[index] ?? []);
    const exact = typeof value === 'string' ? placeInValue(text, key, value, inner) : undefined;
    if (exact !== undefined) return { ...problem, place: { ...problem.place, ...exact } };
    const message = `${problem.message} (line ${inner.line}, column ${inner.column} of its text)`;
    return { ...problem, message, place: { ...problem.place, ...key } };
  });
}

function innerPlace({ place }: ErrorInfo): LinePlace | undefined {
  return place?.line === undefined ? undefined : { line: place.line, column: place.column ?? 1 };
}
