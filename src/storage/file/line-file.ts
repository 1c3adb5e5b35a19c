import { open, stat, unlink, type FileHandle } from 'node:fs/promises';
import { WtbError } from '../../model/errors.ts';
import { corrupt, storageFull, unavailable } from '../storage-error.ts';

/**
 * A file of lines, each one JSON text, written only at its end. What a crash cut short is a last line without an end: it
 * is passed over when reading and overwritten by the next write, so that a line is there whole or not at all.
 */
export class LineFile {
  readonly path: string;
  /** Bytes of whole lines that were read or written so far. */
  private known = 0;
  private handle: FileHandle | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** The lines that were added since the last time, by whomever; `undefined` where there is no file. */
  async readNew(): Promise<readonly unknown[] | undefined> {
    const size = await sizeOf(this.path);
    if (size === undefined) return undefined;
    if (size <= this.known) return [];
    const bytes = await this.readFrom(this.known, size - this.known);
    const end = bytes.lastIndexOf(newLine) + 1;
    const texts = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    const lines = texts.map((text) => this.parse(text));
    this.known += end;
    return lines;
  }

  /** `strict`: resolves when the line is on the disk. A line that could not be written whole is taken back. */
  async append(line: unknown, strict: boolean): Promise<number> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      const handle = await this.opened();
      await writeAll(handle, bytes, this.known);
      if (strict) await handle.datasync();
    } catch (thrown) {
      await this.handle?.truncate(this.known).catch(ignoreSecond);
      throw this.failure(thrown, 'writing to');
    }
    this.known += bytes.length;
    return bytes.length;
  }

  async remove(): Promise<void> {
    await this.close();
    await unlink(this.path);
  }

  async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }

  /** Opened without cutting anything off; what lies behind the last whole line is cut off now. */
  private async opened(): Promise<FileHandle> {
    if (this.handle !== undefined) return this.handle;
    const exists = (await sizeOf(this.path)) !== undefined;
    this.handle = await open(this.path, exists ? 'r+' : 'w+');
    if (exists) await this.handle.truncate(this.known);
    return this.handle;
  }

  private async readFrom(start: number, length: number): Promise<Buffer> {
    try {
      const handle = await open(this.path, 'r');
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    } catch (thrown) {
      throw this.failure(thrown, 'reading');
    }
  }

  private parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (thrown) {
      throw new WtbError(corrupt(this.path, thrown instanceof Error ? thrown.message : String(thrown)));
    }
  }

  private failure(thrown: unknown, doing: string): WtbError {
    if (thrown instanceof WtbError) return thrown;
    const code = codeOf(thrown);
    if (code === 'ENOSPC' || code === 'EDQUOT') return new WtbError(storageFull(`${doing} ${this.path}`));
    return new WtbError({
      ...unavailable(`${doing} ${this.path}`, thrown instanceof Error ? thrown.message : String(thrown)),
      remedy: 'Check the folder and its rights, then try again.',
    });
  }
}

const newLine = 10;

/** The first failure is the one to tell; the next read passes over what could not be taken back. */
const ignoreSecond = (): void => undefined;

async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

export const codeOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
