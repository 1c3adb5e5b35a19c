import { open, stat, unlink, type FileHandle } from 'node:fs/promises';
import { WtbError } from '../../model/errors.ts';
import { corrupt, storageFull, unavailable } from '../storage-error.ts';

/** Where a line stands in its file, its end included. */
export interface LineSpan {
  readonly start: number;
  readonly length: number;
}

export interface Line extends LineSpan {
  /** Its text: a view of what was read, not to be held on to. */
  readonly bytes: Buffer;
}

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

  /**
   * Gives the lines that were added since the last time, by whomever, and what `take` makes of them; `undefined` where there is no
   * file. Lines that it throws at are given again the next time.
   */
  async readNew<T>(take: (lines: readonly Line[]) => T): Promise<T | undefined> {
    const size = await sizeOf(this.path);
    if (size === undefined) return undefined;
    if (size <= this.known) return take([]);
    const lines = linesIn(await this.readFrom(this.known, size - this.known), this.known);
    const taken = take(lines);
    this.known += lines.reduce((sum, { length }) => sum + length, 0);
    return taken;
  }

  /** The lines that are known so far, from the one at a place on. */
  async readKnown(from = 0): Promise<readonly Line[]> {
    return this.known <= from ? [] : linesIn(await this.readFrom(from, this.known - from), from);
  }

  /** One line again. */
  async readAt({ start, length }: LineSpan): Promise<unknown> {
    return this.parse({ start, length, bytes: await this.readFrom(start, length) });
  }

  /** Throws `storage/corrupt`. */
  parse({ bytes }: Line): unknown {
    try {
      return JSON.parse(bytes.toString('utf8'));
    } catch (thrown) {
      throw new WtbError(corrupt(this.path, thrown instanceof Error ? thrown.message : String(thrown)));
    }
  }

  /** Gives where the line stands. `strict`: resolves when it is on the disk. One that could not be written whole is taken back. */
  async append(line: unknown, strict: boolean): Promise<LineSpan> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      const handle = await this.opened();
      await writeAll(handle, bytes, this.known);
      if (strict) await handle.datasync();
    } catch (thrown) {
      await this.handle?.truncate(this.known).catch(ignoreSecond);
      throw this.failure(thrown, 'writing to');
    }
    const span = { start: this.known, length: bytes.length };
    this.known += bytes.length;
    return span;
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

/** The whole lines in bytes that stand at a place of the file. */
function linesIn(bytes: Buffer, place: number): readonly Line[] {
  const lines: Line[] = [];
  for (let from = 0, end = bytes.indexOf(newLine); end >= 0; from = end + 1, end = bytes.indexOf(newLine, from)) {
    lines.push({ start: place + from, length: end + 1 - from, bytes: bytes.subarray(from, end) });
  }
  return lines;
}

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
