import type { StoredValue } from '../context/stored-value.ts';
import { toWireEvent } from '../context/wire-event.ts';
import type { ExecutionRuntime } from '../engine/execution-runtime.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { ExecutionSummary } from '../model/execution.ts';
import type { ExecutionHead, ExecutionRecord } from '../storage/ports.ts';
import type { Dispose } from '../base/disposable.ts';
import { createEventFeed, type EventFeed } from './event-feed.ts';
import type { GroupCommit } from './group-commit.ts';
import type { ExecutionLog } from './execution-log.ts';
import type { TabChannel } from './tab-channel.ts';

/** One execution that this host drives: its runtime, its log, and who listens here and in other tabs. */
export interface LiveExecution {
  readonly record: ExecutionRecord;
  readonly runtime: ExecutionRuntime;
  readonly log: ExecutionLog;
  readonly feed: EventFeed;
  summary(): ExecutionSummary;
  /** Saves, then lets go of the execution, so that another tab may drive it. */
  close(): Promise<void>;
}

export interface LiveExecutionParts {
  readonly record: ExecutionRecord;
  readonly runtime: ExecutionRuntime;
  readonly journal: GroupCommit;
  readonly log: ExecutionLog;
  readonly tabs: TabChannel;
  readonly release: Dispose;
  /** Status or head may have changed: lists want to know. */
  onChange(): void;
}

export function createLiveExecution(parts: LiveExecutionParts): LiveExecution {
  const { record, runtime, journal, log, tabs } = parts;
  const summary = () => toSummary(record, runtime.summary, 'here');
  const feed = createEventFeed(summary);

  /** Index into the log of the first event that other tabs have not been told of. */
  let untold = log.events.length;
  function tellTabs(durableSeq: number): void {
    const saved = log.events.slice(untold, durableSeq + 1);
    if (saved.length === 0) return;
    untold += saved.length;
    tabs.send({ type: 'events', events: saved, summary: summary() });
  }

  const unsubscribe = runtime.subscribe((events: readonly ExecutionEvent<StoredValue>[]) => {
    const wire = events.map(toWireEvent);
    log.append(wire);
    feed.push(wire);
    if (events.some(({ type }) => type.startsWith('execution-') || type === 'activation-waiting')) parts.onChange();
  });

  const endDurable = journal.onDurable((upTo) => {
    tellTabs(upTo);
    feed.touch();
  });

  return {
    record,
    runtime,
    log,
    feed,
    summary,
    async close() {
      await runtime.flush();
      unsubscribe();
      endDurable();
      runtime.dispose();
      journal.dispose();
      parts.release();
    },
  };
}

type HeadFacts = Omit<ExecutionHead, 'branch'> & Pick<ExecutionSummary, 'branch' | 'durableSeq' | 'live'>;

/** What a client sees: what is stored once, what changes with each step, and who drives it. */
export function toSummary(
  record: ExecutionRecord,
  head: HeadFacts,
  driver: ExecutionSummary['driver'],
): ExecutionSummary {
  return {
    id: record.id,
    workflow: record.workflow,
    number: record.number,
    name: record.name,
    status: head.status,
    ...(head.pause === undefined ? {} : { pause: head.pause }),
    ...(head.error === undefined ? {} : { error: head.error }),
    plan: record.plan,
    createdAt: record.createdAt,
    updatedAt: head.updatedAt,
    head: head.head,
    branch: head.branch,
    branches: head.branches,
    steps: head.steps,
    lastSeq: head.lastSeq,
    durableSeq: head.durableSeq,
    live: head.live,
    contextKeys: head.contextKeys,
    contextBytes: head.contextBytes,
    driver,
    ...(record.forkedFrom === undefined ? {} : { forkedFrom: record.forkedFrom }),
  };
}
