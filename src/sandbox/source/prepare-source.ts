import { parse, type AnyNode, type Program } from 'acorn';
import { transform } from 'sucrase';
import type { ErrorInfo, ErrorPlace } from '../../model/errors.ts';
import { findModule, sandboxModules } from '../modules.ts';
import { columnShiftsOf } from './column-shifts.ts';
import { applyEdits, composeShifts, type Edit } from './edits.ts';
import { powerEdits } from './power-edits.ts';
import {
  type ColumnShifts,
  exportsName,
  type MathChoice,
  type PreparedImport,
  type PreparedSource,
  type PrepareResult,
  sourceColumn,
} from './prepared-source.ts';

/** Longer sources are data, not code. */
export const maxSourceLength = 1_000_000;

/**
 * Parses a variant's source (JavaScript, or TypeScript whose types are stripped), finds its imports and checks that
 * it has a default export. Runs nothing of it. Refuses with `node/syntax`, `node/unknown-import` or
 * `node/no-default-export`, each with line and column in the user's text. Operators whose results engines differ in
 * become calls, unless the engine's own are wanted.
 */
export function prepareSource(source: string, math: MathChoice = 'portable'): PrepareResult {
  try {
    return { type: 'prepared', source: prepare(source, math) };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { type: 'refused', error: thrown.error };
    if (thrown instanceof RangeError) return { type: 'refused', error: tooDeep };
    throw thrown;
  }
}

const tooDeep: ErrorInfo = {
  code: 'node/syntax',
  message: 'The source is nested too deeply to be read.',
  remedy: 'Move data out of the code, into the context or the parameters.',
  retryable: false,
};

class Refusal extends Error {
  readonly error: ErrorInfo;
  constructor(error: ErrorInfo) {
    super(error.message);
    this.error = { ...error, retryable: false };
  }
}

function prepare(source: string, math: MathChoice): PreparedSource {
  if (source.length > maxSourceLength) {
    throw new Refusal({
      code: 'node/syntax',
      message: `The source has ${source.length} characters; at most ${maxSourceLength} are read.`,
      remedy: 'Move data out of the code, into the context or the parameters.',
    });
  }
  const parsed = parseModule(source);
  checkDefaultExport(parsed.program);
  return rewrite(parsed, math);
}

interface Parsed {
  readonly code: string;
  readonly program: Program;
  readonly shifts?: ColumnShifts;
}

interface Fault {
  readonly message: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

const options = { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true, locations: true } as const;

/** As JavaScript where it is that, else as TypeScript. */
function parseModule(source: string): Parsed {
  const plain = tryParse(source);
  if ('program' in plain) return { code: source, program: plain.program };
  const stripped = stripTypes(source);
  if ('fault' in stripped) throw syntaxError(later(plain.fault, stripped.fault));
  const typed = tryParse(stripped.code);
  if ('program' in typed) return { code: stripped.code, program: typed.program, shifts: stripped.shifts };
  const { message, line, column } = typed.fault;
  throw syntaxError({ message, line, column: sourceColumn(stripped.shifts, line, column) });
}

function tryParse(code: string): { readonly program: Program } | { readonly fault: Fault } {
  try {
    return { program: parse(code, options) };
  } catch (thrown) {
    return { fault: toFault(thrown) };
  }
}

function stripTypes(
  source: string,
): { readonly code: string; readonly shifts: ColumnShifts } | { readonly fault: Fault } {
  try {
    const result = transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      filePath: 'variant.ts',
      sourceMapOptions: { compiledFilename: 'variant.js' },
    });
    return { code: result.code, shifts: columnShiftsOf(result.sourceMap?.mappings ?? '') };
  } catch (thrown) {
    return { fault: toFault(thrown) };
  }
}

/** Both parsers throw a SyntaxError that ends in `(line:column)`; acorn counts columns from 0, sucrase from 1. */
function toFault(thrown: unknown): Fault {
  if (!(thrown instanceof SyntaxError)) throw thrown;
  const { loc } = thrown as { loc?: { line: number; column: number } };
  const fromZero = 'raisedAt' in thrown;
  return {
    message: thrown.message.replace(/ \(\d+:\d+\)$/, '').replace(/^Error transforming [^:]*: /, ''),
    line: loc?.line ?? 1,
    column: (loc?.column ?? 0) + (fromZero ? 1 : 0),
  };
}

/** Each parser stops at what it doesn't know; the one that came further knew more of what was meant. */
function later(a: Fault, b: Fault): Fault {
  return b.line > a.line || (b.line === a.line && b.column > a.column) ? b : a;
}

const syntaxError = (fault: Fault): Refusal =>
  new Refusal({
    code: 'node/syntax',
    message: `Syntax error: ${fault.message}.`,
    place: { line: fault.line, column: Math.max(1, fault.column) },
  });

function checkDefaultExport(program: Program): void {
  const has = program.body.some(
    (statement) =>
      statement.type === 'ExportDefaultDeclaration' ||
      (statement.type === 'ExportNamedDeclaration' && statement.specifiers.some((each) => nameOf(each) === 'default')),
  );
  if (has) return;
  throw new Refusal({
    code: 'node/no-default-export',
    message: 'The source has no default export.',
    remedy: 'Write `export default async ({ context }) => { … }`.',
  });
}

const nameOf = (specifier: { readonly exported: { readonly type: string } }): unknown => {
  const exported = specifier.exported as { name?: unknown; value?: unknown };
  return exported.name ?? exported.value;
};

