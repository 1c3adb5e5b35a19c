import type { Owned } from '../base/owner.ts';
import { cons, consList, dequeue, emptyQueue, enqueue, queueElements } from '../base/persistent-queue.ts';
import type { ErrorInfo } from '../model/errors.ts';
import { activationNumber } from '../model/ids.ts';
import type { EdgeId } from '../model/ids.ts';
import type { Plan, PlanNode } from '../model/plan.ts';
import { dead, plainToken, readyKey, spent } from './control.ts';
import type { Activation, Control, EdgeState, Entry, Frame, NodeState } from './control.ts';
import { FrameParts } from './frame-parts.ts';
import { freshActivation } from './fresh-activation.ts';

/** An activation that was taken away; it does not come back. */
export interface Removed {
  readonly activation: Activation;
  readonly reason: 'join' | 'node' | 'scope';
}

/**
 * Moves tokens within one frame: one draft is one change of a {@link Control}, from which `done` gives the next version.
 * Every operation is amortised O(edges touched) and iterative, whatever the length of the graph. Rules: SPEC.md, [E20]–[E33].
 */
export class TokenDraft extends FrameParts {
  /** Nodes that turned out never to run (again): dead paths. */
  skipped: readonly number[] = none;
  /** Activations that a join or a `cancel` took away. */
  removed: readonly Removed[] = noneRemoved;
  /** The number that the next activation gets. */
  nextActivation: number;

  private skipping: number[] | undefined;
  /** Nodes whose join or end must be looked at. */
  private readonly work: number[] = [];

  constructor(plan: Plan, from: Control, frame: Frame, nextActivation: number) {
    super(plan, from, frame);
    this.nextActivation = nextActivation;
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
    if (nodes.length === 0) return;
    this.clear(new Set(nodes), reason);
    this.workOff();
  }

  private clear(nodes: ReadonlySet<number>, reason: Removed['reason']): void {
    const { path } = this.frame;
    const taken: Removed[] = [...this.removed];
    if ([...nodes].some((node) => this.node(node).live > 0)) {
      for (const activation of this.control.live.values()) {
        if (activation.frame !== path || !nodes.has(activation.node)) continue;
        taken.push({ activation, reason });
        this.drop(activation);
        for (const edge of this.planNode(activation.node).outgoing) this.pushDead(edge);
      }
      this.removed = taken;
    }
    for (const node of nodes) {
      for (const edge of this.planNode(node).forward) this.kill(edge);
      this.work.push(node);
    }
  }

  /** What waits on an edge turns into the news that nobody comes. */
  private kill(index: number): void {
    const entries = [...queueElements(this.edge(index).queue)];
    const tokens = entries.filter(({ type }) => type === 'token').length;
    if (tokens === 0) return;
    let queue: EdgeState['queue'] = emptyQueue;
    for (const entry of entries) queue = enqueue(queue, entry.type === 'token' ? dead : entry);
    this.ownEdge(index).queue = queue;
    const { target } = this.plan.edges[index] as Plan['edges'][number];
    this.frame.tokens -= tokens;
    this.hold(target, -tokens);
    if (entries[0]?.type === 'token') this.ownNode(target).tokenHeads--;
  }

  private drop(activation: Activation): void {
    const { control, owner } = this;
    control.live = control.live.delete(activation.number, owner);
    if (activation.phase === 'ready') control.ready = control.ready.delete(readyKey(activation), owner);
    if (activation.phase === 'running') control.running--;
    this.frame.live--;
    this.ownNode(activation.node).live--;
    this.hold(activation.node, -1);
  }

  private activate(index: number, cause: ErrorInfo | undefined): void {
    const { control, owner, frame } = this;
    const state = this.ownNode(index);
    const number = activationNumber(this.nextActivation++);
    state.activated++;
    state.live++;
    const activation = freshActivation({
      number,
      node: index,
      frame: frame.path,
      iteration: state.activated,
      cause,
      undoes: undefined,
    });
    frame.live++;
    control.live = control.live.set(number, activation, owner);
    control.ready = control.ready.set(readyKey(activation), number, owner);
    this.hold(index, 1);
  }

