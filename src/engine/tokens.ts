import type { PersistentArray } from '../base/persistent-array.ts';
import type { PersistentMap } from '../base/persistent-map.ts';
import { cons, consList, dequeue, emptyQueue, enqueue, queueElements } from '../base/persistent-queue.ts';
import type { ErrorInfo } from '../model/errors.ts';
import { activationNumber } from '../model/ids.ts';
import type { ActivationNumber, EdgeId } from '../model/ids.ts';
import type { Plan, PlanGraph, PlanNode } from '../model/plan.ts';
import { dead, initialComponent, initialEdge, initialNode, numberKey, plainToken, readyKey, spent } from './control.ts';
import type { Activation, ComponentState, Control, EdgeState, Entry, Frame, Given, NodeState } from './control.ts';

/** An activation that was taken away; it does not come back. */
export interface Removed {
  readonly activation: Activation;
  readonly reason: 'join' | 'node' | 'scope';
}

/**
 * Moves tokens within one frame: one draft is one change of a {@link Control}, from which `done` gives the next version.
 * Every operation is amortised O(edges touched) and iterative, whatever the length of the graph. Rules: SPEC.md, [E20]–[E33].
 */
export class TokenDraft {
  /** Nodes that turned out never to run (again): dead paths. */
  readonly skipped: number[] = [];
  /** Activations that a join or a `cancel` took away. */
  readonly removed: Removed[] = [];
  /** The number that the next activation gets. */
  nextActivation: number;

  private readonly plan: Plan;
  private readonly from: Control;
  private readonly frame: Frame;
  private readonly graph: PlanGraph;
  private readonly edges: Pending<EdgeState>;
  private readonly nodes: Pending<NodeState>;
  private readonly components: Pending<ComponentState>;
  private live: PersistentMap<Activation>;
  private ready: PersistentMap<ActivationNumber>;
  private tokens: number;
  private running: number;
  /** Live activations of this frame. */
  private here: number;
  /** Nodes whose join or end must be looked at. */
  private readonly work: number[] = [];

  constructor(plan: Plan, from: Control, frame: Frame, nextActivation: number) {
    const graph = plan.graphs[frame.graph] as PlanGraph;
    this.plan = plan;
    this.from = from;
    this.frame = frame;
    this.graph = graph;
    this.nextActivation = nextActivation;
    this.edges = new Pending(frame.edges, graph.firstEdge);
    this.nodes = new Pending(frame.nodes, graph.firstNode);
    this.components = new Pending(frame.components, graph.firstComponent);
    this.live = from.live;
    this.ready = from.ready;
    this.tokens = frame.tokens;
    this.running = from.running;
    this.here = frame.live;
  }

  /** Activates the starts, and tells on what can never run. */
  begin(): void {
    const { starts, firstNode, nodeCount } = this.graph;
    for (const start of starts) this.activate(start, undefined);
    for (let at = firstNode; at < firstNode + nodeCount; at++) this.settle(at);
    this.workOff();
  }

  /** An activation is committed: its edges fire (`taken`, in document order), or tell that they do not, and it is gone. */
  complete(activation: Activation, taken: readonly EdgeId[], error: ErrorInfo | undefined): void {
    const node = this.planNode(activation.node);
    const token: Entry = error === undefined ? plainToken : { type: 'token', error };
    let fired = 0;
    for (const index of node.outgoing) {
      if (this.plan.edges[index]?.id !== taken[fired]) this.pushDead(index);
      else {
        fired++;
        this.push(index, token);
      }
    }
    this.drop(activation);
    this.settle(activation.node);
    this.workOff();
  }

  /** Takes away the activations of these nodes (indexes in the plan) and the tokens on their edges; their paths are dead. */
  cancel(nodes: readonly number[], reason: Removed['reason']): void {
    this.clear(new Set(nodes), reason);
    this.workOff();
  }

  private clear(nodes: ReadonlySet<number>, reason: Removed['reason']): void {
    const { path } = this.frame;
    if ([...nodes].some((node) => this.node(node).live > 0)) {
      for (const activation of this.live.values()) {
        if (activation.frame !== path || !nodes.has(activation.node)) continue;
        this.removed.push({ activation, reason });
        this.drop(activation);
        for (const edge of this.planNode(activation.node).outgoing) this.pushDead(edge);
      }
    }
    for (const node of nodes) {
      for (const edge of this.planNode(node).forward) this.kill(edge);
      this.work.push(node);
    }
  }

  /** What waits on an edge turns into the news that nobody comes. */
  private kill(index: number): void {
    const edge = this.edge(index);
    const entries = [...queueElements(edge.queue)];
    const tokens = entries.filter(({ type }) => type === 'token').length;
    if (tokens === 0) return;
    let queue: EdgeState['queue'] = emptyQueue;
    for (const entry of entries) queue = enqueue(queue, entry.type === 'token' ? dead : entry);
    this.edges.set(index, { ...edge, queue });
    const { target } = this.plan.edges[index] as Plan['edges'][number];
    this.tokens -= tokens;
    this.hold(target, -tokens);
    const state = this.node(target);
    if (entries[0]?.type === 'token') this.nodes.set(target, { ...state, tokenHeads: state.tokenHeads - 1 });
  }

