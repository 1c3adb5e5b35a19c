import { emptyArray } from '../base/persistent-array.ts';
import type { PersistentArray } from '../base/persistent-array.ts';
import type { Cons } from '../base/persistent-queue.ts';
import { emptyContext } from '../context/context-version.ts';
import type { ContextVersion } from '../context/context-version.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { CheckpointInfo } from '../model/checkpoint.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ExecutionEvent, StepCommitted } from '../model/event.ts';
import type { ExecutionOptions, ExecutionStatus, PauseReason } from '../model/execution.ts';
import { activationNumber, activationPath, branchNumber, checkpointId, seq } from '../model/ids.ts';
import type { ActivationNumber, BranchNumber, CheckpointId, ExecutionId, Seq } from '../model/ids.ts';
import type { Plan, PlanNode } from '../model/plan.ts';
import { emptyControl } from './control.ts';
import type { Activation, Control } from './control.ts';

export type EngineEvent = ExecutionEvent<StoredValue>;

/** Everything that is known of an execution: the fold of its log. Immutable; versions share their parts. */
export interface ExecutionState {
  readonly plan: Plan;
  readonly executionId: ExecutionId;
  readonly options: ExecutionOptions;
  readonly status: ExecutionStatus;
  /** Why it is paused, or will be once nothing is in flight. */
  readonly pause: PauseReason | undefined;
  readonly error: ErrorInfo | undefined;
  /** Commits that a `step` still allows; `undefined` outside of steps. */
  readonly budget: StepBudget | undefined;
  readonly nextSeq: Seq;
  readonly updatedAt: number;
  readonly nextActivation: ActivationNumber;
  /** Of the next event. */
  readonly branch: BranchNumber;
  /** How many branches have a checkpoint. */
  readonly branches: number;
  /** Index of the checkpoint on which the execution stands; -1 before the start. */
  readonly head: number;
  readonly control: Control;
  readonly context: ContextVersion;
  readonly input: StoredValue | undefined;
  readonly checkpoints: PersistentArray<CheckpointRecord>;
  /** The control right after the checkpoint at the head; `undefined` after a rollback. */
  readonly headControl: Control | undefined;
  /** Events since the checkpoint at the head or the last rollback, last first. */
  readonly tail: Cons<EngineEvent> | undefined;
  /** Nodes that the last event skipped. */
  readonly skipped: readonly number[];
}

export interface StepBudget {
  readonly left: number;
  /** The only activation that may start. */
  readonly only: ActivationNumber | undefined;
}

/** A checkpoint as the state keeps it. */
export interface CheckpointRecord {
  readonly index: number;
  /** Index of the parent; -1 for the root. */
  readonly parent: number;
  readonly source: CheckpointInfo['source'];
  readonly seq: Seq;
  readonly branch: BranchNumber;
  readonly depth: number;
  /** Steps from the root to here. */
  readonly steps: number;
  readonly hash: string;
  readonly context: ContextVersion;
  /** Kept for one in so many on each path; the rest is folded anew from there when asked for. */
  readonly control: Control | undefined;
  /** How many checkpoints back on its path the next one with a control is. */
  readonly sinceControl: number;
  /** What happened since the parent (or since the rollback to it), last first; its head made this checkpoint. */
  readonly tail: Cons<EngineEvent> | undefined;
  /** The number that the next activation gets from here on. */
  readonly nextActivation: ActivationNumber;
  /** For steps: the checkpoint whose context the activation saw. */
  readonly snapshot: CheckpointId | undefined;
  /** For steps. */
  readonly step: StepCommitted<StoredValue> | undefined;
  /** Whether one that came later than the next is its child; {@link hasChildren} says whether any is. */
  readonly continued: boolean;
}

export interface StateConfig {
  readonly plan: Plan;
  readonly executionId: ExecutionId;
  readonly options: ExecutionOptions;
}

export function createdState({ plan, executionId, options }: StateConfig): ExecutionState {
  return {
    plan,
    executionId,
    options,
    status: 'created',
    pause: undefined,
    error: undefined,
    budget: undefined,
    nextSeq: seq(0),
    updatedAt: 0,
    nextActivation: activationNumber(1),
    branch: branchNumber(1),
    branches: 0,
    head: -1,
    control: emptyControl,
    context: emptyContext,
    input: undefined,
    checkpoints: emptyArray(),
    headControl: undefined,
    tail: undefined,
    skipped: [],
  };
}

export const planNode = (state: ExecutionState, index: number): PlanNode => state.plan.nodes[index] as PlanNode;

/** `c12` → 12; -1 for anything that no checkpoint is called. */
export function checkpointIndex(id: CheckpointId): number {
  const leadingZero = id.charCodeAt(1) === zero && id.length > 2;
  if (id.length < 2 || id.charCodeAt(0) !== letterC || leadingZero) return -1;
  let index = 0;
  for (let at = 1; at < id.length; at++) {
    const digit = id.charCodeAt(at) - zero;
    if (digit < 0 || digit > 9) return -1;
    index = index * 10 + digit;
  }
  return index;
}
const letterC = 99;
const zero = 48;

/** Whether some checkpoint has it as its parent: the one made next, or one that came later. */
export const hasChildren = (state: ExecutionState, { index, continued }: CheckpointRecord): boolean =>
  continued || state.checkpoints.get(index + 1)?.parent === index;

export const recordOf = (state: ExecutionState, id: CheckpointId): CheckpointRecord | undefined =>
  state.checkpoints.get(checkpointIndex(id) >>> 0);

export const headRecord = (state: ExecutionState): CheckpointRecord => {
  const record = state.checkpoints.get(state.head);
  if (record === undefined) throw new Error('Invariant broken: an execution that has not started has no head');
  return record;
};

export const headId = (state: ExecutionState): CheckpointId => checkpointId(Math.max(0, state.head));

/** The records from the root to `index`, root first. */
export function pathTo(state: ExecutionState, index: number): CheckpointRecord[] {
  const path: CheckpointRecord[] = [];
  for (let at = state.checkpoints.get(index); at !== undefined; at = state.checkpoints.get(at.parent)) {
    path.push(at);
    if (at.parent < 0) break;
  }
  return path.reverse();
}

export function checkpointInfo(record: CheckpointRecord): CheckpointInfo {
  return {
    id: checkpointId(record.index),
    parent: record.parent < 0 ? undefined : checkpointId(record.parent),
    source: record.source,
    seq: record.seq,
    branch: record.branch,
    depth: record.depth,
    node: record.step?.node ?? swappedNode(record),
    path: record.step?.path,
    hash: record.hash,
  };
}

const swappedNode = (record: CheckpointRecord) =>
  record.tail?.head.type === 'variant-swapped' ? record.tail.head.node : undefined;

/** Where an activation stands. */
export const pathOf = (state: ExecutionState, activation: Activation) =>
  activationPath(planNode(state, activation.node).id);
