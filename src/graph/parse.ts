import { LineCounter } from 'yaml';
import { maxDocumentBytes, maxDocumentDepth } from '../model/defaults.ts';
import type { ErrorInfo, ErrorPlace } from '../model/errors.ts';
import { graphDocumentSchema, type GraphDocument } from '../model/graph-document.ts';
import { ownGraph, planEdgeId, planNodeId } from '../model/graph-names.ts';
import { formatPath, type DocumentPath } from './document-path.ts';
import { findTooDeep, locateInJson } from './json-text.ts';
import { shapeErrors, type ShapeError } from './shape-errors.ts';
import { toYaml } from './yaml-output.ts';
import { readYaml } from './yaml-text.ts';

export interface ParseOptions {
  /** `auto` (the default) takes text that begins with `{"` or `[` for JSON and everything else for YAML. */
  readonly format?: 'json' | 'yaml' | 'auto';
  readonly maxBytes?: number;
  readonly maxDepth?: number;
}

/** Either the document, or everything that is wrong with the text, each with line, column and path as far as known. */
export type ParsedDocument = { readonly document: GraphDocument } | { readonly errors: readonly ErrorInfo[] };

const maxErrors = 100;

/** What was read from text, and where in it things stand. */
type ReadText =
  | { readonly value: unknown; readonly locate: (paths: readonly DocumentPath[]) => (number | undefined)[] }
  | { readonly errors: readonly ErrorInfo[] };

/**
 * Reads a document from JSON or YAML text. Never throws: what is wrong with the text is a value. Keys such as
 * `__proto__` in free-form places (configs, initial values) are kept as plain keys; elsewhere they are unknown keys.
 */
export function parseDocument(text: string, options: ParseOptions = {}): ParsedDocument {
  const source = text.replace(/^\uFEFF/, '');
  const tooLarge = checkSize(source, options.maxBytes ?? maxDocumentBytes);
  if (tooLarge !== undefined) return { errors: [tooLarge] };
  const read = isJsonText(source, options.format ?? 'auto') ? readJsonText : readYamlText;
  const result = read(source, options.maxDepth ?? maxDocumentDepth);
  if ('errors' in result) return result;
  const shape = graphDocumentSchema.safeParse(result.value);
  // The value itself, not the schema's copy of it: the shape is checked, and a copy could only lose something.
  if (shape.success) return { document: result.value as GraphDocument };
  const errors = shapeErrors(shape.error.issues, result.value).slice(0, maxErrors);
  const offsets = result.locate(errors.map(placedAt));
  const place = placesIn(source);
  return { errors: errors.map((error, index) => toErrorInfo(error, place(offsets[index]), result.value)) };
}

/** The text of a document; reading it again gives an equal one. */
export function formatDocument(document: GraphDocument, format: 'json' | 'yaml'): string {
  if (format === 'json') return `${JSON.stringify(document, undefined, 2)}\n`;
  return toYaml(document);
}

function isJsonText(text: string, format: 'json' | 'yaml' | 'auto'): boolean {
  return format === 'auto' ? /^\s*(\{\s*["}]|\[)/.test(text) : format === 'json';
}

function checkSize(text: string, maxBytes: number): ErrorInfo | undefined {
  const bytes = text.length > maxBytes ? text.length : new TextEncoder().encode(text).length;
  if (bytes <= maxBytes) return undefined;
  return {
    code: 'document/too-large',
    message: `The file has ${megabytes(bytes)}; a workflow may have ${megabytes(maxBytes)}.`,
    remedy: 'Keep data out of the document: let an input node ask for it, or load it in a node.',
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

function tooDeep(text: string, offset: number, limit: number): ErrorInfo {
  return {
    code: 'document/too-deep',
    message: `The document nests deeper than ${limit} levels.`,
    place: placesIn(text)(offset),
    remedy: 'Flatten the data, or keep it out of the document.',
  };
}

function syntaxError(language: string, message: string, place: ErrorPlace): ErrorInfo {
  return {
    code: 'document/syntax',
    message: `This is not ${language}: ${message}.`,
    place,
    remedy: `Correct the text at line ${place.line ?? 1}, column ${place.column ?? 1}.`,
  };
}

function readJsonText(text: string, maxDepth: number): ReadText {
  const deep = findTooDeep(text, maxDepth);
  if (deep !== undefined) return { errors: [tooDeep(text, deep, maxDepth)] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const located = locateInJson(text, []);
    const fault = 'fault' in located ? located.fault : { offset: 0, message: String(error) };
    return { errors: [syntaxError('JSON', fault.message, placesIn(text)(fault.offset))] };
  }
  return {
    value,
    locate(paths) {
      const located = locateInJson(text, paths);
      return 'fault' in located ? [] : located.spots.map((spot) => spot?.key ?? spot?.value);
    },
  };
}

function readYamlText(text: string, maxDepth: number): ReadText {
  const { faults, value, locate } = readYaml(text, maxDepth);
  if (faults.length === 0) return { value, locate: (paths) => paths.map(locate) };
  const place = placesIn(text);
  const errors = faults.slice(0, maxErrors).map((fault) => {
    if (fault.reason === 'too-deep') return tooDeep(text, fault.offset, maxDepth);
    return syntaxError('YAML', fault.message.replace(/\.$/, ''), place(fault.offset));
  });
  return { errors };
}

/** What is missing has no place of its own: it is shown where it should be. */
function placedAt(error: ShapeError): DocumentPath {
  return error.code === 'document/missing-key' ? error.path.slice(0, -1) : error.path;
}

/** Turns offsets into lines and columns. */
function placesIn(text: string): (offset: number | undefined) => ErrorPlace {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lines.addNewLine(i + 1);
  return (offset) => {
    if (offset === undefined) return {};
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}

function toErrorInfo(error: ShapeError, place: ErrorPlace, data: unknown): ErrorInfo {
  const { code, message, remedy, path } = error;
  return { code, message, remedy, place: { path: formatPath(path), ...place, ...ownerOf(path, data) } };
}

/** The node or edge that a path lies in, where it has an id that can be shown. */
function ownerOf(path: DocumentPath, data: unknown): ErrorPlace {
  const inGraph = path[0] === 'graphs';
  const [list, index] = inGraph ? path.slice(2) : path;
  if ((list !== 'nodes' && list !== 'edges') || typeof index !== 'number') return {};
  const id = [...path.slice(0, inGraph ? 4 : 2), 'id'].reduce<unknown>(fieldOf, data);
  if (typeof id !== 'string') return {};
  const graph = inGraph ? String(path[1]) : ownGraph;
  return list === 'nodes' ? { node: planNodeId(graph, id) } : { edge: planEdgeId(graph, id) };
}

function fieldOf(from: unknown, key: string | number): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, key)
    ? (from as { readonly [key: string | number]: unknown })[key]
    : undefined;
}
