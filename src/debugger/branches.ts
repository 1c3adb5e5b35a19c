import type { BranchNumber, CheckpointId } from '../model/ids.ts';
import type { Branch, TimelineRow } from './timeline-model.ts';

/** A run of rows that left the head's path: drawn as a line of its own beside it. */
export interface LaneSegment {
  /** From 1; lane 0 is the head's path. */
  readonly lane: number;
  /** Position of the row that it left from. */
  readonly fork: number;
  /** Lane of that row. */
  readonly forkLane: number;
  readonly first: number;
  readonly last: number;
}

/** What the timeline's gutter draws, as one would draw a git log. */
export interface Gutter {
  /** Lane per position in the rows. */
  readonly lanes: readonly number[];
  readonly segments: readonly LaneSegment[];
  readonly laneCount: number;
  /** Position of the head's row, or -1. */
  readonly head: number;
}

/** More branches than this side by side share the last lane. */
export const maxLanes = 6;

interface OpenSegment {
  fork: number;
  first: number;
  last: number;
  tip: CheckpointId | undefined;
}

/**
 * Lane 0 for the head's path, the lowest free lane for everything that left it. A lane is free again after the last row
 * of what it held.
 */
export function gutterOf(
  rows: readonly TimelineRow[],
  rowOf: ReadonlyMap<CheckpointId, number>,
  head: CheckpointId | undefined,
): Gutter {
  const segmentOf: number[] = Array.from({ length: rows.length }, () => -1);
  const open: OpenSegment[] = [];
  rows.forEach((row, index) => {
    if (!row.onHeadPath) segmentOf[index] = extend({ rows, rowOf, segmentOf, open }, row, index);
  });
  const lanes = assignLanes(open);
  const segments = open.map((segment, index) => {
    const from = segmentOf[segment.fork] ?? -1;
    const { fork, first, last } = segment;
    return { lane: lanes[index] ?? 1, fork, forkLane: from < 0 ? 0 : (lanes[from] ?? 0), first, last };
  });
  return {
    lanes: segmentOf.map((segment) => (segment < 0 ? 0 : (lanes[segment] ?? 1))),
    segments,
    laneCount: 1 + lanes.reduce((most, lane) => Math.max(most, lane), 0),
    head: head === undefined ? -1 : (rowOf.get(head) ?? -1),
  };
}

interface Drawing {
  readonly rows: readonly TimelineRow[];
  readonly rowOf: ReadonlyMap<CheckpointId, number>;
  readonly segmentOf: readonly number[];
  readonly open: OpenSegment[];
}

/** Which segment a row off the head's path belongs to: its parent's where it goes on from the tip, else a new one. */
function extend(drawing: Drawing, row: TimelineRow, index: number): number {
  const { rowOf, segmentOf, open } = drawing;
  const parent = row.parent === undefined ? 0 : (rowOf.get(row.parent) ?? 0);
  const number = segmentOf[parent] ?? -1;
  const segment = open[number];
  const goesOn = segment !== undefined && (segment.tip === row.parent || row.type === 'failed');
  if (goesOn) {
    segment.last = index;
    if (row.checkpoint !== undefined) segment.tip = row.checkpoint;
    return number;
  }
  open.push({ fork: parent, first: index, last: index, tip: row.checkpoint ?? row.parent });
  return open.length - 1;
}

function assignLanes(segments: readonly OpenSegment[]): number[] {
  const busyUntil: number[] = [];
  return segments.map((segment) => {
    let lane = busyUntil.findIndex((until) => until < segment.fork);
    if (lane < 0) lane = Math.min(busyUntil.length, maxLanes - 2);
    busyUntil[lane] = Math.max(busyUntil[lane] ?? -1, segment.last);
    return lane + 1;
  });
}

export interface BranchNode {
  readonly branch: Branch;
  /** The branch that its fork point lies on. */
  readonly parent: BranchNumber | undefined;
  readonly children: readonly BranchNode[];
  /** Own steps after the fork point. */
  readonly steps: number;
  /** Row of the fork point and of the first own row: what differs first. */
  readonly forkRow: TimelineRow | undefined;
  readonly firstRow: TimelineRow | undefined;
  readonly leafRow: TimelineRow | undefined;
}

/** The branches as a tree: each under the one that it left. */
export function branchTree(
  branches: readonly Branch[],
  rows: readonly TimelineRow[],
  rowOf: ReadonlyMap<CheckpointId, number>,
): readonly BranchNode[] {
  const first = new Map<BranchNumber, TimelineRow>();
  const steps = new Map<BranchNumber, number>();
  for (const row of rows) {
    if (row.checkpoint === undefined) continue;
    if (!first.has(row.branch)) first.set(row.branch, row);
    if (row.type === 'step') steps.set(row.branch, (steps.get(row.branch) ?? 0) + 1);
  }
  const rowAt = (checkpoint: CheckpointId | undefined) =>
    checkpoint === undefined ? undefined : rows[rowOf.get(checkpoint) ?? -1];
  const parentOf = (branch: Branch) => rowAt(branch.forkPoint)?.branch;
  const build = (branch: Branch): BranchNode => ({
    branch,
    parent: parentOf(branch),
    children: branches.filter((other) => other !== branch && parentOf(other) === branch.number).map(build),
    steps: steps.get(branch.number) ?? 0,
    forkRow: rowAt(branch.forkPoint),
    firstRow: first.get(branch.number),
    leafRow: rowAt(branch.leaf),
  });
  return branches.filter((branch) => parentOf(branch) === undefined).map(build);
}
