import { type ErrorInfo, toErrorInfo, WtbError } from '../../model/errors.ts';
import type { ExecutionEvent } from '../../model/event.ts';
import type { ExecutionSummary } from '../../model/execution.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { nodesOfAllGraphs, planNodeId } from '../../model/graph-names.ts';
import { atPath, formatError } from '../format-problem.ts';
import { personAsked } from '../run/person-asked.ts';
import { printable, type Paint } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { isUsageError, usageError } from '../usage-error.ts';
import { debugCommands, debugHelp, type DebugCommand, type DebugContext } from './commands.ts';
import type { DebugSession } from './debug-session.ts';
import { createLineReader } from './line-reader.ts';

export interface DebuggerParts {
  readonly debug: DebugSession;
  readonly document: GraphDocument;
  readonly terminal: Terminal;
  readonly paint: Paint;
}

const prompt = '(wtb) ';

/** Reads commands until `quit` or the end of input. */
export async function runDebugger({ debug, document, terminal, paint }: DebuggerParts): Promise<void> {
  const say = (text: string): void => terminal.stdout.write(`${text}\n`);
  const context: DebugContext = { debug, document, paint, say };
  const shown = new Shown(context);
  const reader = createLineReader(terminal, (line) => completions(line, document, debug));
  const stopListening = terminal.onInterrupt(() => debug.interrupt());
  let repeated: string | undefined;
  try {
    say(`Debugging ${printable(document.name)}. Type help for what there is.`);
    await shown.news();
    for (let line = await reader.read(prompt); line !== undefined; line = await reader.read(prompt)) {
      const text = line.trim() === '' ? repeated : line.trim();
      if (text === undefined) continue;
      if (text === 'quit' || text === 'q') return;
      repeated = undefined;
      if (text === 'help' || text === 'h') say(debugHelp());
      else if (await obey(text, context, shown)) repeated = text;
    }
  } finally {
    stopListening();
    reader.close();
  }
}

/** Whether it moved. */
async function obey(text: string, context: DebugContext, shown: Shown): Promise<boolean> {
  const [name = '', ...words] = text.split(/\s+/);
  try {
    const command = commandNamed(name);
    await command.run(context, words, text.slice(name.length).trim());
    if (command.moves === true) await shown.news();
    return command.moves === true;
  } catch (thrown) {
    if (!(thrown instanceof WtbError)) throw thrown;
    context.say(formatError(withRemedy(toErrorInfo(thrown), context.debug), context.paint).trimEnd());
    if (!isUsageError(thrown)) await shown.news(false);
    return false;
  }
}

/** What to type here: remedies of the engine are for the bench. */
function withRemedy(error: ErrorInfo, { summary }: DebugSession): ErrorInfo {
  switch (error.code) {
    case 'execution/invalid-transition':
      return { ...error, remedy: movesFrom(summary) };
    case 'execution/unknown-checkpoint':
      return {
        ...error,
        remedy: 'steps lists those up to here. A checkpoint such as c12, or the path of a step, names one.',
      };
    case 'node/expression':
      return { ...error, remedy: error.remedy ?? 'Expressions are JSONata over the context, such as x + 1.' };
    default:
      return error;
  }
}

function movesFrom({ status, steps, live }: ExecutionSummary): string {
  if (status === 'running') {
    const asks = live.some(({ wait }) => personAsked(wait) !== undefined);
    return asks ? 'answer <path> <json> lets it go on.' : 'live shows what it waits for; send gives it a message.';
  }
  if (status === 'paused' || status === 'interrupted') return 'step or continue goes on from here.';
  return steps === 0
    ? 'It is over; goto c0 begins again.'
    : 'It is over; back or goto <checkpoint> leads to an earlier step, from which it goes on.';
}

function commandNamed(name: string): DebugCommand {
  const found = debugCommands.find(({ names }) => names.includes(name));
  if (found === undefined) throw usageError(`There is no command ${name}.`, 'help lists them.');
  return found;
}

