import type { InputStream, Terminal } from '../terminal.ts';

/** Where the debugger's commands come from, one line at a time. */
export interface LineReader {
  /** `undefined` when there are no more. */
  read(prompt: string): Promise<string | undefined>;
  close(): void;
}

export type Complete = (line: string) => readonly string[];

/** A terminal's own line editor where there is one; else the lines of standard input, echoed so that the output can be read. */
export function createLineReader(terminal: Terminal, complete: Complete): LineReader {
  return terminal.editor?.(complete) ?? new PipedLines(terminal);
}

class PipedLines implements LineReader {
  private readonly lines: AsyncGenerator<string>;
  private readonly terminal: Terminal;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
    this.lines = linesOf(terminal.stdin);
  }

  async read(prompt: string): Promise<string | undefined> {
    const { value, done } = await this.lines.next();
    if (done === true) return undefined;
    this.terminal.stdout.write(`${prompt}${value}\n`);
    return value;
  }

  close(): void {
    void this.lines.return(undefined);
  }
}

async function* linesOf(stream: InputStream): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
