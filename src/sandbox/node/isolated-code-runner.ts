import { availableParallelism } from 'node:os';
import type { CodeRunner } from '../../model/activation.ts';
import { createBrowserCodeRunner } from '../browser/code-runner.ts';
import type { CodeTime } from '../code-time.ts';
import type { ModuleSource } from '../modules.ts';
import { openProcess } from './realm-process.ts';

export interface IsolatedCodeRunnerOptions {
  /** Text of the realm's process: what `bundleSandboxProcess` of `scripts/sandbox-bundles.ts` makes. */
  readonly process: () => Promise<string> | string;
  /** Bundled texts of the modules that code may import. */
  readonly modules: ModuleSource;
  /** How many activations may run at once; each has a process of its own. Default: as many as there are processors. */
  readonly maxConcurrency?: number;
  /** How many unused processes are kept warm. */
  readonly maxIdle?: number;
  /** How much one activation's heap may take, in MB; what it holds beside the heap may take as much again. */
  readonly memoryMb?: number;
  /** Where time is simulated: activations whose code waits for it don't count as running. */
  readonly time?: CodeTime | undefined;
}

/**
 * On the command line: runs code that is not trusted. Every activation has a process to itself, without environment and
 * without permission to files, further processes, threads or addons; in it a context with the language and nothing
 * else. A process that loops or takes too much memory is killed, and only its activation fails.
 */
export function createIsolatedCodeRunner(options: IsolatedCodeRunnerOptions): CodeRunner {
  const { modules, maxConcurrency = availableParallelism(), maxIdle = 2, memoryMb = 512, time } = options;
  let text: Promise<string> | undefined;
  return createBrowserCodeRunner({
    requestRealm: async () => openProcess(await (text ??= Promise.resolve(options.process())), { memoryMb }),
    modules,
    maxConcurrency,
    maxIdle,
    sharedProcess: false,
    time,
  });
}
