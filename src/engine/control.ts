import { emptyArray } from '../base/persistent-array.ts';
import type { PersistentArray } from '../base/persistent-array.ts';
import { emptyMap } from '../base/persistent-map.ts';
import type { PersistentMap } from '../base/persistent-map.ts';
import { emptyQueue } from '../base/persistent-queue.ts';
import type { Cons, PersistentQueue } from '../base/persistent-queue.ts';
import type { RecordedWait } from '../model/activation.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { WaitRequest } from '../model/execution.ts';
import type { ActivationNumber, CheckpointId } from '../model/ids.ts';
import type { Implementation, Plan, PlanNode } from '../model/plan.ts';

/**
 * The scheduler's state at one point: what waits on edges, what is ready or in flight, what is bound.
 * Together with the context it is all that a checkpoint restores. Immutable; versions share their parts.
 */
export interface Control {
  /** By edge index; unset = nothing queued, can still deliver. */
  readonly edges: PersistentArray<EdgeState>;
  /** By node index; unset = {@link initialNode}. */
  readonly nodes: PersistentArray<NodeState>;
  /** By component index; unset = {@link initialComponent}. */
  readonly components: PersistentArray<ComponentState>;
  /** Every activation that is ready, running, waiting or failed, by {@link numberKey}. */
  readonly live: PersistentMap<Activation>;
  /** The ready ones in the order in which they start, by {@link readyKey}. */
  readonly ready: PersistentMap<ActivationNumber>;
  /** How many of `live` are running. */
  readonly running: number;
  /** Tokens queued on edges. */
  readonly tokens: number;
  /** By node index; unset = the plan's active variant. */
  readonly bindings: PersistentArray<Implementation>;
  /** How many activations were started so far: gives each its place in the order of starts. */
  readonly started: number;
  /** Set by a swap under *re-run affected*: results on the path to this checkpoint may be used again. */
  readonly reuseFrom: CheckpointId | undefined;
}

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
  readonly queue: PersistentQueue<Entry>;
  /** Nothing will ever come over it again. */
  readonly exhausted: boolean;
  /** `first: n` fired without this edge: so many entries to come belong to rounds that are over. */
  readonly owed: number;
}

export interface NodeState {
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

export type Phase = 'ready' | 'running' | 'waiting' | 'failed';

export interface Activation {
  readonly number: ActivationNumber;
  /** Index of its node in the plan. */
  readonly node: number;
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
}

export const emptyControl: Control = {
  edges: emptyArray(),
  nodes: emptyArray(),
  components: emptyArray(),
  live: emptyMap(),
  ready: emptyMap(),
  running: 0,
  tokens: 0,
  bindings: emptyArray(),
  started: 0,
  reuseFrom: undefined,
};

export const initialEdge: EdgeState = { queue: emptyQueue, exhausted: false, owed: 0 };

export const initialNode = (node: PlanNode): NodeState => ({
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

/** Who was started already goes on first, in the order of starts; the rest follows in plan order. */
export function readyKey({ order, node, number }: Pick<Activation, 'order' | 'node' | 'number'>): string {
  return order === undefined ? `\x01${numberKey(node)}${numberKey(number)}` : `\x00${numberKey(order)}`;
}

export const activationOf = (control: Control, number: ActivationNumber): Activation | undefined =>
  control.live.get(numberKey(number));

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
