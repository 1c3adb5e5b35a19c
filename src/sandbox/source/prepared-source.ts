import type { ErrorInfo } from '../../model/errors.ts';

/**
 * A variant's source made ready to load: plain JavaScript whose lines and columns are the user's, with its imports
 * moved behind the last line (imports are hoisted, so this changes nothing but where they stand).
 */
export interface PreparedSource {
  /** The module without its imports. */
  readonly code: string;
  /** The imports in order: the text before and after the specifier. */
  readonly imports: readonly PreparedImport[];
  /** Where types were stripped and columns moved: generated line → shifts. Absent for plain JavaScript. */
  readonly shifts?: ColumnShifts;
}

export interface PreparedImport {
  readonly before: string;
  readonly module: string;
  readonly after: string;
}

/** Per 0-based line, ascending: from generated column `[0]` on, the source column is that much further right. */
export type ColumnShifts = readonly (readonly (readonly [generated: number, shift: number])[])[];

export type PrepareResult =
  | { readonly type: 'prepared'; readonly source: PreparedSource }
  | { readonly type: 'refused'; readonly error: ErrorInfo };

/** The name under which the engine of the realm lists frames of the user's module in stacks. */
export const userFile = 'wtb-variant.js';

/** The module's text, given the address at which each imported module is found. */
export function linkSource(source: PreparedSource, addressOf: (module: string) => string): string {
  const imports = source.imports.map((each) => each.before + JSON.stringify(addressOf(each.module)) + each.after);
  return `${source.code}\n;${imports.join(' ')}\n//# sourceURL=${userFile}\n`;
}

/** The user's column (1-based) of a generated place (1-based line and column). */
export function sourceColumn(shifts: ColumnShifts | undefined, line: number, column: number): number {
  let shift = 0;
  for (const [generated, by] of shifts?.[line - 1] ?? []) {
    if (generated > column - 1) break;
    shift = by;
  }
  return column + shift;
}
