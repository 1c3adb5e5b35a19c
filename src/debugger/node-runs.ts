import type { ErrorInfo } from '../model/errors.ts';
import type { EventOf, ExecutionEvent } from '../model/event.ts';
import type { ExecutionSummary, LiveActivation } from '../model/execution.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import { nodeId } from '../model/ids.ts';
import type { CheckpointId, EdgeId, NodeId } from '../model/ids.ts';
import { graphNamed, graphNames, nodesOfAllGraphs, planEdgeId, planNodeId } from '../model/graph-names.ts';
import type { LiveCounts, NodeRun } from './debug-state.ts';
import { type FrameRuns, noFrames, type ScopeRun, ScopeSums } from './scope-runs.ts';
import type { Timeline } from './timeline-builder.ts';
import type { TimelineRow } from './timeline-model.ts';

/** What the canvas shows at one checkpoint. */
export interface RunView {
  readonly nodes: ReadonlyMap<NodeId, NodeRun>;
  readonly edges: ReadonlyMap<EdgeId, number>;
  readonly frames: FrameRuns;
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
  let last: RunView = { nodes: new Map(), edges: new Map(), frames: noFrames };
  return {
    view(request) {
      if (request.document !== document) {
        document = request.document;
        targets = targetsOf(document);
        sums = emptySums();
      }
      const rows = rowsBetween(request.timeline, sums.at, request.checkpoint);
      if (rows.fromRoot) sums = emptySums();
      for (const row of rows.list) addRow(sums, row, request, targets);
      addNews(sums, request.timeline);
      last = {
        nodes: keepUnchanged(last.nodes, nodeRuns(sums, request), sameRun),
        edges: keepUnchanged(last.edges, new Map(sums.edges), Object.is),
        frames: sums.scopes.view(last.frames),
      };
      return last;
    },
  };
}

export interface NodeSums {
  count: number;
  lastDurationMs: number | undefined;
  variant: string | undefined;
  error: ErrorInfo | undefined;
  marks: readonly string[];
  last: 'done' | 'failed' | 'skipped' | 'none';
}

/** Where edges lead. */
type Targets = ReadonlyMap<string, NodeId>;

interface PathSums {
  at: CheckpointId | undefined;
  readonly nodes: Map<NodeId, NodeSums>;
  readonly edges: Map<EdgeId, number>;
  readonly scopes: ScopeSums;
}

const emptySums = (): PathSums => ({ at: undefined, nodes: new Map(), edges: new Map(), scopes: new ScopeSums() });

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

export const noSums = (): NodeSums => ({
  count: 0,
  lastDurationMs: undefined,
  variant: undefined,
  error: undefined,
  marks: [],
  last: 'none',
});

/** One more step of the node. */
export function addStep(node: NodeSums, row: TimelineRow): void {
  node.count += 1;
  node.lastDurationMs = row.durationMs;
  node.error = row.error;
  node.marks = row.marks;
  node.last = 'done';
}

/** An activation failed for good, and whatever is around it went on. */
export function addFailure(node: NodeSums, error: ErrorInfo | undefined): void {
  node.error = error;
  node.last = 'failed';
}

function sumsOf(sums: PathSums, node: NodeId): NodeSums {
  const known = sums.nodes.get(node);
  if (known !== undefined) return known;
  const fresh = noSums();
  sums.nodes.set(node, fresh);
  return fresh;
}

