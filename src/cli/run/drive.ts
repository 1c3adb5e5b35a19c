import type { EngineClient } from '../../host/engine-client.ts';
import { systemClock } from '../../host/system-clock.ts';
import type { ErrorInfo } from '../../model/errors.ts';
import type { ExecutionSummary, LiveActivation, SimpleWait } from '../../model/execution.ts';
import type { ActivationPath, ExecutionId } from '../../model/ids.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { durationText } from './duration-text.ts';
import { personAsked } from './person-asked.ts';
import type { RunStatus } from './run-report.ts';

export interface Outcome {
  readonly summary: ExecutionSummary;
  readonly status: RunStatus;
  readonly error: ErrorInfo | undefined;
  /** Whose question the error is about. */
  readonly unanswered?: ActivationPath | undefined;
}

/** Waits until the execution has come to an end, one way or another; Ctrl+C and the time limit end it, too. */
export async function drive(
  { client, standstill, refusals }: Pick<Session, 'client' | 'standstill' | 'refusals'>,
  id: ExecutionId,
  { terminal, timeoutMs }: { readonly terminal: Terminal; readonly timeoutMs: number | undefined },
): Promise<Outcome> {
  const { executions } = client;
  let ended: 'interrupted' | 'time-limit' | undefined;
  const stopListening = terminal.onInterrupt(() => {
    ended ??= 'interrupted';
    stopListening();
    void executions.pause(id, 'cancel').catch(ignoreRefusal);
  });
  const withdrawLimit =
    timeoutMs === undefined
      ? undefined
      : systemClock.setTimer(systemClock.now() + timeoutMs, () => {
          ended ??= 'time-limit';
          void executions.stop(id).catch(ignoreRefusal);
        });
  try {
    const summary = await standstill(id);
    if (ended === 'interrupted' && !isOver(summary)) return { summary, status: 'interrupted', error: undefined };
    if (ended === 'time-limit') return { summary, status: 'stopped', error: timeLimit(timeoutMs ?? 0) };
    if (summary.status === 'running') return await leaveWaiting(client, summary, refusals);
    return outcomeOf(summary);
  } finally {
    withdrawLimit?.();
    stopListening();
  }
}

/** It had just ended by itself: there is nothing to pause or stop. */
const ignoreRefusal = (): void => undefined;

const isOver = ({ status }: ExecutionSummary): boolean => ['completed', 'failed', 'stopped'].includes(status);

function outcomeOf(summary: ExecutionSummary): Outcome {
  switch (summary.status) {
    case 'completed':
    case 'failed':
    case 'stopped':
      return { summary, status: summary.status, error: summary.error };
    default: {
      const { pause } = summary;
      const error = pause?.type === 'storage' || pause?.type === 'error' ? pause.error : summary.error;
      return { summary, status: error === undefined ? 'paused' : 'failed', error };
    }
  }
}

/** Nothing happens any more unless somebody outside does something, and nobody is there: it is left so that it can be resumed. */
async function leaveWaiting(
  { executions }: EngineClient,
  waiting: ExecutionSummary,
  refusals: Session['refusals'],
): Promise<Outcome> {
  const held = waiting.live.filter(({ state }) => state === 'waiting');
  await executions.pause(waiting.id, 'cancel').catch(ignoreRefusal);
  const summary = await executions.whenIdle(waiting.id);
  return { summary, status: 'failed', error: unanswered(held, refusals), unanswered: held[0]?.path };
}

function unanswered(held: readonly LiveActivation[], refusals: Session['refusals']): ErrorInfo {
  const [first] = held;
  const others = held.length > 1 ? ` ${held.length - 1} more wait, too.` : '';
  if (first === undefined) {
    return {
      code: 'internal/bug',
      message: 'The execution stands still and waits for nothing.',
      remedy: 'Please report it.',
    };
  }
  const { wait, path, node } = first;
  const { sentence, remedy } = wantedOf(wait, path, refusals.get(path));
  return { code: 'node/unanswered', message: `Node \`${path}\` ${sentence}.${others}`, place: { node }, remedy };
}

function wantedOf(wait: LiveActivation['wait'], path: string, refusal: string | undefined): Wanted {
  const asked = personAsked(wait);
  if (asked !== undefined && refusal !== undefined) {
    return {
      sentence: `asks "${asked.title}", and the answer for it was not taken: ${refusal.replace(/\.$/, '')}`,
      remedy: `Correct \`${path}: …\` in the file of --answers.`,
    };
  }
  return wait?.type === 'first' ? wantedFirst(wait.of, path) : wantedSimply(wait, path);
}

interface Wanted {
  readonly sentence: string;
  readonly remedy: string;
}

/** The first of several would do: each is named, and each is a way out. */
function wantedFirst(waits: readonly SimpleWait[], path: string): Wanted {
  const wanted = waits.map((wait) => wantedSimply(wait, path));
  return {
    sentence: wanted.map(({ sentence }) => sentence).join(', or '),
    remedy: [...new Set(wanted.map(({ remedy }) => remedy))].join(' Or: '),
  };
}

function wantedSimply(wait: LiveActivation['wait'], path: string): Wanted {
  switch (wait?.type) {
    case 'message':
      return {
        sentence: `waits for a message \`${wait.name}\` that nobody sends`,
        remedy: 'Send it from another node, or give the node a timeout.',
      };
    case 'condition':
      return {
        sentence: `waits until \`${wait.expression}\` holds, and nothing changes any more`,
        remedy: 'Give the node a timeout, or a node that makes it hold.',
      };
    case 'human':
      return {
        sentence: `asks "${wait.title}", and there is no answer`,
        remedy: `Give one with --answers file, where the file has \`${path}: …\`.`,
      };
    default:
      return { sentence: 'waits for something that does not come', remedy: 'Give the node a timeout.' };
  }
}

const timeLimit = (timeoutMs: number): ErrorInfo => ({
  code: 'execution/time-limit',
  message: `The execution did not end within ${durationText(timeoutMs)}.`,
  remedy: 'Raise --timeout, or look with --events what takes so long.',
});
