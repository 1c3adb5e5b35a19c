import type { Clock } from '../../base/clock.ts';
import type { ErrorInfo } from '../../model/errors.ts';
import type { ExecutionEvent, StepCommitted } from '../../model/event.ts';
import type { ExecutionSummary, LiveActivation, WaitRequest } from '../../model/execution.ts';
import { printable, type Paint } from '../style.ts';
import type { OutputStream } from '../terminal.ts';
import { type ItemCounts, ScopeProgress } from './scope-progress.ts';
import { personAsked } from './person-asked.ts';
import { durationText } from './duration-text.ts';
import type { EventReader } from './event-tail.ts';

/** Shows how an execution gets on. `end` leaves nothing behind that is not worth keeping. */
export interface Progress {
  readonly read: EventReader;
  end(): void;
}

export const noProgress: Progress = { read: () => undefined, end: () => undefined };

/** Live lines of what runs on a terminal; else one line per step, then, of long executions, one per so many. */
export function createProgress(stream: OutputStream, paint: Paint, of: ProgressSources): Progress {
  return stream.isTTY ? new LiveProgress(stream, paint, of) : new PlainProgress(stream, paint, of);
}

export interface ProgressSources {
  readonly clock: Clock;
  readonly itemCounts: ItemCounts;
  /** Number of the first event that is new to the reader. */
  readonly shownFrom: number;
}

const everyStepUpTo = 200;
const thenOneIn = 1000;

class PlainProgress implements Progress {
  private steps = 0;
  private readonly stream: OutputStream;
  private readonly paint: Paint;
  private readonly shownFrom: number;

  constructor(stream: OutputStream, paint: Paint, { shownFrom }: ProgressSources) {
    this.stream = stream;
    this.paint = paint;
    this.shownFrom = shownFrom;
  }

  readonly read: EventReader = (events) => {
    const news = events.filter(({ seq }) => seq >= this.shownFrom);
    const lines = news.flatMap((event) => this.lineOf(event));
    if (lines.length > 0) this.stream.write(`${lines.join('\n')}\n`);
  };

  end(): void {}

  private lineOf(event: ExecutionEvent): string[] {
    if (event.type !== 'step-committed') return noticeOf(event, this.paint);
    this.steps++;
    if (this.steps > everyStepUpTo && this.steps % thenOneIn === 0) {
      return [...noticeOf(event, this.paint), `  ${this.steps} steps`];
    }
    const notice = noticeOf(event, this.paint);
    return notice.length > 0 || this.steps > everyStepUpTo ? notice : [stepLine(event, this.paint)];
  }
}

/** Who went on by another port than the usual one says so. */
function stepLine({ path, port, marks, durationMs }: StepCommitted, paint: Paint): string {
  if (marks.includes('forced')) return `${paint('dim', '–')} ${printable(path)} ${paint('dim', 'skipped')}`;
  const by = port === 'next' ? '' : `by ${port}, `;
  return `${paint('good', '✓')} ${printable(path)} ${paint('dim', `${by}${durationText(durationMs)}`)}`;
}

const caughtLine = (path: string, { message }: ErrorInfo, paint: Paint): string =>
  `${paint('bad', '✗')} ${printable(path)} ${paint('dim', `caught: ${printable(message)}`)}`;

function questionLine(path: string, wait: WaitRequest, paint: Paint): string[] {
  const asked = personAsked(wait);
  return asked === undefined
    ? []
    : [`${paint('warn', '?')} ${printable(path)} ${paint('dim', printable(asked.title))}`];
}

/** What a person wants to know beside the steps. */
function noticeOf(event: ExecutionEvent, paint: Paint): string[] {
  switch (event.type) {
    case 'step-committed':
      return event.error === undefined ? [] : [caughtLine(event.path, event.error, paint)];
    case 'activation-failed':
      // What nobody around catches is said at the end.
      return event.frame === undefined || event.frame === '' ? [] : [caughtLine(event.path, event.error, paint)];
    case 'activation-retried':
      return [
        `${paint('warn', '↻')} ${printable(event.path)} ${paint('dim', `retries in ${durationText(event.delayMs)}: ${printable(event.error.message)}`)}`,
      ];
    case 'activation-waiting':
      return questionLine(event.path, event.wait, paint);
    case 'log':
      return [`${paint('dim', '│')} ${printable(event.path)} ${printable(event.line.text)}`];
    default:
      return [];
  }
}

const redrawMs = 100;
const mostLines = 8;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

class LiveProgress implements Progress {
  private drawn = 0;
  private tick = 0;
  private summary: ExecutionSummary | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly stream: OutputStream;
  private readonly paint: Paint;
  private readonly clock: Clock;
  private readonly scopes: ScopeProgress;
  private readonly shownFrom: number;
  /** When attempts began: a scope starts anew with each of its turns. */
  private readonly since = new Map<string, number>();

  constructor(stream: OutputStream, paint: Paint, { clock, itemCounts, shownFrom }: ProgressSources) {
    this.stream = stream;
    this.paint = paint;
    this.clock = clock;
    this.scopes = new ScopeProgress(itemCounts);
    this.shownFrom = shownFrom;
    this.timer = setInterval(() => this.draw(), redrawMs);
    this.timer.unref();
  }

  readonly read: EventReader = (events, summary) => {
    this.summary = summary;
    for (const event of events) this.scopes.read(event);
    const news = events.filter(({ seq }) => seq >= this.shownFrom);
    const notices = news.flatMap((event) => noticeOf(event, this.paint));
    if (notices.length === 0) return;
    this.clear();
    this.stream.write(`${notices.join('\n')}\n`);
  };

  end(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private draw(): void {
    const { summary } = this;
    if (summary === undefined) return;
    const busy = summary.live.filter(({ state }) => state !== 'ready');
    const lines = [
      `${frames[this.tick++ % frames.length]} ${summary.steps} ${summary.steps === 1 ? 'step' : 'steps'}, ${busy.length} under way`,
      ...busy.slice(0, mostLines).map((live) => this.lineOf(live)),
      ...(busy.length > mostLines ? [`  … and ${busy.length - mostLines} more`] : []),
    ];
    this.clear();
    this.stream.write(lines.map((line) => `${line.slice(0, this.stream.columns - 1)}\n`).join(''));
    this.drawn = lines.length;
  }

  private lineOf(live: LiveActivation): string {
    const { path, state, wait } = live;
    const began = this.beganAt(live);
    const since =
      began === undefined || state === 'waiting' ? '' : ` ${durationText(Math.max(0, this.clock.now() - began))}`;
    const done = this.scopes.textOf(live);
    const what = state === 'waiting' && wait !== undefined ? `waiting (${wait.type})` : done === '' ? state : done;
    return `  ${printable(path)} ${what}${since}`;
  }

  private beganAt({ activation, attempt, startedAt }: LiveActivation): number | undefined {
    const key = `${activation} ${attempt}`;
    const began = this.since.get(key) ?? startedAt;
    if (began !== undefined) this.since.set(key, began);
    return began;
  }

  /** Back to the first drawn line, and everything below it gone. */
  private clear(): void {
    if (this.drawn > 0) this.stream.write(`\u001b[${this.drawn}A\u001b[J`);
    this.drawn = 0;
  }
}
