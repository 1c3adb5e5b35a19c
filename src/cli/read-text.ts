import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { Value } from '../model/value.ts';
import type { Terminal } from './terminal.ts';
import { readAll } from './terminal.ts';
import { fileError } from './usage-error.ts';

/** The text of a file, or of standard input where the path is `-`. */
export async function readText(path: string, terminal: Terminal): Promise<string> {
  if (path === '-') return readAll(terminal.stdin);
  try {
    return await readFile(resolve(terminal.cwd, path), 'utf8');
  } catch (thrown) {
    throw fileError(`${path} cannot be read: ${reasonOf(thrown)}.`, 'Check the path.', path);
  }
}

/** JSON, or YAML where it is none. `what` names the file's purpose in errors. */
export async function readData(path: string, what: string, terminal: Terminal): Promise<Value> {
  const text = await readText(path, terminal);
  try {
    return /^\s*[[{"]/.test(text) ? parseEither(text) : (parse(text) as Value);
  } catch (thrown) {
    const reason = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown);
    throw fileError(`${path} (${what}) is neither JSON nor YAML: ${reason}`, 'Correct the file.', path);
  }
}

/** YAML in flow style begins like JSON. */
function parseEither(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return parse(text) as Value;
  }
}

export async function readMap(path: string, what: string, terminal: Terminal): Promise<Record<string, Value>> {
  const value = await readData(path, what, terminal);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, Value>;
  throw fileError(`${path} (${what}) must hold one object.`, 'See wtb run --help.', path);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

export function reasonOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  return reasons[code] ?? (thrown instanceof Error ? thrown.message : String(thrown));
}