function addRow(sums: PathSums, row: TimelineRow, { events, timeline }: RunViewRequest, targets: Targets): void {
  // What came after the row before was first added is known by now.
  addNews(sums, timeline);
  sums.at = row.checkpoint;
  const event = events[row.seq];
  if (event?.type === 'execution-started') bindAll(sums, event);
  if (row.type === 'scope') return sums.scopes.open(timeline.frames.at(row.checkpoint));
  if (row.node === undefined) return;
  const node = sumsOf(sums, row.node);
  if (row.variant !== undefined) node.variant = row.variant;
  if (row.type !== 'step') return;
  addStep(node, row);
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

/** What happened at the checkpoint without making another one: skips, failures, and frames that ended. */
function addNews(sums: PathSums, timeline: Timeline): void {
  if (sums.at === undefined) return;
  for (const { node } of timeline.skippedAfter.get(sums.at) ?? []) sumsOf(sums, node).last = 'skipped';
  for (const { node, error } of timeline.failedAfter.get(sums.at) ?? []) addFailure(sumsOf(sums, node), error);
  for (const end of timeline.frames.endsAfter(sums.at)) sums.scopes.close(end);
}

function targetsOf(document: GraphDocument | undefined): Targets {
  return new Map(
    graphNames(document).flatMap((graph) =>
      (graphNamed(document, graph)?.edges ?? []).map(
        (edge) => [planEdgeId(graph, edge.id), planNodeId(graph, edge.target)] as const,
      ),
    ),
  );
}

function nodeRuns(sums: PathSums, request: RunViewRequest): Map<NodeId, NodeRun> {
  const runs = new Map<NodeId, NodeRun>();
  const rest = (node: NodeId) => {
    if (!runs.has(node)) runs.set(node, restingRun(sums.nodes.get(node), sums.scopes.lastOf(node)));
  };
  for (const { graph, node } of nodesOfAllGraphs(request.document)) rest(planNodeId(graph, node.id));
  for (const node of sums.nodes.keys()) rest(node);
  const { execution, checkpoint, timeline } = request;
  if (execution !== undefined && checkpoint === timeline.head) overlayLive(runs, execution, timeline);
  return runs;
}

export function restingRun(sums: NodeSums | undefined, scope?: ScopeRun): NodeRun {
  const state = sums === undefined || sums.last === 'none' ? 'idle' : sums.last;
  return {
    state,
    count: sums?.count ?? 0,
    lastDurationMs: sums?.lastDurationMs,
    variant: sums?.variant,
    error: sums?.error,
    marks: sums?.marks ?? [],
    ...(scope === undefined ? {} : { scope }),
  };
}

/** At the head, what goes on now stands above what was. */
function overlayLive(runs: Map<NodeId, NodeRun>, execution: ExecutionSummary, timeline: Timeline): void {
  const put = (node: NodeId, change: Partial<NodeRun>) => {
    const run = runs.get(node);
    if (run !== undefined) runs.set(node, { ...run, ...change });
  };
  putLive(runs, execution.live, execution);
  const { pause } = execution;
  if (execution.status === 'paused' && pause?.type === 'breakpoint') put(pause.node, { state: 'paused' });
  if (execution.status === 'paused' && pause?.type === 'error')
    put(pause.node, { state: 'failed', error: pause.error });
  if (execution.status === 'failed') {
    const failure = lastFailure(timeline);
    if (failure?.node !== undefined) put(failure.node, { state: 'failed', error: failure.error });
  }
}

/** Of several activations of a node, the one that most wants to be seen decides how it stands. */
const urgency: Readonly<Record<NodeRun['state'], number>> = {
  failed: 6,
  paused: 5,
  running: 4,
  waiting: 3,
  ready: 2,
  done: 1,
  skipped: 1,
  idle: 0,
};

export function putLive(runs: Map<NodeId, NodeRun>, all: readonly LiveActivation[], execution: ExecutionSummary): void {
  const changes = new Map<NodeId, Partial<NodeRun>[]>();
  for (const live of all) {
    const known = changes.get(live.node);
    if (known === undefined) changes.set(live.node, [liveChange(live, execution)]);
    else known.push(liveChange(live, execution));
  }
  for (const [node, of] of changes) {
    const run = runs.get(node);
    const most = of.reduce((a, b) => (urgency[b.state ?? 'idle'] > urgency[a.state ?? 'idle'] ? b : a));
    if (run !== undefined) runs.set(node, { ...run, ...most, ...(of.length > 1 ? { live: countsOf(of) } : {}) });
  }
}

function countsOf(changes: readonly Partial<NodeRun>[]): LiveCounts {
  const count = (...states: readonly NodeRun['state'][]) =>
    changes.filter(({ state = 'idle' }) => states.includes(state)).length;
  return {
    ready: count('ready', 'paused'),
    running: count('running'),
    waiting: count('waiting'),
    failed: count('failed'),
  };
}

function sameLive(a: LiveCounts | undefined, b: LiveCounts | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.ready === b.ready && a.running === b.running && a.waiting === b.waiting && a.failed === b.failed;
}

function liveChange(live: LiveActivation, execution: ExecutionSummary): Partial<NodeRun> {
  if (live.state === 'failed') return { state: 'failed', error: live.error };
  if (live.state === 'waiting' || live.state === 'blocked') return { state: 'waiting' };
  // A scope stands still with what is in it.
  if (live.state === 'open' && execution.status === 'paused') return { state: 'paused' };
  if (live.state !== 'ready') return { state: 'running' };
  const { pause } = execution;
  if (pause?.type === 'breakpoint' && pause.node === live.node && (pause.path ?? live.path) === live.path)
    return { state: 'paused' };
  const elsewhere = pause?.type === 'breakpoint' || pause?.type === 'error';
  return { state: execution.status === 'paused' && !elsewhere ? 'paused' : 'ready' };
}

/** The newest failed attempt, if nothing was committed after it. */
export function lastFailure(timeline: Pick<Timeline, 'rows' | 'head'>): TimelineRow | undefined {
  const row = timeline.rows.at(-1);
  return row?.type === 'failed' && row.parent === timeline.head ? row : undefined;
}

export function sameRun(a: NodeRun, b: NodeRun): boolean {
  return (
    a.state === b.state &&
    a.count === b.count &&
    a.lastDurationMs === b.lastDurationMs &&
    a.variant === b.variant &&
    a.error === b.error &&
    a.marks === b.marks &&
    a.scope === b.scope &&
    sameLive(a.live, b.live)
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