  /** Something comes over an edge. */
  private push(index: number, entry: Entry): void {
    const { target, closing } = this.plan.edges[index] as Plan['edges'][number];
    const cause = entry.type === 'token' ? entry.error : undefined;
    if (closing) return this.activate(target, cause);
    const edge = this.edge(index);
    if (edge.owed > 0) {
      this.ownEdge(index).owed--;
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
    const edge = this.ownEdge(index);
    const wasEmpty = edge.queue.size === 0;
    edge.queue = enqueue(edge.queue, entry);
    if (entry.type === 'token') {
      this.frame.tokens++;
      this.hold(target, 1);
    }
    if (!wasEmpty) return;
    const state = this.ownNode(target);
    state.filled++;
    if (entry.type !== 'dead') state.tokenHeads++;
    state.present = cons(index, state.present);
    this.work.push(target);
  }

  /** Only inside a cycle is an edge that is not taken dead at once; death never crosses a closing edge. */
  private pushDead(index: number): void {
    const { closing, component } = this.plan.edges[index] as Plan['edges'][number];
    if (!closing && component >= 0) this.push(index, dead);
  }

  private exhaust(index: number): void {
    if (this.edge(index).exhausted) return;
    const edge = this.ownEdge(index);
    edge.exhausted = true;
    const { target } = this.plan.edges[index] as Plan['edges'][number];
    if (edge.queue.size === 0) this.ownNode(target).open--;
    const { component } = this.planNode(target);
    if (component >= 0) {
      const state = this.component(component);
      this.setComponent(component, { ...state, entering: state.entering - 1 });
    }
    this.work.push(target);
  }

  private hold(node: number, by: number): void {
    const { component } = this.planNode(node);
    if (component < 0) return;
    const { entering, held, finished } = this.component(component);
    this.setComponent(component, { entering, held: held + by, finished });
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
    this.ownNode(index).finished = true;
    if (state.activated === 0 && !handlersOf(this.plan).has(index)) this.skip(index);
    for (const edge of this.planNode(index).outgoing) this.exhaust(edge);
  }

  private settleRound(index: number): boolean {
    const state = this.node(index);
    if (state.filled === 0) return false;
    const node = this.planNode(index);
    const complete = state.filled === state.open;
    if (complete && state.tokenHeads === 0) {
      this.consumeRound(index, 0);
      this.skip(index);
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
    const state = this.ownNode(index);
    const { present } = state;
    if (owing === 1) this.oweRound(index);
    state.present = undefined;
    // Mostly there is one.
    if (present !== undefined && present.tail === undefined) return this.consumeFirst(state, present.head);
    let cause: ErrorInfo | undefined;
    for (const at of consList(present).sort((a, b) => a - b)) {
      const error = this.consumeFirst(state, at);
      cause ??= error;
    }
    return cause;
  }

  /** Takes the first entry of a filled forward edge. Gives the error that it carried. */
  private consumeFirst(state: Owned<NodeState>, at: number): ErrorInfo | undefined {
    const edge = this.ownEdge(at);
    const first = edge.queue.front?.head as Entry;
    edge.queue = dequeue(edge.queue);
    if (first.type === 'token') {
      this.frame.tokens--;
      this.hold(this.plan.edges[at]?.target as number, -1);
    }
    if (first.type !== 'dead') state.tokenHeads--;
    const next = edge.queue.front;
    if (next === undefined) {
      state.filled--;
      if (edge.exhausted) state.open--;
    } else {
      state.present = cons(at, state.present);
      if (next.head.type !== 'dead') state.tokenHeads++;
    }
    return first.type === 'token' ? first.error : undefined;
  }

  private oweRound(index: number): void {
    for (const at of this.planNode(index).forward) {
      const edge = this.edge(at);
      if (edge.queue.size === 0 && !edge.exhausted) this.ownEdge(at).owed++;
    }
  }

  /** A cycle that can't be entered again and holds nobody is over: what leaves it can deliver no more. */
  private settleComponent(index: number): void {
    const state = this.component(index);
    if (state.finished || state.entering > 0 || state.held > 0) return;
    this.setComponent(index, { ...state, finished: true });
    const component = this.plan.components[index] as Plan['components'][number];
    for (const node of component.nodes) if (this.node(node).activated === 0) this.skip(node);
    for (const edge of component.leaving) this.exhaust(edge);
  }

  private skip(node: number): void {
    if (this.skipping === undefined) this.skipped = this.skipping = [];
    this.skipping.push(node);
  }
}

const none: readonly number[] = [];
const noneRemoved: readonly Removed[] = [];

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
