import type { Dispose } from '../base/disposable.ts';
import type { Complete, LineReader } from './debug/line-reader.ts';

/** What a command sees of the process around it: streams, files' root, environment, signals. Tests bring their own. */
export interface Terminal {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What relative paths are relative to. */
  readonly cwd: string;
  /** Ctrl+C. While nobody listens, it ends the process as usual. */
  onInterrupt(listener: () => void): Dispose;
  /** A line editor with history, where a person sits at a terminal. */
  readonly editor?: (complete: Complete) => LineReader;
}

export interface OutputStream {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
}

export interface InputStream extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean;
}

/** Of the built program: what lies beside it rather than in it. */
export interface Assets {
  readonly version: string;
  /** Bundled text of a module that user code may import. */
  readonly module: (name: string) => Promise<string>;
  /** Text of the process in which code runs that is not trusted. */
  readonly isolatedProcess: () => Promise<string>;
}

export async function readAll(stream: InputStream): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
