import { emptyArray } from '../base/persistent-array.ts';
import type { PersistentArray } from '../base/persistent-array.ts';
import type { Owned, Owner } from '../base/owner.ts';
import { emptyMap } from '../base/persistent-map.ts';
import type { PersistentMap } from '../base/persistent-map.ts';
import { emptyOrder } from '../base/persistent-order.ts';
import type { PersistentOrder } from '../base/persistent-order.ts';
import { emptyQueue } from '../base/persistent-queue.ts';
import type { Cons, PersistentQueue } from '../base/persistent-queue.ts';
import type { ClosedFrame, RecordedWait } from '../model/activation.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { FrameEnd, FrameOutcome } from '../model/event.ts';
import type { WaitRequest } from '../model/execution.ts';
import type { ActivationNumber, CheckpointId } from '../model/ids.ts';
import type { Implementation, Plan, PlanNode } from '../model/plan.ts';
import type { Value } from '../model/value.ts';
import { emptyMail } from './mail.ts';
import type { Mail } from './mail.ts';

/**
 * The scheduler's state at one point: what waits on edges, what is ready or in flight, what is bound.
 * Together with the context it is all that a checkpoint restores. Immutable, but while it has an owner; versions share
 * their parts.
 */
export interface Control {
  /** Who folds events into it and may change it in place. Nobody else knows of it then. */
  readonly owner: Owner | undefined;
  /** The document's own graph, running. */
  readonly root: Frame;
  /** The frames of scopes by path: those that are open, and closed ones that may yet have to be undone, also of scopes that are committed. */
  readonly frames: PersistentMap<Frame>;
  /** Every activation that is ready, running, waiting or failed, by number. */
  readonly live: PersistentOrder<Activation>;
  /** The ready ones in the order in which they start, by {@link readyKey}. */
  readonly ready: PersistentOrder<ActivationNumber>;
  /** How many of `live` are running. */
  readonly running: number;
  /** Paths of the frames in which nothing is left to do: to be closed, in this order. */
  readonly due: readonly string[];
  /** The scope in whose turn some frames are open and others are not yet; 0: none. Until all are, nobody else starts. */
  readonly opening: number;
  /** By node index; unset = the plan's active variant. */
  readonly bindings: PersistentArray<Implementation>;
  /** How many activations were started so far: gives each its place in the order of starts. */
  readonly started: number;
  /** Set by a swap under *re-run affected*: results on the path to this checkpoint may be used again. */
  readonly reuseFrom: CheckpointId | undefined;
  readonly mail: Mail;
  /** Who held each named lock last; it holds it as long as its activation says so. */
  readonly locks: PersistentMap<ActivationNumber>;
}

/**
 * One running instance of a graph. Edges, nodes and components are numbered within the graph: from its `firstEdge`,
 * `firstNode`, `firstComponent`.
 */
export interface Frame {
  /** The owner of the control, if it is its own. */
  readonly madeBy: Owner | undefined;
  /** Prefix of the paths in it: `map[12]`; empty for the root. */
  readonly path: string;
  /** Index of its graph in the plan. */
  readonly graph: number;
  /** The scope's activation; 0 for the root. */
  readonly owner: number;
  /** Index of the scope's node, and which of its activations and attempts this is: known also when that is gone. */
  readonly node: number;
  readonly iteration: number;
  readonly attempt: number;
  /** Path of the frame in which the scope's node stands. */
  readonly parent: string;
  /** Among the frames of its scope: the item's number, the iteration. */
  readonly index: number;
  /** How many frames are around it. */
  readonly depth: number;
  /** By edge; unset = nothing queued, can still deliver. */
  readonly edges: PersistentArray<EdgeState>;
  /** By node; unset = {@link initialNode}. */
  readonly nodes: PersistentArray<NodeState>;
  /** By component; unset = {@link initialComponent}. */
  readonly components: PersistentArray<ComponentState>;
  /** Activations of its nodes that are live. */
  readonly live: number;
  /** Tokens queued on its edges. */
  readonly tokens: number;
  /** Open frames of scopes in it. */
  readonly children: number;
  /** What has been done in it and can be undone, last first. */
  readonly done: Cons<Undo> | undefined;
  /** Set once it ends otherwise than by itself; what is left in `done` is undone first, where the outcome says so. */
  readonly ending: Ending | undefined;
  /** Nothing runs in it any more; it is kept because of `done`. */
  readonly closed: boolean;
  /** Path of the frame that is undone once this one is; empty for none. */
  readonly leadsTo: string;
}

