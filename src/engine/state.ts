import type { Owner } from '../base/owner.ts';
import { emptyArray } from '../base/persistent-array.ts';
import type { PersistentArray } from '../base/persistent-array.ts';
import { emptyMap } from '../base/persistent-map.ts';
import type { PersistentMap } from '../base/persistent-map.ts';
import type { Cons } from '../base/persistent-queue.ts';
import { emptyContext } from '../context/context-version.ts';
import type { ContextVersion } from '../context/context-version.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { CheckpointInfo } from '../model/checkpoint.ts';
import type { StepDepth } from '../model/command.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ExecutionEvent, StepCommitted } from '../model/event.ts';
import type { ExecutionOptions, ExecutionStatus, PauseReason } from '../model/execution.ts';
import { activationNumber, activationPath, branchNumber, checkpointId, seq } from '../model/ids.ts';
import type { ActivationNumber, ActivationPath, BranchNumber, CheckpointId, ExecutionId, Seq } from '../model/ids.ts';
import type { Plan, PlanNode } from '../model/plan.ts';
import { emptyControl } from './control.ts';
import type { Activation, Control } from './control.ts';
import type { FrameContext } from './frame-context.ts';
import type { Removed } from './tokens.ts';

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
  /** The contexts of frames by path: of those that are open, and of completed ones until their scope is committed. */
  readonly scopes: PersistentMap<FrameContext>;
  readonly input: StoredValue | undefined;
  readonly checkpoints: PersistentArray<CheckpointRecord>;
  /** Events since the checkpoint at the head or the last rollback, last first. */
  readonly tail: Cons<EngineEvent> | undefined;
  /** Nodes that the last event skipped, and the path of the frame in which it did. */
  readonly skipped: readonly number[];
  readonly skippedIn: string;
  /** Activations that the last event took away. */
  readonly removed: readonly Removed[];
}

/** The next state while it is being made: nobody else holds it yet, so that the folds may write to it. */
export type Draft = { -readonly [K in keyof ExecutionState]: ExecutionState[K] };
/** A state to fold events into; what `owner` makes on the way is changed in place by the events that follow. */
export const draftOf = (state: ExecutionState, owner: Owner | undefined): Draft => ({
  ...state,
  control: { ...state.control, owner },
});

/** Nobody changes it any more. */
export function letGo(next: Draft): ExecutionState {
  next.control = { ...next.control, owner: undefined };
  return next;
}

export type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { readonly type: T }>;

/** How far a step goes. */
export interface StepBudget {
  /** Whether it is done: nothing more starts. */
  readonly over: boolean;
  readonly depth: StepDepth;
  /** Whose commit ends it; of it and what is in its frames alone anything starts. `undefined` until somebody has started. */
  readonly target: ActivationNumber | undefined;
  /** Whether the target was named, and does not change where it waits. */
  readonly chosen: boolean;
}

/** The events that make checkpoints. */
export type CheckpointEvent = EventOf<
  'execution-started' | 'step-committed' | 'context-edited' | 'variant-swapped' | 'frame-opened'
>;

/** A checkpoint as the state keeps it. There is one for every step: what its event says is not said again. */
export interface CheckpointRecord {
  readonly index: number;
  /** Index of the parent; -1 for the root. */
  readonly parent: number;
  /** The event that made it. */
  readonly made: CheckpointEvent;
  readonly depth: number;
  /** Steps from the root to here. */
  readonly steps: number;
  readonly context: ContextVersion;
  readonly scopes: PersistentMap<FrameContext>;
  /** Kept for one in so many on each path; the rest is folded anew from there when asked for. */
  readonly control: Control | undefined;
  /** How many checkpoints back on its path the next one with a control is. */
  readonly sinceControl: number;
  /** What happened between the parent (or the rollback to it) and the event that made it, last first. */
  readonly tail: Cons<EngineEvent> | undefined;
  /** The number that the next activation gets from here on. */
  readonly nextActivation: ActivationNumber;
  /** For steps: the checkpoint whose context the activation saw. */
  readonly snapshot: CheckpointId | undefined;
  /** Whether one that came later than the next is its child; {@link hasChildren} says whether any is. */
  readonly continued: boolean;
}

/** The step that made a checkpoint, if it was one. */
export const stepOf = ({ made }: Pick<CheckpointRecord, 'made'>): StepCommitted<StoredValue> | undefined =>
  made.type === 'step-committed' ? made : undefined;

const sources: Readonly<Record<CheckpointEvent['type'], CheckpointInfo['source']>> = {
  'execution-started': 'input',
  'step-committed': 'step',
  'context-edited': 'edit',
  'variant-swapped': 'swap',
  'frame-opened': 'scope',
};

export const sourceOf = ({ made }: Pick<CheckpointRecord, 'made'>): CheckpointInfo['source'] => sources[made.type];

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
    scopes: emptyMap(),
    input: undefined,
    checkpoints: emptyArray(),
    tail: undefined,
    skipped: [],
    skippedIn: '',
    removed: [],
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
  const { index, parent, depth, made } = record;
  return {
    id: checkpointId(index),
    parent: parent < 0 ? undefined : checkpointId(parent),
    source: sourceOf(record),
    seq: made.seq,
    branch: made.branch,
    depth,
    node: 'node' in made ? made.node : undefined,
    path: made.type === 'step-committed' ? made.path : made.type === 'frame-opened' ? made.frame : undefined,
    hash: made.hash,
  };
}

/** Where an activation stands. */
export const pathOf = (state: Pick<ExecutionState, 'plan'>, { frame, node }: Pick<Activation, 'frame' | 'node'>) =>
  pathIn(state, frame, node);

/** Where a node stands in a frame. */
export function pathIn({ plan }: Pick<ExecutionState, 'plan'>, frame: string, node: number): ActivationPath {
  const { id, local } = plan.nodes[node] as PlanNode;
  return activationPath(frame === '' ? id : `${frame}/${local}`);
}

/** The path of a frame that a scope's activation opens. */
export function framePath(
  state: Pick<ExecutionState, 'plan'>,
  activation: Pick<Activation, 'frame' | 'node' | 'iteration'>,
  { index, bracket }: { readonly index: number; readonly bracket: boolean },
): ActivationPath {
  const again = activation.iteration > 1 ? `#${activation.iteration}` : '';
  return activationPath(`${pathOf(state, activation)}${again}${bracket ? `[${index}]` : ''}`);
}
