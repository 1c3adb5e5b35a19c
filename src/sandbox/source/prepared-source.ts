import type { ErrorInfo } from '../../model/errors.ts';
import type { JsonObject } from '../../model/value.ts';

/**
 * A variant's source made ready to load: plain JavaScript whose lines and columns are the user's. Its imports stand
 * behind the last line (they are hoisted, so this changes nothing else), and its exports became assignments, so that the
 * whole can be the body of a function: loaded once, it starts with fresh state at every call.
 */
export interface PreparedSource {
  /** The module without its imports and exports. */
  readonly code: string;
  /** Statements behind the code that hand over the default export, where the code itself does not. */
  readonly tail: string;
  /** The imports in order: the text before and after the specifier. */
  readonly imports: readonly PreparedImport[];
  /** Where columns moved, because types were stripped or operators replaced. */
  readonly shifts?: ColumnShifts;
}

/**
 * Whether user code computes the same in every engine (`portable`, the default), or with the engine's own `Math` and
 * operators: faster, and its last bits may differ from engine to engine.
 */
export type MathChoice = 'portable' | 'native';

/** What a variant's config asks for. */
export const mathChoice = (config: JsonObject): MathChoice => (config['math'] === 'native' ? 'native' : 'portable');

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

/** What the code assigns its default export to, and where replaced operators are. */
export const exportsName = '$0$';

/** Lines of a linked module before the user's first one. */
export const linesBefore = 1;

/** What a linked module exports: starts the user's module anew, filling `exports`. */
export type StartModule = (exports: { default?: unknown }, globals?: unknown) => Promise<void>;

export interface LinkOptions {
  /** The address at which an imported module is found. */
  readonly addressOf: (module: string) => string;
  /** Names that the second argument of {@link StartModule} puts before the globals of the same name. */
  readonly shadowed?: readonly string[];
}

/** The text of a module whose default export is a {@link StartModule}. */
export function linkSource(source: PreparedSource, { addressOf, shadowed = [] }: LinkOptions): string {
  const imports = source.imports.map((each) => each.before + JSON.stringify(addressOf(each.module)) + each.after);
  const head = `export default async(${exportsName},{${shadowed.join()}}={})=>{{`;
  return `${head}\n${source.code}\n;${source.tail}}}\n;${imports.join(' ')}\n//# sourceURL=${userFile}\n`;
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
