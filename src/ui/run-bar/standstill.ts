import { frameOfPath } from '../../debugger/frame-index.ts';
import { nextUp } from '../../debugger/next-up.ts';
import { humanPart, type MessageWait, messageParts, timerPart, timeWords, waitWords } from '../../debugger/waits.ts';
import { nodeInPlan } from '../../model/graph-names.ts';
import type { ErrorInfo } from '../../model/errors.ts';
import type { ExecutionSummary, LiveActivation, PauseReason } from '../../model/execution.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import type { ActivationPath, NodeId } from '../../model/ids.ts';
import type { MarkState } from '../widgets/StatusMark.tsx';
import { labelOf } from '../workbench/labels.ts';

/** A button that makes sense where an execution stands still. */
export type StandstillAction =
  | { readonly type: 'resume' | 'try-again' | 'step-back' | 'problems' }
  | { readonly type: 'swap' | 'fix-code'; readonly node: NodeId }
  | { readonly type: 'answer'; readonly path: ActivationPath }
  | { readonly type: 'send'; readonly message: { readonly name: string; readonly key?: string } };

/** How an execution stands, in words: for the status line always, for the banner where it stands still. */
export interface Standstill {
  /** The word it begins with: `paused`, `waiting`, `running`, `completed`, … */
  readonly word: string;
  readonly state: MarkState;
  /** `before Train`; follows the word. */
  readonly where: string;
  /** `breakpoint`, a message, until when. */
  readonly why: string;
  readonly error: ErrorInfo | undefined;
  readonly node: NodeId | undefined;
  readonly actions: readonly StandstillAction[];
  /** Whether somebody has to do something before it goes on. */
  readonly standing: boolean;
}

export function explainStandstill(execution: ExecutionSummary, document: GraphDocument | undefined): Standstill {
  const base = plain(execution);
  switch (execution.status) {
    case 'created':
      return { ...base, word: 'created', state: 'ready' };
    case 'running':
      return runningOrWaiting(execution, document);
    case 'pausing':
      return { ...base, word: 'pausing', state: 'running', where: runningNames(execution, document) };
    case 'paused':
      return { ...base, ...paused(execution, document), standing: true };
    case 'interrupted':
      return {
        ...base,
        word: 'interrupted',
        state: 'paused',
        why: `The page went away while it ran. Everything saved is here; nothing goes on${waitingStill(execution)} until you resume.`,
        actions: [{ type: 'resume' }],
        standing: true,
      };
    case 'completed':
      return { ...base, word: 'completed', state: 'done' };
    case 'failed':
      return failed(execution, document);
    case 'stopped':
      return {
        ...base,
        word: 'stopped',
        state: 'stopped',
        why: execution.error?.message ?? '',
        error: execution.error,
      };
    default:
      return base;
  }
}

/** Timers and questions stand still, too: that is not to be guessed. */
const waitingStill = ({ live }: ExecutionSummary): string =>
  live.some(({ state }) => state === 'waiting') ? ', waits included,' : '';

function plain(execution: ExecutionSummary): Standstill {
  return {
    word: execution.status,
    state: 'idle',
    where: '',
    why: '',
    error: undefined,
    node: undefined,
    actions: [],
    standing: false,
  };
}

function runningOrWaiting(execution: ExecutionSummary, document: GraphDocument | undefined): Standstill {
  const base = plain(execution);
  const waiting = execution.live.filter(({ state }) => state === 'waiting');
  const busy = execution.live.some(({ state }) => !resting.has(state));
  const human = waiting.find(({ wait }) => humanPart(wait) !== undefined);
  if (human !== undefined) return waitingForPerson(base, human, document);
  if (busy) return { ...base, state: 'running', where: runningNames(execution, document) };
  const [first] = waiting.length > 0 ? waiting : execution.live.filter(({ state }) => state === 'blocked');
  if (first === undefined) return { ...base, state: 'running' };
  const [message] = messageParts(first.wait);
  const more = waiting.length > 1 ? ` and ${waiting.length - 1} more` : '';
  return {
    ...base,
    word: 'waiting',
    state: 'waiting',
    where: `at ${placeOf(document, first)}${more}`,
    why: whyWaiting(first, document),
    node: first.node,
    actions: message === undefined ? [] : [{ type: 'send', message: addressOf(message) }],
    // A timer ends by itself; whatever else is waited for may never come.
    standing: first.wait !== undefined && first.wait.type !== 'timer' && first.wait.type !== 'backoff',
  };
}

const addressOf = ({ name, key }: MessageWait) => ({ name, ...(key === undefined ? {} : { key }) });

/** States in which nothing happens by itself: a scope is open as long as its frames run. */
const resting: ReadonlySet<LiveActivation['state']> = new Set(['waiting', 'open', 'blocked']);

function whyWaiting({ wait, node }: LiveActivation, document: GraphDocument | undefined): string {
  if (wait?.type === 'backoff') return `attempt ${wait.attempt} at ${timeWords(wait.until)}`;
  if (wait !== undefined) return waitWords(wait);
  const lock = nodeInPlan(document, node)?.lock;
  return lock === undefined ? '' : `for the lock ${lock}`;
}

