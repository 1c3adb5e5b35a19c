import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSandboxModule, bundleSandboxProcess } from '../../scripts/sandbox-bundles.ts';
import { runProgram } from '../../src/cli/program.ts';
import type { RunReport } from '../../src/cli/run/run-report.ts';
import type { Assets, Terminal } from '../../src/cli/terminal.ts';

const assets: Assets = { version: '1.2.3', module: bundleSandboxModule, isolatedProcess: bundleSandboxProcess };

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder with the program in it: files are written, the program is run in this very process, what it prints is kept. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'wtb-cli-'));
  private readonly interrupts = new Set<() => void>();

  /** Text as it is, anything else as JSON. */
  write(name: string, content: unknown): string {
    writeFileSync(join(this.folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    return name;
  }

  async run(
    args: readonly string[],
    { stdin = [], isTTY = false, env = {}, isolated = false, onOutput }: RunOptions = {},
  ): Promise<Ran> {
    let out = '';
    let err = '';
    const sink = (take: (text: string) => void) => ({
      write: (text: string) => {
        take(text);
        onOutput?.(text, this);
      },
      isTTY,
      columns: 100,
    });
    const terminal: Terminal = {
      stdin: chunks(stdin),
      stdout: sink((text) => (out += text)),
      stderr: sink((text) => (err += text)),
      env,
      cwd: this.folder,
      onInterrupt: (listener) => {
        this.interrupts.add(listener);
        return () => this.interrupts.delete(listener);
      },
    };
    const isRun = args[0] === 'run' && !isolated;
    const code = await runProgram(isRun ? [...args, '--trust'] : args, terminal, assets);
    return { code, out, err };
  }

  /** Runs with `--json` and gives the object. */
  async report(args: readonly string[], options: RunOptions = {}): Promise<RunReport & Ran> {
    const ran = await this.run([...args, '--json'], options);
    return { ...(JSON.parse(ran.out) as RunReport), ...ran };
  }

  /** Ctrl+C. */
  interrupt(): void {
    for (const listener of this.interrupts) listener();
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface RunOptions {
  readonly stdin?: readonly string[];
  readonly isTTY?: boolean;
  readonly env?: Record<string, string>;
  /** Code in processes of its own, as without `--trust`; here the faster way is the usual one. */
  readonly isolated?: boolean;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (text: string, line: CommandLine) => void;
}

async function* chunks(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

interface NodeText {
  readonly kind: string;
  readonly config: object;
  readonly [key: string]: unknown;
}

export const code = (source: string, rest: object = {}): NodeText => ({
  kind: 'code',
  config: { source: `export default ${source}`, params: {} },
  ...rest,
});
export const transform = (expression: string, rest: object = {}): NodeText => ({
  kind: 'transform',
  config: { expression },
  ...rest,
});
export const delay = (ms: number): NodeText => ({ kind: 'delay', config: { ms } });
export const human = (title: string, rest: object = {}): NodeText => ({
  kind: 'human',
  config: { title, schema: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] }, ...rest },
});

/** A document from its nodes by id and its edges as `a b`, `a b port`. */
export function flow(nodes: Record<string, NodeText>, edges: readonly string[] = [], rest: object = {}): object {
  return {
    format: 'wtb/1',
    id: 'flow',
    name: 'Flow',
    nodes: Object.entries(nodes).map(([id, { kind, config, ...others }]) => ({
      id,
      kind,
      variants: [{ id: 'v', config }],
      ...others,
    })),
    edges: edges.map((edge, index) => {
      const [source, target, port] = edge.split(' ');
      return { id: `e${index}`, source, target, ...(port === undefined ? {} : { port }) };
    }),
    ...rest,
  };
}
