import { constants } from 'node:fs';
import { access, writeFile as write } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isFolder } from './open-subject.ts';
import type { Terminal } from './terminal.ts';
import { fileError } from './usage-error.ts';

export async function writeFile(path: string, content: string, { cwd }: Terminal): Promise<void> {
  try {
    await write(resolve(cwd, path), content);
  } catch (thrown) {
    throw notWritable(path, reasonOf(thrown));
  }
}

/** Asked before anything runs, so that no result is lost for want of a place. */
export async function checkWritable(path: string, terminal: Terminal): Promise<void> {
  if (await isFolder(path, terminal)) throw notWritable(path, reasons.EISDIR);
  try {
    await access(dirname(resolve(terminal.cwd, path)), constants.W_OK);
  } catch (thrown) {
    throw notWritable(path, reasonOf(thrown));
  }
}

const notWritable = (path: string, reason: string) =>
  fileError(`${path} cannot be written: ${reason}.`, 'Choose a file in a folder that can be written to.', path);

const reasons = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'what should be its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'writing there is not allowed',
  EROFS: 'nothing can be written there',
};

function reasonOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  const known = Object.entries(reasons).find(([name]) => name === code);
  return known?.[1] ?? (thrown instanceof Error ? thrown.message : String(thrown));
}
