import type { ActivationPath, EdgeId, NodeId } from '../model/ids.ts';
import type { DebugState, NodeRun } from './debug-state.ts';
import { frameOfPath, framesAround } from './frame-index.ts';
import { addFailure, addStep, type NodeSums, noSums, putLive, restingRun } from './node-runs.ts';
import { nextUp } from './next-up.ts';
import type { TimelineRow } from './timeline-model.ts';

/** What the canvas shows of one frame: its nodes as they stand in it, and the edges that were taken in it. */
export interface FrameView {
  readonly nodes: ReadonlyMap<NodeId, NodeRun>;
  readonly edges: ReadonlyMap<EdgeId, number>;
}

type Shown = Pick<
  DebugState,
  'rows' | 'rowOf' | 'events' | 'nodes' | 'frames' | 'frameIndex' | 'execution' | 'selected' | 'head'
>;

/** Costs the rows of the frame. Variants are those of the whole execution: a swap binds them everywhere. */
export function runsInFrame(state: Shown, path: ActivationPath): FrameView {
  const sums = new Map<NodeId, NodeSums>();
  const edges = new Map<EdgeId, number>();
  const lastRow = lastShown(state);
  for (const position of state.frameIndex.rowsOf(path)) {
    const row = state.rows[position];
    if (row?.onHeadPath === true && position <= lastRow) addRow({ sums, edges }, row, state);
  }
  for (const { node, after } of state.frameIndex.skipsOf(path)) {
    const isThere = after <= lastRow && state.rows[after]?.onHeadPath === true;
    if (isThere && !sums.has(node)) sums.set(node, { ...noSums(), last: 'skipped' });
  }
  return { nodes: runsOf(state, path, sums), edges };
}

/** Where the selected point is off the head's path, the head's is shown. */
function lastShown({ rows, rowOf, selected }: Shown): number {
  const position = selected === undefined ? undefined : rowOf.get(selected);
  return position !== undefined && rows[position]?.onHeadPath === true ? position : rows.length - 1;
}

interface Sums {
  readonly sums: Map<NodeId, NodeSums>;
  readonly edges: Map<EdgeId, number>;
}

function addRow({ sums, edges }: Sums, row: TimelineRow, { events }: Shown): void {
  const event = events[row.seq];
  if (row.node === undefined || (event?.type !== 'step-committed' && event?.type !== 'activation-failed')) return;
  const node = sums.get(row.node) ?? noSums();
  sums.set(row.node, node);
  if (event.type === 'activation-failed') return addFailure(node, row.error);
  addStep(node, row);
  for (const edge of event.taken) edges.set(edge, (edges.get(edge) ?? 0) + 1);
}

function runsOf(state: Shown, path: ActivationPath, sums: ReadonlyMap<NodeId, NodeSums>): Map<NodeId, NodeRun> {
  const { frames, execution, nodes } = state;
  const runs = new Map<NodeId, NodeRun>();
  for (const [id, { variant }] of nodes)
    runs.set(id, { ...restingRun(sums.get(id), frames.scopeIn(path, id)), variant });
  if (execution !== undefined && state.selected === state.head) {
    putLive(
      runs,
      execution.live.filter((live) => frameOfPath(live.path) === path),
      execution,
    );
  }
  return runs;
}

/** The row that is selected, without a search where it made a checkpoint. */
export function selectedRow({ rows, rowOf, selectedRow: key, selected }: DebugState): TimelineRow | undefined {
  const made = selected === undefined ? undefined : rows[rowOf.get(selected) ?? -1];
  return made?.key === key ? made : rows.findLast((row) => row.key === key);
}

/**
 * The frame that the canvas shows while it shows a named graph: the chosen one, or the one that the selected step stands in,
 * and after a step of an execution that is followed the one in which it goes on; `undefined` for all together.
 */
export function shownFrame(state: DebugState, graph: string): ActivationPath | undefined {
  const { frame: choice, frames } = state;
  const runs = (path: ActivationPath) => frames.get(path)?.frame.graph === graph;
  if (choice.type === 'all' || frames.count === 0) return undefined;
  if (choice.type === 'frame' && runs(choice.path)) return choice.path;
  const next = framesAround(frameAfterStep(state)).findLast(runs);
  return next ?? framesAround(selectedRow(state)?.frame).findLast(runs);
}

function frameAfterStep({ execution, following }: DebugState): ActivationPath | undefined {
  if (!following || execution?.status !== 'paused' || execution.pause?.type !== 'step') return undefined;
  const next = nextUp(execution);
  return next === undefined ? undefined : frameOfPath(next.path);
}
