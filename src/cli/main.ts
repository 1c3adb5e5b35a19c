import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { version } from '../../package.json';
import { moduleFileName } from '../sandbox/modules.ts';
import type { Complete, LineReader } from './debug/line-reader.ts';
import { exitCodes } from './exit-codes.ts';
import { runProgram } from './program.ts';
import type { Assets, OutputStream, Terminal } from './terminal.ts';

const outputOf = (stream: NodeJS.WriteStream): OutputStream => ({
  write: (text) => void stream.write(text),
  get isTTY() {
    return stream.isTTY;
  },
  get columns() {
    return stream.columns || 100;
  },
});

/** Reading lines takes Ctrl+C for itself; it is handed on. At an empty prompt it leaves. */
function lineEditor(complete: Complete): LineReader {
  const editor = createInterface({
    input: process.stdin,
    output: process.stdout,
    historySize: 1000,
    removeHistoryDuplicates: true,
    completer: (line: string) => [complete(line), line.split(' ').at(-1) ?? ''],
  });
  /** What was typed before anybody asked; `undefined` is the end. */
  const typed: (string | undefined)[] = [];
  let waiting: ((line: string | undefined) => void) | undefined;
  const give = (line: string | undefined) => {
    if (waiting === undefined) typed.push(line);
    else waiting(line);
    waiting = undefined;
  };
  editor.on('line', give);
  editor.on('close', () => give(undefined));
  editor.on('SIGINT', () => (waiting === undefined ? interrupt() : give(undefined)));
  return {
    read: (prompt) =>
      new Promise((resolve) => {
        if (typed.length > 0) return resolve(typed.shift());
        waiting = resolve;
        editor.setPrompt(prompt);
        editor.prompt();
      }),
    close: () => editor.close(),
  };
}

/** While somebody listens, both ask to stop cleanly; a second one ends the process as usual. */
const signals = ['SIGINT', 'SIGTERM'] as const;
const interrupts = new Set<() => void>();
const interrupt = () => {
  for (const listener of interrupts) listener();
};

const terminal: Terminal = {
  stdin: process.stdin,
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  env: process.env,
  cwd: process.cwd(),
  onInterrupt(listener) {
    if (interrupts.size === 0) for (const signal of signals) process.on(signal, interrupt);
    interrupts.add(listener);
    return () => {
      interrupts.delete(listener);
      if (interrupts.size === 0) for (const signal of signals) process.off(signal, interrupt);
    };
  },
  ...(process.stdin.isTTY && process.stdout.isTTY ? { editor: lineEditor } : {}),
};

const beside = (name: string): Promise<string> => readFile(new URL(name, import.meta.url), 'utf8');

const assets: Assets = {
  version,
  module: (name) => beside(`modules/${moduleFileName(name)}`),
  isolatedProcess: () => beside('isolated-process.js'),
};

/** Whoever reads us has gone (`wtb … | head`): there is nobody left to tell anything. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.completed);
    throw error;
  });
}

const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => void stream.write('', () => resolve()));

const code = await runProgram(process.argv.slice(2), terminal, assets);
await Promise.all([written(process.stdout), written(process.stderr)]);
process.exit(code);
