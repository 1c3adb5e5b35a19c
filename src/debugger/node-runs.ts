import type { ErrorInfo } from '../model/errors.ts';
import type { EventOf, ExecutionEvent } from '../model/event.ts';
import type { ExecutionSummary, LiveActivation } from '../model/execution.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import { nodeId } from '../model/ids.ts';
import type { CheckpointId, EdgeId, NodeId } from '../model/ids.ts';
import type { NodeRun } from './debug-state.ts';
import type { Timeline } from './timeline-builder.ts';
import type { TimelineRow } from './timeline-model.ts';

/** What the canvas shows at one checkpoint. */
export interface RunView {
  readonly nodes: ReadonlyMap<NodeId, NodeRun>;
  readonly edges: ReadonlyMap<EdgeId, number>;
}

export interface RunViewRequest {
  readonly timeline: Timeline;
  readonly events: readonly ExecutionEvent[];
  readonly document: GraphDocument | undefined;
  readonly execution: ExecutionSummary | undefined;
  readonly checkpoint: CheckpointId | undefined;
}

/**
 * Keeps the sums over the path from the root to the checkpoint last asked for. Asking for a descendant costs the steps
 * between; asking for any other checkpoint costs its depth. What did not change keeps its reference.
 */
export interface RunProjection {
  view(request: RunViewRequest): RunView;
}

export function createRunProjection(): RunProjection {
  let sums = emptySums();
  let document: GraphDocument | undefined;
  let targets: Targets = new Map();
  let last: RunView = { nodes: new Map(), edges: new Map() };
  return {
    view(request) {
      if (request.document !== document) {
        document = request.document;
        targets = new Map(document?.edges.map((edge) => [edge.id, nodeId(edge.target)]));
        sums = emptySums();
      }
      const rows = rowsBetween(request.timeline, sums.at, request.checkpoint);
      if (rows.fromRoot) sums = emptySums();
      for (const row of rows.list) addRow(sums, row, request, targets);
      addSkips(sums, request.timeline);
      last = {
        nodes: keepUnchanged(last.nodes, nodeRuns(sums, request), sameRun),
        edges: keepUnchanged(last.edges, new Map(sums.edges), Object.is),
      };
      return last;
    },
  };
}

interface NodeSums {
  count: number;
  lastDurationMs: number | undefined;
  variant: string | undefined;
  error: ErrorInfo | undefined;
  marks: readonly string[];
  last: 'done' | 'skipped' | 'none';
}

/** Where edges lead. */
type Targets = ReadonlyMap<string, NodeId>;

interface PathSums {
  at: CheckpointId | undefined;
  readonly nodes: Map<NodeId, NodeSums>;
  readonly edges: Map<EdgeId, number>;
}

const emptySums = (): PathSums => ({ at: undefined, nodes: new Map(), edges: new Map() });

function rowsBetween(timeline: Timeline, from: CheckpointId | undefined, to: CheckpointId | undefined) {
  const list: TimelineRow[] = [];
  const floor = from === undefined ? -1 : (timeline.rowOf.get(from) ?? -1);
  let at = to;
  while (at !== undefined && at !== from) {
    const position = timeline.rowOf.get(at) ?? -1;
    const row = timeline.rows[position];
    if (row === undefined) break;
    list.push(row);
    at = row.parent;
    if (position < floor && at !== undefined) return { list: lineTo(timeline, row, list), fromRoot: true };
  }
  return { list: list.reverse(), fromRoot: from !== undefined && at !== from };
}

/** The rest of the way to the root: `from` was not an ancestor. */
function lineTo(timeline: Timeline, from: TimelineRow, list: TimelineRow[]): TimelineRow[] {
  let row: TimelineRow | undefined = from;
  while (row?.parent !== undefined) {
    row = timeline.rows[timeline.rowOf.get(row.parent) ?? -1];
    if (row !== undefined) list.push(row);
  }
  return list.reverse();
}

function sumsOf(sums: PathSums, node: NodeId): NodeSums {
  const known = sums.nodes.get(node);
  if (known !== undefined) return known;
  const fresh: NodeSums = {
    count: 0,
    lastDurationMs: undefined,
    variant: undefined,
    error: undefined,
    marks: [],
    last: 'none',
  };
  sums.nodes.set(node, fresh);
  return fresh;
}

