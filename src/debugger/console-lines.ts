import { assertNever } from '../base/assert.ts';
import { formatPath } from '../context/check-value.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ExecutionEvent, LogLine } from '../model/event.ts';
import type { PauseReason } from '../model/execution.ts';
import type { ActivationNumber, NodeId, Seq } from '../model/ids.ts';
import { waitWords } from './waits.ts';

/** One line of the console: what nodes logged, and what else one wants to know of the whole execution. */
export interface ConsoleLine {
  readonly seq: Seq;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly level: LogLine['level'];
  /** `log` is the nodes' own output; everything else is said by the bench. */
  readonly source: 'log' | 'error' | 'conflict' | 'status' | 'rollback' | 'swap' | 'edit' | 'scope' | 'message';
  readonly text: string;
  readonly node: NodeId | undefined;
  readonly activation: ActivationNumber | undefined;
  /** Key of the timeline row that it belongs to, where the event itself says so. */
  readonly row: string | undefined;
  readonly error: ErrorInfo | undefined;
}

/** Turns events into lines, each event once, however often it is asked with a longer log. */
export interface ConsoleProjection {
  lines(events: readonly ExecutionEvent[]): readonly ConsoleLine[];
}

export function createConsoleProjection(): ConsoleProjection {
  let taken: readonly ExecutionEvent[] = [];
  let lines: readonly ConsoleLine[] = [];
  return {
    lines(events) {
      if (events === taken) return lines;
      const goesOn = taken.length <= events.length && events[taken.length - 1] === taken.at(-1);
      const fresh = (goesOn ? events.slice(taken.length) : events).flatMap((event) => lineOf(event) ?? []);
      taken = events;
      if (!goesOn) lines = fresh;
      else if (fresh.length > 0) lines = [...lines, ...fresh];
      return lines;
    },
  };
}

export interface ConsoleFilter {
  readonly text: string;
  /** The lowest level to show. */
  readonly level: LogLine['level'];
  readonly node: NodeId | undefined;
}

const levels: readonly LogLine['level'][] = ['debug', 'info', 'warn', 'error'];

export function filterConsole(lines: readonly ConsoleLine[], filter: ConsoleFilter): readonly ConsoleLine[] {
  const text = filter.text.trim().toLowerCase();
  const least = levels.indexOf(filter.level);
  if (text === '' && least === 0 && filter.node === undefined) return lines;
  return lines.filter(
    (line) =>
      levels.indexOf(line.level) >= least &&
      (filter.node === undefined || line.node === filter.node) &&
      (text === '' || line.text.toLowerCase().includes(text) || (line.node ?? '').toLowerCase().includes(text)),
  );
}

function lineOf(event: ExecutionEvent): ConsoleLine | undefined {
  const line = (parts: Partial<ConsoleLine> & Pick<ConsoleLine, 'source' | 'text'>): ConsoleLine => ({
    seq: event.seq,
    at: event.at,
    level: 'info',
    node: 'node' in event ? event.node : undefined,
    activation: 'activation' in event ? event.activation : undefined,
    row: undefined,
    error: undefined,
    ...parts,
  });
  const status = (text: string, level: LogLine['level'] = 'info') => line({ source: 'status', text, level });
  switch (event.type) {
    case 'log':
      return line({ source: 'log', text: event.line.text, level: event.line.level, at: event.line.at });
    case 'activation-failed':
      return line({ source: 'error', level: 'error', text: event.error.message, error: event.error });
    case 'activation-retried': {
      const text = `Attempt ${event.attempt} failed: ${event.error.message} Trying again in ${event.delayMs} ms.`;
      return line({ source: 'error', level: 'warn', text, error: event.error });
    }
    case 'activation-timed-out':
      return line({ source: 'error', level: 'warn', text: `Ran longer than its ${event.timeoutMs} ms.` });
    case 'activation-cancelled':
      return status(cancelText[event.reason]);
    case 'activation-waiting':
      return status(`Waits ${waitWords(event.wait)}`);
    case 'step-committed':
      if (event.error === undefined) return undefined;
      return line({
        source: 'error',
        level: 'warn',
        text: `Went on after: ${event.error.message}`,
        error: event.error,
      });
    case 'context-conflict':
      return line({ source: 'conflict', level: event.resolved ? 'warn' : 'error', text: conflictText(event) });
    case 'context-edited': {
      const keys = event.changes.map((change) => change.key).join(', ');
      return line({ source: 'edit', text: `Context edited by hand: ${keys}`, row: event.checkpoint });
    }
    case 'variant-swapped': {
      const code = event.to.edited ? ' (edited code)' : '';
      const text = `Swapped ${event.from.name} for ${event.to.name}${code}, ${policyText[event.policy]}`;
      return line({ source: 'swap', text, row: event.checkpoint });
    }
    case 'context-rejected':
      return line({ source: 'conflict', level: 'warn', text: rejectedText(event) });
    case 'frame-opened':
      return line({ source: 'scope', level: 'debug', text: `${event.frame} began`, row: event.checkpoint });
    case 'frame-closed': {
      const level = event.outcome === 'failed' ? 'warn' : 'debug';
      return line({ source: 'scope', level, text: frameEndText(event), error: event.error });
    }
    case 'message-sent':
      return line({
        source: 'message',
        level: event.to === undefined && !event.kept ? 'warn' : 'info',
        text: messageText(event),
      });
    case 'replay-diverged':
      return line({
        source: 'error',
        level: 'error',
        text: 'Replay came to another result.',
        row: event.checkpoint,
      });
    case 'execution-started':
      return line({ source: 'status', text: 'Execution started', row: event.checkpoint });
    case 'execution-paused':
      return status(pauseText(event.reason), event.reason.type === 'storage' ? 'error' : 'info');
    case 'execution-resumed':
      return event.steps === undefined ? status('Resumed') : undefined;
    case 'execution-completed':
      return status('Execution completed');
    case 'execution-failed':
      return line({
        source: 'error',
        level: 'error',
        text: `Execution failed: ${event.error.message}`,
        error: event.error,
      });
    case 'execution-stopped':
      return stoppedLine(event.reason === 'user', event.error, status);
    case 'execution-interrupted':
      return status('Interrupted: the page or browser that drove it went away', 'warn');
    case 'execution-rolled-back':
      return line({ source: 'rollback', text: 'Rolled back', row: event.to });
    case 'execution-forked':
      return status(`Forked from ${event.from.execution} at ${event.from.checkpoint}`);
    default:
      return undefined;
  }
}

