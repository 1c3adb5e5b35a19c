import { type ChildProcess, spawn } from 'node:child_process';
import { WtbError } from '../../model/errors.ts';
import type { RealmHandle, RealmPort } from '../browser/realm-messages.ts';
import { packQuestion, unpackAnswer } from './packed-values.ts';
import { watchMemory } from './watch-memory.ts';

export interface ProcessOptions {
  readonly memoryMb: number;
}

const remedy = 'Run code of your own with --trust, in this very process; tell which version of Node this is.';

/** Waits for the text of `process-main.ts`: so the process needs to read no file at all. */
const start = `process.once('message',(text)=>{
  const run=new(require('node:vm').Script)('(function(require,process){'+text+'\\n})',{filename:'process.js'}).runInThisContext();
  run(require,process);
})`;

/** Starts a process with a realm in it. */
export async function openProcess(text: string, { memoryMb }: ProcessOptions): Promise<RealmHandle> {
  const child = spawn(process.execPath, [...flags(memoryMb), '--eval', start], {
    env: necessaryEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    windowsHide: true,
  });
  running.add(child);
  const port = new ProcessPort(child);
  const stopWatching = watchMemory(child.pid, 2 * memoryMb, () => child.kill('SIGKILL'));
  child.once('close', () => {
    running.delete(child);
    stopWatching();
    port.end();
  });
  await started(child);
  // Whoever waits for an answer has a timer; a process that only stands by keeps nobody from ending.
  child.unref();
  child.channel?.unref();
  child.send(text);
  return { port, kill: () => void child.kill('SIGKILL'), remedy };
}

/** What Node calls its permission model had another name before versions 22.13 and 23.5. */
function permissionFlag(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isNamed = major >= 24 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
  return isNamed ? '--permission' : '--experimental-permission';
}

const flags = (memoryMb: number): string[] => [
  permissionFlag(),
  '--experimental-vm-modules',
  '--no-warnings',
  '--disallow-code-generation-from-strings',
  '--no-addons',
  `--max-old-space-size=${memoryMb}`,
];

/** Windows starts nothing without its own folder. */
const necessaryEnvironment = (): NodeJS.ProcessEnv =>
  process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : {};

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.on('error', (cause) => {
      reject(
        new WtbError({
          code: 'sandbox/unavailable',
          message: `The process for isolated code did not start: ${cause.message}`,
          remedy,
        }),
      );
    });
  });
}

/** The channel to a process, in the manner of a port. */
class ProcessPort extends EventTarget implements RealmPort {
  private readonly child: ChildProcess;

  constructor(child: ChildProcess) {
    super();
    this.child = child;
    child.on('message', (data) => this.dispatchEvent(new MessageEvent('message', { data: unpackAnswer(data) })));
  }
  postMessage(message: unknown): void {
    // What can't be sent any more shows by the end of the process.
    if (this.child.connected) this.child.send(packQuestion(message) as object, () => undefined);
  }
  start(): void {
    // The channel is open from the beginning.
  }
  close(): void {
    if (this.child.connected) this.child.disconnect();
  }
  end(): void {
    this.dispatchEvent(new Event('close'));
  }
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
