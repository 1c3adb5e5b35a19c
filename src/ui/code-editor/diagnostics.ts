import type { Diagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import type { ErrorInfo } from '../../model/errors.ts';

/** A diagnostic as the editor takes it; `severity` is the error's where it is absent. */
export type EditorDiagnostic = ErrorInfo & { readonly severity?: 'error' | 'warning' };

/** Where an error stands in the text. Without a column the whole line is meant; a line past the end means the last one. */
export function rangeOf(text: Text, info: ErrorInfo): { from: number; to: number } {
  const line = text.line(Math.min(Math.max(info.place?.line ?? 1, 1), text.lines));
  const indent = line.text.length - line.text.trimStart().length;
  const column = info.place?.column;
  if (column === undefined) return { from: line.from + indent, to: line.to };
  const from = Math.min(line.from + column - 1, line.to);
  const word = /^[\w$]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 1;
  return { from, to: Math.min(from + word, line.to) };
}

export function toDiagnostics(text: Text, infos: readonly EditorDiagnostic[]): Diagnostic[] {
  return infos
    .map((info) => ({
      ...rangeOf(text, info),
      severity: info.severity ?? ('error' as const),
      message: info.remedy === undefined ? info.message : `${info.message}\n${info.remedy}`,
      source: info.code,
    }))
    .sort((a, b) => a.from - b.from);
}