const cancelText = {
  pause: 'Cancelled by the pause; it starts again on resume.',
  stop: 'Cancelled: the execution was stopped.',
  rollback: 'Cancelled by a rollback.',
  swap: 'Cancelled by a swap.',
  scope: 'Cancelled: what it was part of ended.',
  join: 'Cancelled: the join that it led to went on without it.',
  node: 'Cancelled by a node.',
} as const;

function frameEndText({ frame, outcome, error }: Extract<ExecutionEvent, { type: 'frame-closed' }>): string {
  const words = {
    completed: 'completed',
    ended: 'was ended by a node in it',
    failed: 'failed',
    cancelled: 'was cancelled',
  };
  return `${frame} ${words[outcome]}${error === undefined ? '' : `: ${error.message}`}`;
}

function messageText(event: Extract<ExecutionEvent, { type: 'message-sent' }>): string {
  const { name, key, from, to, kept } = event;
  const what = `Message ${name}${key === undefined ? '' : ` (${key})`}`;
  const sender = from === undefined ? 'from outside' : `from ${from}`;
  const fate =
    to !== undefined ? `received by ${to}` : kept ? 'kept until somebody waits for it' : 'lost: nobody waited';
  return `${what} ${sender}, ${fate}`;
}

function rejectedText({ key, path, message, writer, repaired }: Extract<ExecutionEvent, { type: 'context-rejected' }>) {
  const who = writer === undefined ? 'An edit' : writer;
  const outcome = repaired === undefined ? `${key} stays as it was` : 'the default of the schema took its place';
  return `${who} wrote what the schema of the context refuses at ${path}: ${message} So ${outcome}.`;
}

const policyText = { 'from-here': 'from here on', 're-run': 're-run affected', fork: 'in a fork' } as const;

function stoppedLine(
  byUser: boolean,
  error: ErrorInfo | undefined,
  status: (text: string, level?: LogLine['level']) => ConsoleLine,
): ConsoleLine {
  return byUser ? status('Stopped') : status(`Stopped by a limit: ${error?.message ?? 'no more steps'}`, 'error');
}

function conflictText(event: Extract<ExecutionEvent, { type: 'context-conflict' }>): string {
  const [first, second] = event.writers;
  const outcome = event.resolved ? `settled by the rule ${event.rule}` : `refused by the rule ${event.rule}`;
  const place = formatPath(event.key, event.path ?? []);
  return `${first} and ${second} both wrote ${place}: ${outcome}`;
}

/** Why an execution stands still, in one line. */
export function pauseText(reason: PauseReason): string {
  switch (reason.type) {
    case 'user':
      return 'Paused';
    case 'start':
      return 'Paused before the first step';
    case 'step':
      return 'Paused after a step';
    case 'breakpoint':
      return `Paused ${reason.when} ${reason.path ?? reason.node} by a breakpoint`;
    case 'error':
      return `Paused because ${reason.node} failed`;
    case 'rollback':
      return 'Paused after rolling back';
    case 'storage':
      return `Paused because saving failed: ${reason.error.message}`;
    default:
      return assertNever(reason);
  }
}