function completions(line: string, document: GraphDocument, { summary }: DebugSession): string[] {
  const [word = '', ...rest] = line.split(' ');
  if (rest.length === 0) return debugCommands.flatMap(({ names }) => names).filter((name) => name.startsWith(word));
  const last = rest.at(-1) ?? '';
  const nodes = [...nodesOfAllGraphs(document)].map(({ graph, node }) => planNodeId(graph, node.id) as string);
  const names = new Set([...nodes, ...summary.live.map(({ path }) => path)]);
  return [...names].filter((name) => name.startsWith(last));
}

/** Says what happened since it last did, and where the execution stands. */
class Shown {
  private seen = 0;
  private of: string | undefined;
  private readonly context: DebugContext;

  constructor(context: DebugContext) {
    this.context = context;
  }

  async news(showsPlace = true): Promise<void> {
    const { debug, say } = this.context;
    if (this.of !== debug.id) {
      if (this.of !== undefined) say(`Now in execution ${debug.id}.`);
      this.seen = 0;
      this.of = debug.id;
    }
    const events = await debug.executions.events(debug.id);
    for (const event of events.slice(this.seen)) this.tell(event);
    this.seen = events.length;
    if (showsPlace) this.place();
  }

  private tell(event: ExecutionEvent): void {
    const { say, paint } = this.context;
    switch (event.type) {
      case 'step-committed': {
        const changes = event.changes.map(
          ({ key, before, after }) =>
            `${after === undefined ? '-' : before === undefined ? '+' : '~'}${printable(key)}${after === undefined ? '' : ` ${printable(after.summary.text)}`}`,
        );
        const port = event.port === 'next' ? '' : ` ${paint('dim', `by ${event.port}`)}`;
        const sign = event.error === undefined ? paint('good', '✓') : paint('bad', '✗');
        const caught = event.error === undefined ? '' : ` ${paint('dim', `caught: ${printable(event.error.message)}`)}`;
        return say(
          `${sign} ${event.checkpoint} ${printable(event.path)}${port}${caught}  ${paint('dim', changes.join(', '))}`,
        );
      }
      case 'frame-opened':
        return say(`${paint('dim', '↳')} ${event.checkpoint} ${printable(event.frame)} begins`);
      case 'log':
        return say(`${paint('dim', '│')} ${printable(event.path)} ${printable(event.line.text)}`);
      case 'activation-failed':
        say(formatError(atPath(event.error, event.path), paint).trimEnd());
        if (event.frame !== undefined && event.frame !== '') say(`  ${paint('dim', `caught: ${event.frame} fails`)}`);
        return;
      case 'activation-retried':
        return say(`${paint('warn', '↻')} ${printable(event.path)} ${printable(event.error.message)}`);
      case 'breakpoint-hit':
        return say(`${paint('bad', '●')} breakpoint ${event.when} ${event.path ?? event.node}`);
      case 'execution-rolled-back':
        return say(`${paint('dim', '↶')} ${event.from} → ${event.to}`);
      case 'variant-swapped':
        return say(
          `${paint('dim', '⇄')} ${event.checkpoint} ${event.node}: ${event.from.variant} → ${event.to.variant}`,
        );
      case 'context-edited':
        return say(
          `${paint('dim', '✎')} ${event.checkpoint} ${event.changes.map(({ key }) => printable(key)).join(', ')}`,
        );
      default:
    }
  }

  private place(): void {
    const { debug, say, paint } = this.context;
    const { status, head, steps, error, live } = debug.summary;
    const asks = live.filter(({ state }) => state === 'waiting');
    const next =
      debug.next === undefined || !['paused', 'interrupted'].includes(status)
        ? ''
        : `, next ${paint('name', printable(debug.next.path))}`;
    const shown = status === 'running' && asks.length > 0 ? 'waiting' : status;
    say(`${paint('strong', shown)} at ${head} after ${steps} ${steps === 1 ? 'step' : 'steps'}${next}`);
    for (const { path, wait } of asks) {
      const asked = personAsked(wait);
      const what =
        asked !== undefined ? `asks "${printable(asked.title)}": answer ${path} <json>` : `waits (${wait?.type ?? ''})`;
      say(`  ${paint('warn', '?')} ${printable(path)} ${what}`);
    }
    if (error !== undefined) say(formatError(error, paint).trimEnd());
  }
}
