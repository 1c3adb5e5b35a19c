import { toTaggedJson } from '../../context/tagged-json.ts';
import type { EngineClient } from '../../host/engine-client.ts';
import type { ErrorInfo } from '../../model/errors.ts';
import type { ExecutionEvent, StepCommitted } from '../../model/event.ts';
import type { ExecutionSummary } from '../../model/execution.ts';
import type { ExecutionId } from '../../model/ids.ts';
import type { JsonValue } from '../../model/value.ts';
import { setOwn } from '../../context/value-kind.ts';

/** How a run came out. `interrupted`: by Ctrl+C. `waiting`: for somebody who does not come. */
export type RunStatus = 'completed' | 'failed' | 'stopped' | 'interrupted' | 'paused';

/** The object that `wtb run --json` prints. Scripts rely on it: fields are added, never changed. */
export interface RunReport {
  readonly status: RunStatus;
  /** The context at the head; values beyond JSON tagged. */
  readonly context: Readonly<Record<string, JsonValue>>;
  /** Committed activations from the beginning to the head, in commit order. */
  readonly steps: readonly StepReport[];
  readonly error?: ErrorInfo & { readonly node?: string; readonly path?: string };
  readonly checkpoints: { readonly count: number; readonly head: string; readonly hash: string };
  /** From start to end; simulated where the clock is. */
  readonly durationMs: number;
  readonly execution: string;
  /** Keys that are not as they were at the start. */
  readonly changed: readonly string[];
}

export interface StepReport {
  readonly path: string;
  readonly node: string;
  readonly variant: string;
  readonly attempt: number;
  /** `caught`: it failed, and the document says how to go on. `skipped`: by --skip or --only. */
  readonly status: 'completed' | 'caught' | 'reused' | 'skipped';
  readonly durationMs: number;
  readonly checkpoint: string;
  readonly changed: readonly string[];
  readonly port?: string;
  readonly marks?: readonly string[];
}

export interface ReportParts {
  readonly client: EngineClient;
  readonly summary: ExecutionSummary;
  readonly status: RunStatus;
  readonly error: ErrorInfo | undefined;
}

export async function makeReport({ client, summary, status, error }: ReportParts): Promise<RunReport> {
  const { executions } = client;
  const events = await executions.events(summary.id);
  const line = lineTo(events, summary.head);
  const steps = line.filter((event): event is ExecutionEvent & StepCommitted => event.type === 'step-committed');
  const head = line.at(-1);
  const failed = error === undefined ? undefined : failedActivation(events, error);
  return {
    status,
    context: await contextOf(client, summary.id),
    steps: steps.map(stepReport),
    ...(error === undefined ? {} : { error: { ...error, ...failed } }),
    checkpoints: {
      count: events.filter((event) => 'checkpoint' in event && 'hash' in event).length,
      head: summary.head,
      hash: head?.hash ?? '',
    },
    durationMs: (events.at(-1)?.at ?? 0) - (events[0]?.at ?? 0),
    execution: summary.id,
    changed: changedKeys(line),
  };
}

type CheckpointEvent = Extract<ExecutionEvent, { readonly hash: string }>;

/** The events that made the checkpoints from the root to `head`. */
export function lineTo(events: readonly ExecutionEvent[], head: string): CheckpointEvent[] {
  const byCheckpoint = new Map(
    events
      .filter((event): event is CheckpointEvent => 'hash' in event)
      .map((event) => [event.checkpoint as string, event]),
  );
  const line: CheckpointEvent[] = [];
  for (let at = byCheckpoint.get(head); at !== undefined; ) {
    line.push(at);
    at = at.type === 'execution-started' ? undefined : byCheckpoint.get(at.parent);
  }
  return line.reverse();
}

function stepReport(step: StepCommitted): StepReport {
  const { path, node, variant, attempt, durationMs, checkpoint, port, marks, error } = step;
  const status = marks.includes('forced')
    ? 'skipped'
    : marks.includes('reused')
      ? 'reused'
      : error === undefined
        ? 'completed'
        : 'caught';
  return {
    path,
    node,
    variant,
    attempt,
    status,
    durationMs: Math.round(durationMs * 1000) / 1000,
    checkpoint,
    changed: step.changes.map(({ key }) => key),
    ...(port === 'next' ? {} : { port }),
    ...(marks.length === 0 ? {} : { marks }),
  };
}

/** Net changes over the whole line: what is as it was at the start is left out. */
function changedKeys(line: readonly CheckpointEvent[]): string[] {
  const before = new Map<string, string | undefined>();
  const after = new Map<string, string | undefined>();
  for (const event of line) {
    // What a scope's own context became shows outside when the scope is committed.
    if (!('changes' in event) || event.type === 'frame-opened' || ('scope' in event && event.scope !== undefined))
      continue;
    for (const change of event.changes) {
      if (event.type === 'execution-started') before.set(change.key, change.after?.hash);
      after.set(change.key, change.after?.hash);
    }
  }
  return [...after]
    .filter(([key, hash]) => before.get(key) !== hash)
    .map(([key]) => key)
    .sort();
}

export async function contextOf(client: EngineClient, id: ExecutionId): Promise<Record<string, JsonValue>> {
  const context: Record<string, JsonValue> = {};
  for (const { key, value } of (await client.executions.context(id)).entries) {
    setOwn(context, key, toTaggedJson(await client.executions.value(id, value.hash)));
  }
  return context;
}

/** Which activation the error is of, as far as the log says. */
function failedActivation(events: readonly ExecutionEvent[], { place }: ErrorInfo): { node?: string; path?: string } {
  const failed = events.findLast((event) => event.type === 'activation-failed');
  if (failed?.type === 'activation-failed' && (place?.node === undefined || place.node === failed.node)) {
    return { node: failed.node, path: failed.path };
  }
  return place?.node === undefined ? {} : { node: place.node };
}