/** The node's name, in a frame after the frame's path: `Score in map[12]`. */
function placeOf(document: GraphDocument | undefined, { node, path }: Pick<LiveActivation, 'node' | 'path'>): string {
  const frame = frameOfPath(path);
  return frame === undefined ? labelOf(document, node) : `${labelOf(document, node)} in ${briefFrame(frame)}`;
}

/** A deep frame by its ends, so that the sentence around it can be read: `walk/…/walk`. */
function briefFrame(frame: ActivationPath): string {
  const segments = frame.split('/');
  return segments.length > 4 ? `${segments[0]}/…/${segments.at(-1)}` : frame;
}

/** Several frames can be at the same node: a failure says which one it is about, a breakpoint holds before a ready one. */
function placeOfReason(
  { live }: ExecutionSummary,
  document: GraphDocument | undefined,
  reason: Extract<PauseReason, { readonly node: NodeId }>,
): string {
  if (reason.type === 'breakpoint' && reason.path !== undefined)
    return placeOf(document, { node: reason.node, path: reason.path });
  const [found, ...more] = live.filter(({ activation, node, state }) =>
    reason.type === 'error'
      ? activation === reason.activation
      : reason.when === 'before' && node === reason.node && state === 'ready',
  );
  return found === undefined || more.length > 0 ? labelOf(document, reason.node) : placeOf(document, found);
}

function waitingForPerson(base: Standstill, human: LiveActivation, document: GraphDocument | undefined): Standstill {
  return {
    ...base,
    word: 'waiting',
    state: 'waiting',
    where: `for an answer at ${placeOf(document, human)}`,
    why: humanWords(human),
    node: human.node,
    actions: [{ type: 'answer', path: human.path }],
    standing: true,
  };
}

function humanWords({ wait }: LiveActivation): string {
  const human = humanPart(wait);
  const until = timerPart(wait);
  const parts = [
    human?.title,
    human?.assignee === undefined ? undefined : `asked of ${human.assignee}`,
    until === undefined ? undefined : `until ${timeWords(until)}`,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function runningNames({ live }: ExecutionSummary, document: GraphDocument | undefined): string {
  const names = live
    .filter(({ state }) => state === 'running' || state === 'completing')
    .map((live) => placeOf(document, live));
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

function paused(execution: ExecutionSummary, document: GraphDocument | undefined): Partial<Standstill> {
  const next = nextUp(execution);
  // Between two frames nothing is ready: the innermost scope is where it goes on.
  const scope = execution.live.findLast(({ state }) => state === 'open');
  const between = scope === undefined ? '' : `in ${placeOf(document, scope)}`;
  const where = next === undefined ? between : `before ${placeOf(document, next)}`;
  const resume = { type: 'resume' } as const;
  const actions = next === undefined ? [resume] : [resume, { type: 'swap' as const, node: next.node }];
  const base = { word: 'paused', state: 'paused' as const, where, node: next?.node, actions };
  return { ...base, ...pausedBy(execution, document, base) };
}

function pausedBy(
  execution: ExecutionSummary,
  document: GraphDocument | undefined,
  base: { readonly where: string },
): Partial<Standstill> {
  const reason = execution.pause;
  switch (reason?.type) {
    case 'start':
      return { why: 'nothing has run yet' };
    case 'step':
      return { why: 'one step done' };
    case 'user':
      return { why: 'as you asked' };
    case 'rollback':
      return { why: 'rolled back' };
    case 'breakpoint':
      return {
        where: `${reason.when} ${placeOfReason(execution, document, reason)}`,
        why: 'breakpoint',
        node: reason.node,
        actions: [{ type: 'resume' }, { type: 'swap', node: reason.node }],
      };
    case 'error':
      return {
        state: 'failed',
        where: `at ${placeOfReason(execution, document, reason)}`,
        why: reason.error.message,
        error: reason.error,
        node: reason.node,
        actions: [{ type: 'fix-code', node: reason.node }, { type: 'swap', node: reason.node }, { type: 'try-again' }],
      };
    case 'storage':
      return {
        state: 'failed',
        why: reason.error.message,
        error: reason.error,
        where: base.where,
        actions: [{ type: 'try-again' }],
      };
    case undefined:
      return {};
    default:
      return {};
  }
}

function failed(execution: ExecutionSummary, document: GraphDocument | undefined): Standstill {
  const { error } = execution;
  const live = execution.live.find(({ state }) => state === 'failed');
  const name = live?.node ?? error?.place?.node;
  return {
    ...plain(execution),
    word: 'failed',
    state: 'failed',
    where: name === undefined ? '' : `at ${labelOf(document, name)}`,
    why: error?.message ?? '',
    error,
    node: live?.node,
    actions: execution.steps > 0 ? [{ type: 'step-back' }] : [],
    standing: true,
  };
}
