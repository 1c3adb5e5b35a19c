import type { ContextChange } from '../model/event.ts';
import type { CheckpointId } from '../model/ids.ts';
import type { Value, ValueRef } from '../model/value.ts';
import type { DebugState } from './debug-state.ts';
import type { TimelineRow } from './timeline-model.ts';

/** One side of a comparison: the rows from a root to a checkpoint, of this execution or another. */
export type Side = readonly TimelineRow[];

/** The rows from the root to `checkpoint`, in order. Failed attempts are not part of it. */
export function sideOf(
  rows: readonly TimelineRow[],
  rowOf: ReadonlyMap<CheckpointId, number>,
  checkpoint: CheckpointId | undefined,
): Side {
  const side: TimelineRow[] = [];
  let at = checkpoint;
  while (at !== undefined) {
    const row: TimelineRow | undefined = rows[rowOf.get(at) ?? -1];
    if (row === undefined) break;
    side.push(row);
    at = row.parent;
  }
  return side.reverse();
}

/**
 * What one most likely wants to see beside `checkpoint`: for a point on the head's path the end of the branch that was
 * left last, for a point that was left the head. `undefined` where the execution went one way only.
 */
export function otherSideOf(
  { events, branches, headPath, head }: Pick<DebugState, 'events' | 'branches' | 'headPath' | 'head'>,
  checkpoint: CheckpointId,
): CheckpointId | undefined {
  if (!headPath.has(checkpoint)) return head;
  const leaves = new Set(branches.map((branch) => branch.leaf).filter((leaf) => !headPath.has(leaf)));
  if (leaves.size === 0) return undefined;
  const left = events.findLast((event) => event.type === 'execution-rolled-back' && leaves.has(event.from));
  return left?.type === 'execution-rolled-back' ? left.from : [...leaves].at(-1);
}

export type DivergenceReason = 'step' | 'variant' | 'result' | 'missing';

export interface StepPair {
  readonly left: TimelineRow | undefined;
  readonly right: TimelineRow | undefined;
  /** `undefined` while both sides did the same. */
  readonly differs: DivergenceReason | undefined;
}

export interface SideComparison {
  readonly pairs: readonly StepPair[];
  /**
   * Position in `pairs` of the first step that differs (of the first difference, where no step does), or -1 where there
   * is none.
   */
  readonly firstDivergence: number;
  /** Position of the first difference at all: an edit or a swap may stand before the step that it made differ. */
  readonly firstDifference: number;
}

/**
 * Lays the steps of two sides side by side: those before the first difference by position, those after it by activation
 * path and how often that path came, so that the same step stands beside itself although one side took a detour.
 */
export function compareSides(left: Side, right: Side): SideComparison {
  const a = left.filter(isShown);
  const b = right.filter(isShown);
  let common = 0;
  while (common < a.length && common < b.length && difference(a[common], b[common]) === undefined) common += 1;
  const pairs: StepPair[] = [];
  for (let at = 0; at < common; at += 1) pairs.push({ left: a[at], right: b[at], differs: undefined });
  pairs.push(...align(a.slice(common), b.slice(common)));
  const firstDifference = common < pairs.length ? common : -1;
  const step = pairs.findIndex((pair) => pair.differs !== undefined && isStepPair(pair));
  return { pairs, firstDifference, firstDivergence: step < 0 ? firstDifference : step };
}

const isStepPair = ({ left, right }: StepPair) => (left ?? right)?.type === 'step';
const isShown = (row: TimelineRow) => row.type !== 'failed';

function difference(left: TimelineRow | undefined, right: TimelineRow | undefined): DivergenceReason | undefined {
  if (left === undefined || right === undefined) return 'missing';
  if (left === right) return undefined;
  if (left.type !== right.type || left.path !== right.path) return 'step';
  if (left.variant !== right.variant) return 'variant';
  return sameChanges(left.changes, right.changes) && left.port === right.port ? undefined : 'result';
}

function sameChanges(left: readonly ContextChange[], right: readonly ContextChange[]): boolean {
  return (
    left.length === right.length &&
    left.every((change, index) => {
      const other = right[index];
      return change.key === other?.key && change.after?.hash === other.after?.hash;
    })
  );
}

function align(left: Side, right: Side): StepPair[] {
  const rightKeys = keyed(right);
  const positions = new Map(rightKeys.map((key, index) => [key, index]));
  const pairs: StepPair[] = [];
  let next = 0;
  for (const [index, key] of keyed(left).entries()) {
    const match = positions.get(key);
    if (match === undefined || match < next) {
      pairs.push({ left: left[index], right: undefined, differs: 'missing' });
      continue;
    }
    for (; next < match; next += 1) pairs.push({ left: undefined, right: right[next], differs: 'missing' });
    pairs.push({ left: left[index], right: right[match], differs: difference(left[index], right[match]) });
    next = match + 1;
  }
  for (; next < right.length; next += 1) pairs.push({ left: undefined, right: right[next], differs: 'missing' });
  return pairs;
}

/** `train`, `train 2`, … : a path with how often it came before. */
function keyed(side: Side): string[] {
  const seen = new Map<string, number>();
  return side.map((row) => {
    const name = `${row.type} ${row.path ?? row.node ?? ''}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `${name} ${count}`;
  });
}

/** A number that both sides, or one of them, came to. */
export interface Metric {
  readonly path: string;
  readonly left: number | undefined;
  readonly right: number | undefined;
  /** Right minus left, where both are numbers. */
  readonly delta: number | undefined;
}

/** How deep and how many numbers count as metrics; more than that is data. */
const metricDepth = 3;
const metricsPerKey = 40;

/** The numbers of two contexts side by side: numeric keys, and numbers inside small objects. Lists are data. */
export function compareMetrics(left: ReadonlyMap<string, Value>, right: ReadonlyMap<string, Value>): readonly Metric[] {
  const a = numbersOf(left);
  const b = numbersOf(right);
  return [...new Set([...a.keys(), ...b.keys()])].map((path) => {
    const one = a.get(path);
    const other = b.get(path);
    const delta = one === undefined || other === undefined ? undefined : other - one;
    return { path, left: one, right: other, delta };
  });
}

/** Whether a value may hold metrics, judged without fetching it. */
export function mayHoldMetrics(ref: ValueRef): boolean {
  return ref.summary.type === 'number' || (ref.summary.type === 'object' && ref.bytes <= 16_384);
}

function numbersOf(values: ReadonlyMap<string, Value>): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [key, value] of values) {
    const found: [string, number][] = [];
    collectNumbers(key, value, metricDepth, found);
    if (found.length <= metricsPerKey) for (const [path, number] of found) numbers.set(path, number);
  }
  return numbers;
}

function collectNumbers(path: string, value: Value, depth: number, into: [string, number][]): void {
  if (typeof value === 'number') into.push([path, value]);
  else if (depth > 0 && isPlainObject(value)) {
    for (const [key, child] of Object.entries(value)) collectNumbers(`${path}.${key}`, child, depth - 1, into);
  }
}

function isPlainObject(value: Value): value is Readonly<Record<string, Value>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
