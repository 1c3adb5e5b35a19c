import { toErrorInfo } from '../model/errors.ts';
import type { Command } from './command.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { failureReport } from './failure-report.ts';
import { formatError } from './format-problem.ts';
import { columns, formatHelp, isNear, parseOptions } from './options.ts';
import { paintFor } from './style.ts';
import type { Assets, Terminal } from './terminal.ts';
import { isInvalidError, usageError } from './usage-error.ts';

/** A command is loaded when it is called: `--version` must not wait for the engine. */
const commands: Readonly<Record<string, { readonly about: string; readonly load: () => Promise<Command> }>> = {
  run: { about: 'Run a workflow', load: async () => (await import('./commands/run.ts')).runCommand },
  validate: {
    about: 'Say everything that is wrong with documents',
    load: async () => (await import('./commands/validate.ts')).validateCommand,
  },
  diff: {
    about: 'Compare executions, contexts or documents',
    load: async () => (await import('./commands/diff.ts')).diffCommand,
  },
  verify: {
    about: 'Check that what is stored is what it claims to be',
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  export: {
    about: 'Write a document as JSON, YAML or Mermaid, an execution as a bundle',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  schema: {
    about: 'Print the JSON Schema of documents',
    load: async () => (await import('./commands/schema.ts')).schemaCommand,
  },
};

const helpNames: ReadonlySet<string> = new Set(['help', '--help', '-h']);

/** The whole program, with nothing of the process but what it is handed. */
export async function runProgram(args: readonly string[], terminal: Terminal, assets: Assets): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-V') return say(terminal, `${assets.version}\n`);
  const wantsJson = rest.includes('--json');
  const paint = paintFor(terminal.stderr, terminal, args.includes('--no-color'));
  try {
    if (name === undefined || helpNames.has(name)) return await help(rest[0], terminal, name);
    const command = await loadCommand(name);
    if (rest.includes('--help') || rest.includes('-h')) return say(terminal, formatHelp(command.spec));
    return await command.run({ options: parseOptions(command.spec, rest), terminal, assets });
  } catch (thrown) {
    const error = toErrorInfo(thrown);
    const isInvalid = isInvalidError(thrown);
    if (wantsJson) {
      const report = failureReport(error, isInvalid ? 'invalid' : 'failed');
      terminal.stdout.write(`${JSON.stringify(report, undefined, 2)}
`);
    }
    terminal.stderr.write(formatError(error, paint));
    return isInvalid ? exitCodes.invalid : exitCodes.failed;
  }
}

async function loadCommand(name: string): Promise<Command> {
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (found !== undefined) return found.load();
  const near = Object.keys(commands).find((known) => isNear(known, name));
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  const what = name.startsWith('-') ? 'option' : 'command';
  throw usageError(`There is no ${what} ${name}.${hint}`, 'wtb --help lists the commands.');
}

async function help(topic: string | undefined, terminal: Terminal, name: string | undefined): Promise<ExitCode> {
  if (topic !== undefined && !topic.startsWith('-')) {
    return say(terminal, formatHelp((await loadCommand(topic)).spec));
  }
  const text = [
    'wtb: run, check, debug and compare workflows from the command line.',
    '',
    'Usage: wtb <command> [options]',
    '',
    'Commands:',
    ...columns(Object.entries(commands).map(([command, { about }]) => [command, `${about}.`])),
    '',
    'Examples:',
    ...columns([
      ['wtb validate flow.yaml', 'is it sound?'],
      ['wtb run flow.yaml', 'run it; a summary at the end'],
      ['wtb run flow.yaml --json', 'one JSON object for scripts'],
      ['wtb run flow.yaml --debug', 'step through it'],
      ['wtb run flow.yaml --store runs', 'keep it, for verify, diff, export and --resume'],
    ]),
    '',
    'wtb <command> --help says more, with examples. wtb --version says which one this is.',
    '',
  ].join('\n');
  if (name !== undefined) return say(terminal, text);
  terminal.stderr.write(text);
  return exitCodes.invalid;
}

function say(terminal: Terminal, text: string): ExitCode {
  terminal.stdout.write(text);
  return exitCodes.completed;
}
