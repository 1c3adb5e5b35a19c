import type { EngineClient, ExecutionsClient } from '../../../src/host/engine-client.ts';
import type { ContextDiffEntry, ContextEntry } from '../../../src/model/checkpoint.ts';
import { WtbError } from '../../../src/model/errors.ts';
import type { ExecutionEvent } from '../../../src/model/event.ts';
import type { ExecutionSummary } from '../../../src/model/execution.ts';
import type { GraphDocument } from '../../../src/model/graph-document.ts';
import { branchNumber, executionId, planHash, seq, workflowId } from '../../../src/model/ids.ts';
import type { CheckpointId, ExecutionId } from '../../../src/model/ids.ts';
import { timelineOf } from '../../../src/debugger/timeline-builder.ts';
import type { MadeLog } from '../../debugger/log-from-text.ts';

type Listener = (events: readonly ExecutionEvent[], summary: ExecutionSummary) => void;

/** What is told of an execution beyond its log. */
export interface Recording {
  readonly id: string;
  readonly number: number;
  readonly log: MadeLog;
  readonly summary?: Partial<ExecutionSummary>;
}

/** An engine client over recorded logs: reads work, rollback moves the head, everything else is refused. */
export function createRecordedClient(recordings: readonly Recording[], document: GraphDocument): EngineClient {
  const logs = new Map(recordings.map((recording) => [recording.id, [...recording.log.events]]));
  const listeners = new Map<string, Set<Listener>>();
  const recordingOf = (id: ExecutionId) => {
    const recording = recordings.find((candidate) => candidate.id === id);
    if (recording === undefined) throw new WtbError({ code: 'execution/not-found', message: `No execution ${id}.` });
    return recording;
  };
  const eventsOf = (id: ExecutionId) => logs.get(id) ?? [];
  const summaryOf = (id: ExecutionId): ExecutionSummary => {
    const { number, summary } = recordingOf(id);
    const timeline = timelineOf(eventsOf(id));
    const entries = entriesAt(id, timeline.head);
    return {
      id,
      workflow: workflowId('detective'),
      number,
      name: undefined,
      status: 'paused',
      plan: planHash('plan'),
      createdAt: 1_700_000_000_000,
      updatedAt: 1_700_000_100_000,
      head: timeline.head ?? ('c0' as CheckpointId),
      branch: branchNumber(timeline.branches.length),
      branches: timeline.branches.length,
      steps: timeline.rows.filter((row) => row.onHeadPath && row.type === 'step').length,
      lastSeq: seq(eventsOf(id).length - 1),
      durableSeq: timeline.durableSeq ?? seq(0),
      live: [],
      contextKeys: entries.length,
      contextBytes: 0,
      driver: 'here',
      ...summary,
    };
  };
  const entriesAt = (id: ExecutionId, at: CheckpointId | undefined): readonly ContextEntry[] => {
    const { rows, rowOf } = timelineOf(eventsOf(id));
    const line = [];
    for (let point = at; point !== undefined; point = rows[rowOf.get(point) ?? -1]?.parent) {
      const row = rows[rowOf.get(point) ?? -1];
      if (row !== undefined) line.unshift(row);
    }
    const entries = new Map<string, ContextEntry>();
    for (const row of line) {
      for (const { key, after } of row.changes) {
        if (after === undefined) entries.delete(key);
        else
          entries.set(key, {
            key,
            value: after,
            writtenAt: row.checkpoint ?? row.parent ?? ('c0' as CheckpointId),
            writer: row.path,
          });
      }
    }
    return [...entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  };
  const executions: Partial<ExecutionsClient> = {
    get: async (id) => summaryOf(id),
    list: async () => recordings.map(({ id }) => summaryOf(executionId(id))),
    document: async () => document,
    events: async (id, from = seq(0)) => eventsOf(id).slice(from),
    context: async (id, point) => {
      const at = point as CheckpointId | undefined;
      const head = timelineOf(eventsOf(id)).head;
      const entries = entriesAt(id, at ?? head);
      const checkpoint = at ?? head ?? ('c0' as CheckpointId);
      return { checkpoint, entries, bytes: entries.reduce((sum, entry) => sum + entry.value.bytes, 0) };
    },
    value: async (_id, hash) => {
      const holder = recordings.find(({ log }) => log.values.has(hash));
      return holder?.log.values.get(hash);
    },
    diff: async (id, a, b, other) => {
      const before = new Map(entriesAt(id, a as CheckpointId).map((entry) => [entry.key, entry.value]));
      const after = new Map(entriesAt(other ?? id, b as CheckpointId).map((entry) => [entry.key, entry.value]));
      return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key): ContextDiffEntry[] => {
        const [old, fresh] = [before.get(key), after.get(key)];
        if (old?.hash === fresh?.hash) return [];
        if (old === undefined || fresh === undefined) {
          return old === undefined
            ? [{ key, change: 'added', ...(fresh === undefined ? {} : { after: fresh }) }]
            : [{ key, change: 'removed', before: old }];
        }
        return [{ key, change: 'changed', before: old, after: fresh }];
      });
    },
    rollback: async (id, point) => {
      const to = point as CheckpointId;
      const events = eventsOf(id);
      const from = timelineOf(events).head ?? to;
      const event: ExecutionEvent = {
        executionId: id,
        seq: seq(events.length),
        at: 1_700_000_200_000,
        branch: branchNumber(9),
        type: 'execution-rolled-back',
        from,
        to,
        control: null,
      };
      events.push(event);
      for (const listener of listeners.get(id) ?? []) listener([event], summaryOf(id));
      return summaryOf(id);
    },
    fork: () =>
      Promise.reject(new WtbError({ code: 'execution/invalid-transition', message: 'A recording can’t be forked.' })),
    subscribe: (id, listener) => {
      const set = listeners.get(id) ?? new Set();
      set.add(listener);
      listeners.set(id, set);
      return () => void set.delete(listener);
    },
  };
  return { executions } as EngineClient;
}
