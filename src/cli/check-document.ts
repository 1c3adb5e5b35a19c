import { maxDocumentDepth } from '../model/defaults.ts';
import type { ErrorInfo } from '../model/errors.ts';
import { WtbError } from '../model/errors.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { DocumentPath } from '../graph/document-path.ts';
import { locateInJson } from '../graph/json-text.ts';
import { parseDocument } from '../graph/parse.ts';
import type { Problem } from '../graph/problem.ts';
import { validateDocument } from '../graph/validate.ts';
import { readYaml } from '../graph/yaml-text.ts';
import { nodeKinds } from '../nodes/registry.ts';
import { analyseExpression } from '../sandbox/expression/analyse-expression.ts';
import { parsePath } from './parse-path.ts';

export interface CheckedDocument {
  /** Absent where the text is no document at all. */
  readonly document?: GraphDocument;
  readonly problems: readonly Problem[];
}

/** Everything that is wrong with a document's text: syntax, shape, graph and expressions, each with line and column. */
export function checkDocument(text: string): CheckedDocument {
  const parsed = parseDocument(text);
  if ('errors' in parsed) return { problems: parsed.errors.map((error) => ({ ...error, severity: 'error' })) };
  const problems = validateDocument(parsed.document, nodeKinds, { checkExpression: expressionFault });
  return { document: parsed.document, problems: withLines(text, problems) };
}

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');

function expressionFault(text: string) {
  try {
    analyseExpression(text);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof WtbError)) throw thrown;
    const { message, place } = thrown.info;
    return { message, position: (place?.column ?? 1) - 1 };
  }
}

/** Problems of a graph know their path in the document; people want the line in their file. */
function withLines(text: string, problems: readonly Problem[]): Problem[] {
  const missing = problems.filter(needsLine);
  if (missing.length === 0) return [...problems];
  const offsets = locate(
    text,
    missing.map(({ place }) => parsePath(place?.path ?? '')),
  );
  return problems.map((problem) => {
    const offset = needsLine(problem) ? offsets[missing.indexOf(problem)] : undefined;
    return offset === undefined ? problem : { ...problem, place: { ...problem.place, ...lineAt(text, offset) } };
  });
}

/** A fault in an expression has its line in the expression, which is not the one in the file. */
const needsLine = ({ code, place }: ErrorInfo): boolean =>
  place?.path !== undefined && (place.line === undefined || code === 'document/bad-expression');

function locate(text: string, paths: readonly DocumentPath[]): (number | undefined)[] {
  const located = locateInJson(text, paths);
  if ('spots' in located) return located.spots.map((spot) => spot?.key ?? spot?.value);
  const yaml = readYaml(text, maxDocumentDepth);
  return paths.map((path) => yaml.locate(path));
}

function lineAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