function addRow(sums: PathSums, row: TimelineRow, { events, timeline }: RunViewRequest, targets: Targets): void {
  // Skips that came after this row was first added are known by now.
  addSkips(sums, timeline);
  sums.at = row.checkpoint;
  const event = events[row.seq];
  if (event?.type === 'execution-started') bindAll(sums, event);
  if (row.node === undefined) return;
  const node = sumsOf(sums, row.node);
  if (row.variant !== undefined) node.variant = row.variant;
  if (row.type !== 'step') return;
  node.count += 1;
  node.lastDurationMs = row.durationMs;
  node.error = row.error;
  node.marks = row.marks;
  node.last = 'done';
  if (event?.type === 'step-committed') {
    for (const edge of event.taken) {
      sums.edges.set(edge, (sums.edges.get(edge) ?? 0) + 1);
      const target = targets.get(edge);
      if (target !== undefined) callBack(sums.nodes.get(target));
    }
  }
}

/** A token came to a node that was skipped in an earlier round: it is no longer passed over. */
function callBack(node: NodeSums | undefined): void {
  if (node?.last === 'skipped') node.last = node.count > 0 ? 'done' : 'none';
}

function bindAll(sums: PathSums, event: EventOf<'execution-started'>): void {
  for (const [node, implementation] of Object.entries(event.bindings)) {
    sumsOf(sums, nodeId(node)).variant = implementation.variant;
  }
}

function addSkips(sums: PathSums, timeline: Timeline): void {
  if (sums.at === undefined) return;
  for (const node of timeline.skippedAfter.get(sums.at) ?? []) sumsOf(sums, node).last = 'skipped';
}

function nodeRuns(sums: PathSums, request: RunViewRequest): Map<NodeId, NodeRun> {
  const runs = new Map<NodeId, NodeRun>();
  const ids = (request.document?.nodes ?? []).map((node) => nodeId(node.id));
  for (const node of [...ids, ...sums.nodes.keys()]) {
    if (!runs.has(node)) runs.set(node, restingRun(sums.nodes.get(node)));
  }
  const { execution, checkpoint, timeline } = request;
  if (execution !== undefined && checkpoint === timeline.head) overlayLive(runs, execution, timeline);
  return runs;
}

function restingRun(sums: NodeSums | undefined): NodeRun {
  const state = sums === undefined || sums.last === 'none' ? 'idle' : sums.last;
  return {
    state,
    count: sums?.count ?? 0,
    lastDurationMs: sums?.lastDurationMs,
    variant: sums?.variant,
    error: sums?.error,
    marks: sums?.marks ?? [],
  };
}

/** At the head, what goes on now stands above what was. */
function overlayLive(runs: Map<NodeId, NodeRun>, execution: ExecutionSummary, timeline: Timeline): void {
  const put = (node: NodeId, change: Partial<NodeRun>) => {
    const run = runs.get(node);
    if (run !== undefined) runs.set(node, { ...run, ...change });
  };
  for (const live of execution.live) put(live.node, liveChange(live, execution));
  const { pause } = execution;
  if (execution.status === 'paused' && pause?.type === 'breakpoint') put(pause.node, { state: 'paused' });
  if (execution.status === 'paused' && pause?.type === 'error')
    put(pause.node, { state: 'failed', error: pause.error });
  if (execution.status === 'failed') {
    const failure = lastFailure(timeline);
    if (failure?.node !== undefined) put(failure.node, { state: 'failed', error: failure.error });
  }
}

function liveChange(live: LiveActivation, execution: ExecutionSummary): Partial<NodeRun> {
  if (live.state === 'failed') return { state: 'failed', error: live.error };
  if (live.state === 'waiting') return { state: 'waiting' };
  if (live.state !== 'ready') return { state: 'running' };
  const { pause } = execution;
  const elsewhere = pause?.type === 'breakpoint' || pause?.type === 'error';
  return { state: execution.status === 'paused' && !elsewhere ? 'paused' : 'ready' };
}

/** The newest failed attempt, if nothing was committed after it. */
export function lastFailure(timeline: Pick<Timeline, 'rows' | 'head'>): TimelineRow | undefined {
  const row = timeline.rows.at(-1);
  return row?.type === 'failed' && row.parent === timeline.head ? row : undefined;
}

function sameRun(a: NodeRun, b: NodeRun): boolean {
  return (
    a.state === b.state &&
    a.count === b.count &&
    a.lastDurationMs === b.lastDurationMs &&
    a.variant === b.variant &&
    a.error === b.error &&
    a.marks === b.marks
  );
}

function keepUnchanged<K, V>(
  before: ReadonlyMap<K, V>,
  after: Map<K, V>,
  same: (a: V, b: V) => boolean,
): ReadonlyMap<K, V> {
  let changed = before.size !== after.size;
  for (const [key, value] of after) {
    const old = before.get(key);
    if (old !== undefined && same(old, value)) after.set(key, old);
    else changed = true;
  }
  return changed ? after : before;
}
