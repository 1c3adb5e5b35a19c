import type { ExitCode } from './exit-codes.ts';
import type { CommandSpec, ParsedOptions } from './options.ts';
import type { Assets, Terminal } from './terminal.ts';

export interface Invocation {
  readonly options: ParsedOptions;
  readonly terminal: Terminal;
  readonly assets: Assets;
}

export interface Command {
  readonly spec: CommandSpec;
  run(invocation: Invocation): Promise<ExitCode>;
}