export interface Ending {
  readonly outcome: Exclude<FrameOutcome, 'completed'>;
  readonly ended?: FrameEnd;
  readonly error?: ErrorInfo;
}

/** What can be undone: a committed step by its handler, or what was done in a closed frame by those within it. */
export type Undo = UndoStep | { readonly frame: string };
export interface UndoStep {
  /** Index of the handler's node in the plan. */
  readonly handler: number;
  readonly given: Given;
}

/** A value that a step gave: where to find it, or (in a fork, which has no such checkpoint) the value itself. */
export type Given = { readonly from: CheckpointId; readonly act?: number } | { readonly value: Value };

/** What came over an edge: somebody who was there, the news that nobody comes, or a token already answered by `any`. */
export type Entry = Token | { readonly type: 'dead' } | { readonly type: 'spent' };
export interface Token {
  readonly type: 'token';
  /** Over an `error` edge: what went wrong, the target's input. */
  readonly error?: ErrorInfo;
}

export const plainToken: Entry = { type: 'token' };
export const dead: Entry = { type: 'dead' };
export const spent: Entry = { type: 'spent' };

export interface EdgeState {
  /** The owner of the control, if it is its own. */
  readonly madeBy: Owner | undefined;
  readonly queue: PersistentQueue<Entry>;
  /** Nothing will ever come over it again. */
  readonly exhausted: boolean;
  /** `first: n` fired without this edge: so many entries to come belong to rounds that are over. */
  readonly owed: number;
}

export interface NodeState {
  /** The owner of the control, if it is its own. */
  readonly madeBy: Owner | undefined;
  /** Activations so far on this branch. */
  readonly activated: number;
  /** How many of them are still live. */
  readonly live: number;
  /** Forward edges that hold something or can still deliver. */
  readonly open: number;
  /** Forward edges that hold something. */
  readonly filled: number;
  /** Forward edges whose first entry is a token (or a spent one). */
  readonly tokenHeads: number;
  /** The filled forward edges, unordered. */
  readonly present: Cons<number> | undefined;
  /** It can never run again, and its edges were told so. */
  readonly finished: boolean;
}

export interface ComponentState {
  /** Edges into the component over which something can still come. */
  readonly entering: number;
  /** Tokens queued at its nodes, and live activations of them. */
  readonly held: number;
  readonly finished: boolean;
}

/** `open`: a scope whose frames run. */
export type Phase = 'ready' | 'running' | 'waiting' | 'open' | 'failed';

export interface Activation {
  readonly number: ActivationNumber;
  /** Index of its node in the plan. */
  readonly node: number;
  /** Path of the frame in which it stands; empty for the root. */
  readonly frame: string;
  readonly iteration: number;
  /** The attempt that runs or comes next, from 1. */
  readonly attempt: number;
  /** Attempts since it became ready or was last resumed after a failure: what the retry policy counts. */
  readonly tries: number;
  readonly phase: Phase;
  /** The error that came over an `error` edge. */
  readonly cause: ErrorInfo | undefined;
  /** Whose context it sees, once it has started. */
  readonly snapshot: CheckpointId | undefined;
  /** Its place in the order of starts, once it has started; none while it waits. */
  readonly order: number | undefined;
  readonly startedAt: number | undefined;
  readonly wait: WaitRequest | undefined;
  /** Waits that the current attempt finished or began, oldest first. */
  readonly waits: readonly RecordedWait[];
  readonly error: ErrorInfo | undefined;
  /** A breakpoint before it was hit; it is not held there again. */
  readonly passed: boolean;
  /** Its place in the order of waiting, while it waits. */
  readonly since: number | undefined;
  /** When its time ends, once it has started. Epoch milliseconds. */
  readonly deadline: number | undefined;
  /** Whether it holds its node's lock. */
  readonly holds: boolean;
  /** For a scope, from its first turn on. */
  readonly scope: OpenScope | undefined;
  /** For a handler: what it undoes. */
  readonly undoes: Given | undefined;
}

