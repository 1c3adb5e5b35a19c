import type { DocumentPath } from '../../graph/document-path.ts';
import { locateInJson } from '../../graph/json-text.ts';
import { readYaml } from '../../graph/yaml-text.ts';
import { maxDocumentDepth } from '../../model/defaults.ts';

/** Counted from 1, as editors do. */
export interface LinePlace {
  readonly line: number;
  readonly column: number;
}

/** Where in the text of a document the things at these paths stand: their keys, where they have one. */
export function placesOf(text: string, paths: readonly DocumentPath[]): (LinePlace | undefined)[] {
  if (paths.length === 0) return [];
  return offsetsOf(text, paths).map((offset) => (offset === undefined ? undefined : lineAt(text, offset)));
}

function offsetsOf(text: string, paths: readonly DocumentPath[]): (number | undefined)[] {
  const located = locateInJson(text, paths);
  if ('spots' in located) return located.spots.map((spot) => spot?.key ?? spot?.value);
  const yaml = readYaml(text, maxDocumentDepth);
  return paths.map((path) => yaml.locate(path));
}

export function lineAt(text: string, offset: number): LinePlace {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/**
 * Where a place inside a value, code or an expression, is in the text that the value was read from, `at` being the value's
 * key. `undefined` where the text has the value in another writing, with escapes or folded.
 */
export function placeInValue(text: string, at: LinePlace, value: string, inner: LinePlace): LinePlace | undefined {
  return inBlock(text, at, value, inner) ?? inLine(text, at, value, inner);
}

/** `source: |` and the value's lines under it, further right. */
function inBlock(text: string, at: LinePlace, value: string, inner: LinePlace): LinePlace | undefined {
  const lines = text.split('\n');
  const head = lines[at.line - 1]?.replace(/\r$/, '') ?? '';
  const wanted = value.split('\n')[inner.line - 1];
  if (!/:\s*\|[-+\d]*\s*(#.*)?$/.test(head) || wanted === undefined) return undefined;
  const found = lines[at.line - 1 + inner.line]?.replace(/\r$/, '') ?? '';
  const indent = found.length - wanted.length;
  if (indent < 0 || found.slice(indent) !== wanted || found.slice(0, indent).trim() !== '') return undefined;
  return { line: at.line + inner.line, column: indent + inner.column };
}

/** The value as it is, behind its key in one line. */
function inLine(text: string, at: LinePlace, value: string, inner: LinePlace): LinePlace | undefined {
  const line = text.split('\n')[at.line - 1] ?? '';
  const from = /^["']?[\w-]+["']?\s*:\s*["']?/.exec(line.slice(at.column - 1))?.[0].length;
  if (from === undefined || inner.line !== 1) return undefined;
  const begin = at.column - 1 + from;
  return line.startsWith(value, begin) ? { line: at.line, column: begin + inner.column } : undefined;
}