  private drop(activation: Activation): void {
    this.live = this.live.delete(numberKey(activation.number));
    if (activation.phase === 'ready') this.ready = this.ready.delete(readyKey(activation));
    if (activation.phase === 'running') this.running--;
    this.here--;
    const state = this.node(activation.node);
    this.nodes.set(activation.node, { ...state, live: state.live - 1 });
    this.hold(activation.node, -1);
  }

  done(): Control {
    const { from, live, ready, running, frame } = this;
    const next: Frame = {
      ...frame,
      edges: this.edges.done(),
      nodes: this.nodes.done(),
      components: this.components.done(),
      live: this.here,
      tokens: this.tokens,
    };
    return frame.path === ''
      ? { ...from, root: next, live, ready, running }
      : { ...from, frames: from.frames.set(frame.path, next), live, ready, running };
  }

  private planNode(index: number): PlanNode {
    return this.plan.nodes[index] as PlanNode;
  }
  private node(index: number): NodeState {
    return this.nodes.get(index) ?? initialNode(this.planNode(index));
  }
  private edge(index: number): EdgeState {
    return this.edges.get(index) ?? initialEdge;
  }
  private component(index: number): ComponentState {
    return this.components.get(index) ?? initialComponent(this.plan, index);
  }

  private activate(index: number, cause: ErrorInfo | undefined): void {
    const state = this.node(index);
    const number = activationNumber(this.nextActivation++);
    const iteration = state.activated + 1;
    this.nodes.set(index, { ...state, activated: iteration, live: state.live + 1 });
    const activation = freshActivation({ number, node: index, frame: this.frame.path, iteration, cause });
    this.here++;
    this.live = this.live.set(numberKey(number), activation);
    this.ready = this.ready.set(readyKey(activation), number);
    this.hold(index, 1);
  }

  /** Something comes over an edge. */
  private push(index: number, entry: Entry): void {
    const { target, closing } = this.plan.edges[index] as Plan['edges'][number];
    const cause = entry.type === 'token' ? entry.error : undefined;
    if (closing) return this.activate(target, cause);
    const edge = this.edge(index);
    if (edge.owed > 0) {
      this.edges.set(index, { ...edge, owed: edge.owed - 1 });
      return;
    }
    const node = this.planNode(target);
    if (node.join === 'any' && entry.type === 'token') {
      this.activate(target, cause);
      // Outside of cycles nobody asks for rounds: exhausted edges say all there is to say.
      if (node.component >= 0) this.put(index, spent);
      return;
    }
    this.put(index, entry);
  }

  private put(index: number, entry: Entry): void {
    const { target } = this.plan.edges[index] as Plan['edges'][number];
    const edge = this.edge(index);
    this.edges.set(index, { ...edge, queue: enqueue(edge.queue, entry) });
    if (entry.type === 'token') {
      this.tokens++;
      this.hold(target, 1);
    }
    if (edge.queue.size === 0) {
      const state = this.node(target);
      this.nodes.set(target, {
        ...state,
        filled: state.filled + 1,
        tokenHeads: state.tokenHeads + (entry.type === 'dead' ? 0 : 1),
        present: cons(index, state.present),
      });
      this.work.push(target);
    }
  }

  /** Only inside a cycle is an edge that is not taken dead at once; death never crosses a closing edge. */
  private pushDead(index: number): void {
    const { closing, component } = this.plan.edges[index] as Plan['edges'][number];
    if (!closing && component >= 0) this.push(index, dead);
  }

  private exhaust(index: number): void {
    const edge = this.edge(index);
    if (edge.exhausted) return;
    this.edges.set(index, { ...edge, exhausted: true });
    const { target } = this.plan.edges[index] as Plan['edges'][number];
    if (edge.queue.size === 0) {
      const state = this.node(target);
      this.nodes.set(target, { ...state, open: state.open - 1 });
    }
    const { component } = this.planNode(target);
    if (component >= 0) {
      const state = this.component(component);
      this.components.set(component, { ...state, entering: state.entering - 1 });
    }
    this.work.push(target);
  }

  private hold(node: number, by: number): void {
    const { component } = this.planNode(node);
    if (component < 0) return;
    const state = this.component(component);
    this.components.set(component, { ...state, held: state.held + by });
  }

  private workOff(): void {
    for (let at = 0; at < this.work.length; at++) this.settle(this.work[at] as number);
    this.work.length = 0;
  }

  /** Fires or skips as many rounds as are complete, then sees whether the node, or its cycle, is at its end. */
  private settle(index: number): void {
    while (this.settleRound(index));
    const { component } = this.planNode(index);
    if (component >= 0) return this.settleComponent(component);
    const state = this.node(index);
    if (state.finished || state.open > 0 || state.live > 0) return;
    this.nodes.set(index, { ...state, finished: true });
    if (state.activated === 0 && !handlersOf(this.plan).has(index)) this.skipped.push(index);
    for (const edge of this.planNode(index).outgoing) this.exhaust(edge);
  }