/** What a scope's activation keeps between its turns. */
export interface OpenScope {
  /** What its last turn gave. */
  readonly state: Value;
  /** Frames closed since the last turn. */
  readonly news: readonly ClosedFrame[];
  /** What the turn under way was told: so much of the news and of the spawned values. One that comes again is told the same. */
  readonly told: Told | undefined;
  /** Values of `spawn` acts that no turn took yet. */
  readonly spawned: readonly Given[];
  readonly results: PersistentMap<readonly [index: number, value: Value]>;
  /** How many frames were opened. */
  readonly opened: number;
  /** Paths of the open ones. */
  readonly open: readonly string[];
  /** The completed ones, last first, those left out that another continues. */
  readonly completed: Cons<FrameName> | undefined;
  /** Closed ones that are kept because they may have to be undone. */
  readonly kept: readonly string[];
  readonly failures: number;
  readonly tolerates: number;
  /** It fails with this as soon as its frames are closed. */
  readonly failing: ErrorInfo | undefined;
  /** Its next turn comes when all frames are closed, not when the first one is. */
  readonly drains: boolean;
}

export interface Told {
  readonly news: number;
  readonly spawned: number;
  readonly opened: number;
  readonly open: number;
}

export interface FrameName {
  readonly index: number;
  readonly path: string;
}

const noPaths: readonly string[] = [];

export const noScope: OpenScope = {
  state: undefined,
  news: [],
  told: undefined,
  spawned: [],
  results: emptyMap(),
  opened: 0,
  open: noPaths,
  completed: undefined,
  kept: noPaths,
  failures: 0,
  tolerates: 0,
  failing: undefined,
  drains: false,
};

export const rootFrame: Frame = {
  madeBy: undefined,
  path: '',
  graph: 0,
  owner: 0,
  node: -1,
  iteration: 1,
  attempt: 1,
  parent: '',
  index: 0,
  depth: 0,
  edges: emptyArray(),
  nodes: emptyArray(),
  components: emptyArray(),
  live: 0,
  tokens: 0,
  children: 0,
  done: undefined,
  ending: undefined,
  closed: false,
  leadsTo: '',
};

export const emptyControl: Control = {
  owner: undefined,
  root: rootFrame,
  frames: emptyMap(),
  live: emptyOrder(),
  ready: emptyOrder(),
  running: 0,
  due: noPaths,
  opening: 0,
  bindings: emptyArray(),
  started: 0,
  reuseFrom: undefined,
  mail: emptyMail,
  locks: emptyMap(),
};

export const initialEdge: EdgeState = { madeBy: undefined, queue: emptyQueue, exhausted: false, owed: 0 };

export const initialNode = (node: PlanNode, madeBy?: Owner): NodeState => ({
  madeBy,
  activated: 0,
  live: 0,
  open: node.forward.length,
  filled: 0,
  tokenHeads: 0,
  present: undefined,
  finished: false,
});

export const initialComponent = (plan: Plan, index: number): ComponentState => ({
  entering: plan.components[index]?.entering.length ?? 0,
  held: 0,
  finished: false,
});

const digit = 15;
const low = (1 << digit) - 1;

/** Two characters below the surrogates, so that the order of keys is the order of numbers (up to 2³⁰). */
export const numberKey = (value: number): string => String.fromCharCode(value >>> digit, value & low);

/** Above every place in the order of starts. */
const unstartedFrom = 2 ** 52;
/** Above every activation number. */
const perNode = 2 ** 31;

/** Who was started already goes on first, in the order of starts; the rest follows in plan order. */
export const readyKey = ({ order, node, number }: Pick<Activation, 'order' | 'node' | 'number'>): number =>
  order === undefined ? node * perNode + number : order - unstartedFrom;

/** One that may be written to, under its owner, and otherwise a copy. */
export const ownControl = (control: Control): Owned<Control> =>
  control.owner === undefined ? { ...control } : control;

export const frameAt = (control: Control, path: string): Frame | undefined =>
  path === '' ? control.root : control.frames.get(path);

export const withFrame = (control: Control, frame: Frame): Control =>
  frame.path === '' ? { ...control, root: frame } : { ...control, frames: control.frames.set(frame.path, frame) };

export const activationOf = (control: Control, number: ActivationNumber): Activation | undefined =>
  control.live.get(number);

/** Its attempt can come to a result: it runs, or waits for something that it may give up on. */
export const isUnderWay = ({ phase, wait }: Activation): boolean =>
  phase === 'running' || (phase === 'waiting' && wait?.type !== 'backoff');

/** What runs for a node from now on. */
export function boundImplementation(plan: Plan, control: Control, node: number): Implementation {
  const bound = control.bindings.get(node);
  if (bound !== undefined) return bound;
  const planned = plan.nodes[node]?.variants[plan.nodes[node].active];
  if (planned === undefined) throw new Error(`Invariant broken: node ${node} has no active variant`);
  return planned;
}
