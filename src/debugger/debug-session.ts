import { createStore } from 'zustand/vanilla';
import type { Dispose } from '../base/disposable.ts';
import type { EngineClient } from '../host/engine-client.ts';
import { toErrorInfo } from '../model/errors.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { ExecutionSummary } from '../model/execution.ts';
import type { CheckpointId, ExecutionId } from '../model/ids.ts';
import { seq } from '../model/ids.ts';
import type { DebugSession, DebugState } from './debug-state.ts';
import { FrameIndex } from './frame-index.ts';
import { createRunProjection, lastFailure } from './node-runs.ts';
import { noFrames } from './scope-runs.ts';
import { createTimelineBuilder } from './timeline-builder.ts';

export interface DebugSessionOptions {
  readonly client: Pick<EngineClient, 'executions'>;
}

/**
 * One execution at a time: its events are loaded once and followed live; everything shown is derived from them.
 * Batches that overlap what is known are cut, gaps are fetched, and answers for an execution no longer inspected are dropped.
 */
export function createDebugSession({ client }: DebugSessionOptions): DebugSession {
  const store = createStore<DebugState>(() => nothing);
  let current: Inspection | undefined;

  const close = () => {
    current?.dispose();
    current = undefined;
  };
  return {
    store,
    async inspect(execution) {
      if (execution !== undefined && current?.id === execution) return current.loaded;
      close();
      store.setState(execution === undefined ? nothing : { ...nothing, loading: true }, true);
      if (execution === undefined) return;
      current = createInspection(execution, client, (change) => store.setState(change));
      await current.loaded;
    },
    select: (checkpoint) => current?.select(checkpoint),
    selectRow: (key) => current?.selectRow(key),
    lookAt: (frame) => store.setState({ frame }),
    compare: (other) => store.setState({ compareWith: other }),
    dispose: close,
  };
}

const nothing: DebugState = {
  execution: undefined,
  document: undefined,
  loading: false,
  error: undefined,
  events: [],
  rows: [],
  rowOf: new Map(),
  head: undefined,
  branches: [],
  headPath: new Set(),
  nodes: new Map(),
  edges: new Map(),
  frames: noFrames,
  frame: { type: 'step' },
  frameIndex: new FrameIndex(),
  durableSeq: undefined,
  selected: undefined,
  following: true,
  selectedRow: undefined,
  compareWith: undefined,
};

interface Inspection {
  readonly id: ExecutionId;
  readonly loaded: Promise<void>;
  select(checkpoint: CheckpointId | undefined): void;
  selectRow(key: string): void;
  dispose(): void;
}

function createInspection(
  id: ExecutionId,
  client: Pick<EngineClient, 'executions'>,
  publish: (change: Partial<DebugState>) => void,
): Inspection {
  const builder = createTimelineBuilder();
  const runs = createRunProjection();
  let events: readonly ExecutionEvent[] = [];
  let execution: ExecutionSummary | undefined;
  let document: DebugState['document'];
  /** What the user chose to look at; `undefined` follows the head. */
  let choice: { readonly checkpoint: CheckpointId; readonly row: string } | undefined;
  /** Batches that came while a gap before them is being fetched. */
  let early: (readonly ExecutionEvent[])[] = [];
  let fetching = true;
  let disposed = false;
  let unsubscribe: Dispose = () => undefined;

  /** Takes what is new of a batch. Gives `false` where events before it are missing. */
  const append = (batch: readonly ExecutionEvent[]): boolean => {
    const fresh = batch.filter((event) => event.seq >= events.length);
    if (fresh.length === 0) return true;
    if (fresh[0]?.seq !== events.length) return false;
    if (fresh.some((event) => event.type === 'execution-rolled-back')) choice = undefined;
    events = events.length === 0 ? fresh : [...events, ...fresh];
    builder.append(fresh);
    return true;
  };

  const derive = (): Partial<DebugState> => {
    const timeline = builder.timeline;
    const selected = choice?.checkpoint ?? timeline.head;
    const { nodes, edges, frames } = runs.view({ timeline, events, document, execution, checkpoint: selected });
    const { rows, rowOf, head, branches, headPath } = timeline;
    return {
      execution,
      document,
      events,
      rows,
      rowOf,
      head,
      branches,
      headPath,
      nodes,
      edges,
      frames,
      frameIndex: timeline.frames,
      durableSeq: later(timeline.durableSeq, execution?.durableSeq),
      selected,
      following: choice === undefined,
      selectedRow: choice?.row ?? rowToFollow(),
    };
  };

  /** The head's row, or the failure that it stands still for. */
  const rowToFollow = (): string | undefined => {
    const { timeline } = builder;
    const stands = execution?.status === 'failed' || execution?.pause?.type === 'error';
    return (stands ? lastFailure(timeline)?.key : undefined) ?? timeline.head;
  };

  const fillGap = async (): Promise<void> => {
    fetching = true;
    try {
      append(await client.executions.events(id, seq(events.length)));
      const waiting = early;
      early = [];
      for (const batch of waiting) append(batch);
      if (!disposed) publish(derive());
    } catch (thrown) {
      if (!disposed) publish({ error: toErrorInfo(thrown) });
    } finally {
      fetching = false;
    }
  };

  const onBatch = (batch: readonly ExecutionEvent[], summary: ExecutionSummary): void => {
    if (disposed) return;
    execution = summary;
    if (fetching) return void early.push(batch);
    if (append(batch)) return publish(derive());
    early.push(batch);
    void fillGap();
  };

  const load = async (): Promise<void> => {
    publish({ loading: true });
    unsubscribe = client.executions.subscribe(id, onBatch);
    try {
      const [summary, graph] = await Promise.all([client.executions.get(id), client.executions.document(id)]);
      if (disposed) return;
      execution ??= summary;
      document = graph;
      await fillGap();
    } catch (thrown) {
      if (!disposed) publish({ error: toErrorInfo(thrown) });
    } finally {
      fetching = false;
      if (!disposed) publish({ loading: false });
    }
  };

  const choose = (next: typeof choice): void => {
    const latest = next?.row === rowToFollow();
    choice = latest ? undefined : next;
    publish({ ...derive(), frame: { type: 'step' } });
  };

  return {
    id,
    loaded: load(),
    select(checkpoint) {
      if (checkpoint === undefined) choose(undefined);
      else if (builder.timeline.rowOf.has(checkpoint)) choose({ checkpoint, row: checkpoint });
    },
    selectRow(key) {
      const { rows, rowOf } = builder.timeline;
      const row = rows[rowOf.get(key as CheckpointId) ?? -1] ?? rows.find((candidate) => candidate.key === key);
      const checkpoint = row?.checkpoint ?? row?.parent;
      if (row !== undefined && checkpoint !== undefined) choose({ checkpoint, row: row.key });
    },
    dispose() {
      disposed = true;
      unsubscribe();
    },
  };
}

function later<T extends number>(a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