/** Moves what imports out of the code, every other character staying where it was but for replaced operators. */
function rewrite({ code, program, shifts }: Parsed, math: MathChoice): PreparedSource {
  const exports = program.body.flatMap((statement) => (isExport(statement) ? [unexport(statement)] : []));
  const imports: PreparedImport[] = [];
  const nodes = nodesOf(program);
  // The operators come first: at the same place their call encloses what else is replaced.
  const powers = math === 'portable' && code.includes('**') ? powerEdits(code, nodes) : [];
  const blanks: Edit[] = [...powers, ...exports.flatMap((each) => each.blanks)];
  const tail = exports.flatMap((each) => each.tail);
  const moduleOf = (node: AnyNode, name: unknown): string => knownModule(name, placeOf(node, shifts));
  for (const statement of program.body) {
    if (!('source' in statement) || statement.source === null || statement.source === undefined) continue;
    const { source, start, end } = statement;
    const module = moduleOf(source, source.value);
    const before = isExport(statement) ? importOfReExport(statement) : code.slice(start, source.start);
    imports.push({ before, module, after: ';' });
    blanks.push({ start, end, text: '' });
  }
  for (const node of dynamicImports(nodes)) {
    const module = moduleOf(node, node.source.type === 'Literal' ? node.source.value : undefined);
    const index = imports.length;
    const after = `;function $w${index}(){return Promise.resolve($m${index})}`;
    imports.push({ before: `import * as $m${index} from `, module, after });
    blanks.push({ start: node.start, end: node.end, text: `$w${index}()` });
  }
  const edited = applyEdits(code, blanks);
  const moved = composeShifts(edited.shifts, shifts);
  return { code: edited.code, tail: tail.join(''), imports, ...(moved === undefined ? {} : { shifts: moved }) };
}

type Statement = Program['body'][number];
type Export = Extract<
  Statement,
  { type: 'ExportDefaultDeclaration' | 'ExportNamedDeclaration' | 'ExportAllDeclaration' }
>;

const isExport = (statement: Statement): statement is Export => statement.type.startsWith('Export');

/** What an export leaves behind: its declaration, and where it was the default, an assignment. */
function unexport(statement: Export): { readonly blanks: readonly Edit[]; readonly tail: readonly string[] } {
  const { start, end } = statement;
  if (statement.type === 'ExportDefaultDeclaration') return unexportDefault(statement.declaration, start);
  if (statement.type === 'ExportAllDeclaration' || statement.source != null) {
    return { blanks: [], tail: importOfReExport(statement) === 'import ' ? [] : [`${exportsName}.default=$r;`] };
  }
  if (statement.declaration != null) {
    return { blanks: [{ start, end: statement.declaration.start, text: '' }], tail: [] };
  }
  const main = statement.specifiers.find((each) => nameOf(each) === 'default');
  const local = main?.local.type === 'Identifier' ? main.local.name : undefined;
  return {
    blanks: [{ start, end, text: '' }],
    tail: local === undefined ? [] : [`${exportsName}.default=${local};`],
  };
}

function unexportDefault(
  declaration: Extract<Export, { type: 'ExportDefaultDeclaration' }>['declaration'],
  start: number,
): ReturnType<typeof unexport> {
  const isDeclaration = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
  const before = { start, end: declaration.start };
  if (isDeclaration && declaration.id != null) {
    return { blanks: [{ ...before, text: '' }], tail: [`${exportsName}.default=${declaration.id.name};`] };
  }
  const assignment = { ...before, text: `${exportsName}.default=` };
  // A declaration needs no semicolon, the expression that it becomes does.
  const semicolon = { start: declaration.end, end: declaration.end, text: ';' };
  return { blanks: isDeclaration ? [assignment, semicolon] : [assignment], tail: [] };
}

/** `export … from`: only the default export is of use here. */
function importOfReExport(statement: Export): string {
  if (statement.type !== 'ExportNamedDeclaration') return 'import ';
  const main = statement.specifiers.find((each) => nameOf(each) === 'default');
  const local = main?.local.type === 'Identifier' ? main.local.name : undefined;
  return local === undefined ? 'import ' : `import {${local} as $r} from `;
}

function knownModule(name: unknown, place: ErrorPlace): string {
  if (typeof name === 'string' && findModule(name) !== undefined) return name;
  const what = typeof name === 'string' ? `\`${name.slice(0, 200)}\`` : 'a module whose name is computed';
  throw new Refusal({
    code: 'node/unknown-import',
    message: `The source imports ${what}, which is not among the bundled modules.`,
    place,
    remedy: `Import one of ${sandboxModules.map((module) => module.name).join(', ')}.`,
  });
}

function placeOf(node: AnyNode, shifts: ColumnShifts | undefined): ErrorPlace {
  const { line, column } = node.loc?.start ?? { line: 1, column: 0 };
  return { line, column: sourceColumn(shifts, line, column + 1) };
}

type DynamicImport = Extract<AnyNode, { type: 'ImportExpression' }>;

const dynamicImports = (nodes: readonly AnyNode[]): DynamicImport[] =>
  nodes.filter((node): node is DynamicImport => node.type === 'ImportExpression').sort((a, b) => a.start - b.start);

/** Every node of the tree. */
function nodesOf(program: Program): AnyNode[] {
  const found: AnyNode[] = [];
  const pending: unknown[] = [program];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (typeof (value as { type?: unknown }).type === 'string') found.push(value as AnyNode);
    pending.push(...Object.values(value).filter((child) => typeof child === 'object'));
  }
  return found;
}
