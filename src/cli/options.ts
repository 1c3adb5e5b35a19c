import { parseArgs } from 'node:util';
import { usageError } from './usage-error.ts';

/** One option of a command: `--name <value>`. Without `value` it is a switch. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in the help: `key=json`. */
  readonly value?: string;
  readonly repeatable?: boolean;
  readonly about: string;
}

export interface CommandSpec {
  readonly name: string;
  /** `<file>`, `<file…>`, … */
  readonly operands: string;
  readonly about: string;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Paragraphs at the end of the help. */
  readonly notes?: readonly string[];
}

/** What a person typed, checked against the specification. */
export interface ParsedOptions {
  readonly operands: readonly string[];
  has(name: string): boolean;
  /** The last one given. */
  one(name: string): string | undefined;
  all(name: string): readonly string[];
}

/** Options that every command has. */
export const commonOptions: readonly OptionSpec[] = [
  { name: 'no-color', about: 'No colours; NO_COLOR in the environment says the same.' },
  { name: 'help', short: 'h', about: 'This text.' },
];

export function parseOptions(spec: CommandSpec, args: readonly string[]): ParsedOptions {
  const known = [...spec.options, ...commonOptions];
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      strict: true,
      options: Object.fromEntries(
        known.map(({ name, short, value }) => [
          name,
          {
            type: value === undefined ? ('boolean' as const) : ('string' as const),
            multiple: true,
            ...(short === undefined ? {} : { short }),
          },
        ]),
      ),
    });
    const given = new Map(Object.entries(values).map(([name, list]) => [name, (list as unknown[]).map(String)]));
    refuseRepeated(spec, given);
    return {
      operands: positionals,
      has: (name) => given.has(name),
      one: (name) => given.get(name)?.at(-1),
      all: (name) => given.get(name) ?? [],
    };
  } catch (thrown) {
    if (!isParseFault(thrown)) throw thrown;
    throw usageError(faultText(thrown.message, known), `wtb ${spec.name} --help lists what there is.`);
  }
}

/** A second `--seed` is a mistake, not a wish; switches may be repeated. */
function refuseRepeated(spec: CommandSpec, given: ReadonlyMap<string, readonly string[]>): void {
  for (const { name, value, repeatable } of spec.options) {
    if (value === undefined || repeatable === true || (given.get(name)?.length ?? 0) < 2) continue;
    throw usageError(`--${name} is given twice.`, 'Give it once.');
  }
}

const isParseFault = (thrown: unknown): thrown is Error & { readonly code: string } =>
  thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS');

function faultText(message: string, known: readonly OptionSpec[]): string {
  const sentence = message.split('. ')[0]?.replace(/\.$/, '') ?? message;
  const unknown = /Unknown option '-*([^']+)'/.exec(message)?.[1];
  const near = unknown === undefined ? undefined : known.find(({ name }) => isNear(name, unknown));
  return near === undefined ? `${sentence}.` : `${sentence}; did you mean --${near.name}?`;
}

/** One letter more, less, other or swapped. */
export function isNear(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return restA.length + restB.length <= 2 || (restA.length === 2 && restA === restB.split('').reverse().join(''));
}

// Help

const width = 100;

export function formatHelp(spec: CommandSpec): string {
  const all = [...spec.options, ...commonOptions];
  const lines = [
    spec.about,
    '',
    `Usage: wtb ${spec.name} ${spec.operands}${spec.operands === '' ? '' : ' '}[options]`,
    '',
    'Options:',
    ...columns(all.map((option) => [optionHead(option), option.about + (option.repeatable ? ' Repeatable.' : '')])),
    '',
    'Examples:',
    ...columns(spec.examples),
  ];
  for (const note of spec.notes ?? []) lines.push('', ...wrap(note, width, ''));
  return `${lines.join('\n')}\n`;
}

const optionHead = ({ name, short, value }: OptionSpec): string =>
  `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` <${value}>`}`;

/** Two columns; a left side that is too long has its line to itself. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.min(34, Math.max(...rows.map(([head]) => head.length)));
  const indent = ' '.repeat(left + 4);
  return rows.flatMap(([head, about]) => {
    const [first = '', ...rest] = wrap(about, width, indent);
    const text = first.slice(indent.length);
    return head.length > left
      ? [`  ${head}`, `${indent}${text}`, ...rest]
      : [`  ${head.padEnd(left)}  ${text}`, ...rest];
  });
}

function wrap(text: string, limit: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + word.length > limit && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}
