import type { Problem } from '../../graph/problem.ts';
import { isUsageError, usageError } from '../usage-error.ts';
import { checkDocumentAndCode, hasErrors } from '../check-document.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatPlace } from '../format-problem.ts';
import type { Command } from '../command.ts';
import { readText } from '../read-text.ts';
import { paintFor, printable, type Paint } from '../style.ts';
import type { Terminal } from '../terminal.ts';

interface CheckedFile {
  readonly file: string;
  readonly problems: readonly Problem[];
}

export const validateCommand: Command = {
  spec: {
    name: 'validate',
    operands: '<file…>',
    about: 'Says everything that is wrong with documents (JSON or YAML; - is standard input), with line and column.',
    options: [{ name: 'json', about: 'Print one JSON object: { status, files: [{ file, problems }] }.' }],
    examples: [
      ['wtb validate flow.yaml', 'exit 0 when it can run, 2 when it cannot'],
      ['wtb validate flows/*.yaml --json', 'for scripts'],
    ],
    notes: [
      'Looks into the shape, the graph, the expressions and the code of every variant. Code that cannot be loaded is an error here; a run fails of it where it comes to it.',
      'Exit codes: 0 no error, 2 an error, or a file that cannot be read.',
      'Warnings do not keep a document from running and do not change the exit code.',
    ],
  },
  async run({ options, terminal }) {
    if (options.operands.length === 0) throw usageError('No file is given.', 'wtb validate <file…>');
    const files: CheckedFile[] = [];
    for (const file of options.operands) files.push(await check(file, terminal));
    const isValid = files.every(({ problems }) => !hasErrors(problems));
    if (options.has('json')) {
      terminal.stdout.write(`${JSON.stringify({ status: isValid ? 'valid' : 'invalid', files }, undefined, 2)}\n`);
    } else {
      const paint = paintFor(terminal.stdout, terminal, options.has('no-color'));
      for (const each of files) terminal.stdout.write(formatFile(each, paint));
    }
    return isValid ? exitCodes.completed : exitCodes.invalid;
  },
};

/** A file that cannot be read is a problem of its own: the others are looked at all the same. */
async function check(file: string, terminal: Terminal): Promise<CheckedFile> {
  try {
    return { file, problems: (await checkDocumentAndCode(await readText(file, terminal))).problems };
  } catch (thrown) {
    if (!isUsageError(thrown)) throw thrown;
    return { file, problems: [{ ...thrown.info, severity: 'error' }] };
  }
}

function formatFile({ file, problems }: CheckedFile, paint: Paint): string {
  if (problems.length === 0) return `${paint('good', '✓')} ${file}\n`;
  return problems.map((problem) => `${formatProblem(file, problem, paint)}\n`).join('');
}

export function formatProblem(file: string, problem: Problem, paint: Paint): string {
  const tone = problem.severity === 'error' ? 'bad' : 'warn';
  const head = `${printable(formatPlace(file, problem))}: ${paint(tone, problem.severity)} ${paint('dim', problem.code)}`;
  const remedy = problem.remedy === undefined ? '' : `\n    ${paint('dim', '→')} ${printable(problem.remedy)}`;
  return `${head}  ${printable(problem.message)}${remedy}`;
}
