import type { z } from 'zod';
import { orWords, typeWords, valueWords } from '../base/plain-words.ts';
import type { ErrorCode } from '../model/errors.ts';
import { issueSentence } from '../model/issue-words.ts';
import { formatPath, type DocumentPath } from './document-path.ts';

/** One way in which data does not have the shape of a document. */
export interface ShapeError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
  readonly path: DocumentPath;
}

type Issue = z.core.$ZodIssue;

/** What the schema's issues mean to a person who wrote `data`. */
export function shapeErrors(issues: readonly Issue[], data: unknown): ShapeError[] {
  return issues.flatMap((issue) => shapeErrorsOf(issue, [], data));
}

function shapeErrorsOf(issue: Issue, base: DocumentPath, data: unknown): ShapeError[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  const what = formatPath(path) || 'The document';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key]));
  }
  if (issue.code === 'invalid_union') {
    const closest = issue.errors.toSorted((a, b) => depthOf(b) - depthOf(a))[0] ?? [];
    if (depthOf(closest) > 0) return closest.flatMap((inner) => shapeErrorsOf(inner, path, data));
    return [wrongType(path, what, orWords(issue.errors.flat().flatMap(formsOf)), valueAt(path, data))];
  }
  if (isMissing(path, data)) return [missingKey(path)];
  if (issue.code === 'invalid_type') return [wrongType(path, what, typeWords(issue.expected), valueAt(path, data))];
  if (path.length === 1 && path[0] === 'format') return [wrongFormat(path, valueAt(path, data))];
  return [badValue(path, issueSentence(what, issue.message))];
}

/** What one alternative of several asks of the value itself. */
function formsOf(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(valueWords);
  return issue.code === 'invalid_type' ? [typeWords(issue.expected)] : [];
}

const depthOf = (issues: readonly Issue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length));

function unknownKey(path: DocumentPath): ShapeError {
  const parent = formatPath(path.slice(0, -1)) || 'The document';
  return {
    code: 'document/unknown-key',
    message: `${parent} has the key “${path.at(-1)}”, which the format wtb/1 does not know.`,
    remedy: 'Remove it, or correct how it is written.',
    path,
  };
}

function missingKey(path: DocumentPath): ShapeError {
  const parent = formatPath(path.slice(0, -1)) || 'The document';
  return {
    code: 'document/missing-key',
    message: `${parent} lacks “${path.at(-1)}”.`,
    remedy: 'Add it.',
    path,
  };
}

function wrongType(path: DocumentPath, what: string, expected: string, ...found: unknown[]): ShapeError {
  const is = found.length === 0 ? '' : `, but is ${valueWords(found[0])}`;
  return {
    code: 'document/wrong-type',
    message: `${what} must be ${expected}${is}.`,
    remedy: 'Change the value.',
    path,
  };
}

function wrongFormat(path: DocumentPath, found: unknown): ShapeError {
  return {
    code: 'document/format',
    message: `The format is ${JSON.stringify(found)}; this bench reads wtb/1.`,
    remedy: 'Open it with the version of the bench that wrote it.',
    path,
  };
}

function badValue(path: DocumentPath, message: string): ShapeError {
  return { code: 'document/bad-value', message, remedy: 'Change the value.', path };
}

function valueAt(path: DocumentPath, data: unknown): unknown {
  return path.reduce<unknown>((at, part) => (isContainer(at) && Object.hasOwn(at, part) ? at[part] : undefined), data);
}

function isMissing(path: DocumentPath, data: unknown): boolean {
  const last = path.at(-1);
  if (last === undefined) return false;
  const parent = valueAt(path.slice(0, -1), data);
  return isContainer(parent) && !Object.hasOwn(parent, last);
}

function isContainer(value: unknown): value is { readonly [key: string | number]: unknown } {
  return typeof value === 'object' && value !== null;
}