  private settleRound(index: number): boolean {
    const state = this.node(index);
    if (state.filled === 0) return false;
    const node = this.planNode(index);
    const complete = state.filled === state.open;
    if (complete && state.tokenHeads === 0) {
      this.consumeRound(index, 0);
      this.skipped.push(index);
      for (const edge of node.outgoing) this.pushDead(edge);
      return true;
    }
    if (node.join === 'any') {
      if (complete) this.consumeRound(index, 0);
      return complete;
    }
    if (node.join === 'sync' ? !complete : state.tokenHeads < tokensNeeded(node)) return false;
    const cause = this.consumeRound(index, typeof node.join === 'object' ? 1 : 0);
    if (typeof node.join === 'object' && node.join.cancel === true) this.clear(new Set(node.losers), 'join');
    this.activate(index, cause);
    return true;
  }

  /**
   * Takes the first entry of every filled forward edge. `owing`: the edges that have not delivered owe the round an entry.
   * Gives the error that one of the tokens carried, the first in document order.
   */
  private consumeRound(index: number, owing: 0 | 1): ErrorInfo | undefined {
    const before = this.node(index);
    const present = consList(before.present).sort((a, b) => a - b);
    let cause: ErrorInfo | undefined;
    let { open, filled, tokenHeads } = before;
    let still: NodeState['present'];
    if (owing === 1) this.oweRound(index);
    for (const at of present) {
      const edge = this.edge(at);
      const first = edge.queue.front?.head as Entry;
      const queue = dequeue(edge.queue);
      this.edges.set(at, { ...edge, queue });
      if (first.type === 'token') {
        cause ??= first.error;
        this.tokens--;
        this.hold(index, -1);
      }
      if (first.type !== 'dead') tokenHeads--;
      if (queue.front === undefined) {
        filled--;
        if (edge.exhausted) open--;
      } else {
        still = cons(at, still);
        if (queue.front.head.type !== 'dead') tokenHeads++;
      }
    }
    this.nodes.set(index, { ...this.node(index), open, filled, tokenHeads, present: still });
    return cause;
  }

  private oweRound(index: number): void {
    for (const at of this.planNode(index).forward) {
      const edge = this.edge(at);
      if (edge.queue.size === 0 && !edge.exhausted) this.edges.set(at, { ...edge, owed: edge.owed + 1 });
    }
  }

  /** A cycle that can't be entered again and holds nobody is over: what leaves it can deliver no more. */
  private settleComponent(index: number): void {
    const state = this.component(index);
    if (state.finished || state.entering > 0 || state.held > 0) return;
    this.components.set(index, { ...state, finished: true });
    const component = this.plan.components[index] as Plan['components'][number];
    for (const node of component.nodes) if (this.node(node).activated === 0) this.skipped.push(node);
    for (const edge of component.leaving) this.exhaust(edge);
  }
}

/** A persistent array and what is about to change in it: each place is written once, however often it changed. */
class Pending<V> {
  private readonly from: PersistentArray<V>;
  /** Where the graph's begin among the plan's. */
  private readonly first: number;
  private changed: Map<number, V> | undefined;

  constructor(from: PersistentArray<V>, first: number) {
    this.from = from;
    this.first = first;
  }
  /** `index`: in the plan. */
  get(index: number): V | undefined {
    return this.changed?.get(index) ?? this.from.get(index - this.first);
  }
  set(index: number, value: V): void {
    this.changed ??= new Map();
    this.changed.set(index, value);
  }
  done(): PersistentArray<V> {
    let array = this.from;
    if (this.changed !== undefined)
      for (const [index, value] of this.changed) array = array.set(index - this.first, value);
    return array;
  }
}

const handlers = new WeakMap<Plan, ReadonlySet<number>>();

/** Nodes that undo others: they run only when they are called. */
function handlersOf(plan: Plan): ReadonlySet<number> {
  let known = handlers.get(plan);
  if (known === undefined) {
    known = new Set(plan.nodes.map(({ compensate }) => compensate).filter((index) => index >= 0));
    handlers.set(plan, known);
  }
  return known;
}

const tokensNeeded = (node: PlanNode): number =>
  typeof node.join === 'object' ? node.join.first : node.forward.length;

interface Fresh {
  readonly number: ActivationNumber;
  readonly node: number;
  readonly frame: string;
  readonly iteration: number;
  readonly cause: ErrorInfo | undefined;
  readonly undoes?: Given;
}

export const freshActivation = ({ number, node, frame, iteration, cause, undoes }: Fresh): Activation => ({
  number,
  node,
  frame,
  iteration,
  attempt: 1,
  tries: 1,
  phase: 'ready',
  cause,
  snapshot: undefined,
  order: undefined,
  startedAt: undefined,
  wait: undefined,
  waits: [],
  error: undefined,
  passed: false,
  since: undefined,
  deadline: undefined,
  holds: false,
  scope: undefined,
  undoes,
});
