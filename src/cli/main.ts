import { readFile } from 'node:fs/promises';
import { version } from '../../package.json';
import { moduleFileName } from '../sandbox/modules.ts';
import { exitCodes } from './exit-codes.ts';
import { runProgram } from './program.ts';
import type { Assets, OutputStream, Terminal } from './terminal.ts';

const outputOf = (stream: NodeJS.WriteStream): OutputStream => ({
  write: (text) => void stream.write(text),
  get isTTY() {
    return stream.isTTY;
  },
  get columns() {
    return stream.columns ?? 100;
  },
});

const terminal: Terminal = {
  stdin: process.stdin,
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  env: process.env,
  cwd: process.cwd(),
  onInterrupt(listener) {
    process.on('SIGINT', listener);
    return () => process.off('SIGINT', listener);
  },
};

const assets: Assets = {
  version,
  module: (name) => readFile(new URL(`./modules/${moduleFileName(name)}`, import.meta.url), 'utf8'),
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
