import { consElements, emptyQueue, queueElements } from '../../src/base/persistent-queue.ts';
import { activationOf, initialComponent, initialEdge, initialNode, readyKey } from '../../src/engine/control.ts';
import type { Activation, EdgeState, Frame, NodeState } from '../../src/engine/control.ts';
import { linkHash, linkOf } from '../../src/engine/hash-chain.ts';
import { channelOf } from '../../src/engine/mail.ts';
import { sourceOf } from '../../src/engine/state.ts';
import type { ExecutionState } from '../../src/engine/state.ts';
import type { SimpleWait } from '../../src/model/execution.ts';
import type { Plan, PlanEdge, PlanGraph, PlanNode } from '../../src/model/plan.ts';

/**
 * What must hold of every state, after every event: all that the state keeps twice is worked out anew from what it keeps
 * once, with no regard for speed. Gives what does not hold; nothing where all is well.
 */
export function checkInvariants(plan: Plan, state: ExecutionState): readonly string[] {
  return new Invariants(plan, state).check();
}

class Invariants {
  private readonly plan: Plan;
  private readonly state: ExecutionState;
  private readonly live: readonly Activation[];
  /** All of them, the root's first. */
  private readonly frames: readonly Frame[];
  /** Frames of committed scopes in which something may yet be undone: the record of the frame around names each of them once. */
  private readonly undoable: ReadonlySet<string>;
  private readonly broken: string[] = [];

  constructor(plan: Plan, state: ExecutionState) {
    this.plan = plan;
    this.state = state;
    this.live = [...state.control.live.values()];
    this.frames = [state.control.root, ...state.control.frames.values()];
    const undone = this.frames.flatMap(({ done }) => [...consElements(done)]);
    const named = undone.flatMap((undo) => ('frame' in undo ? [undo.frame] : []));
    this.same('[E92] frames to be undone are named once', named.length, new Set(named).size);
    for (const path of named) this.same(`[E92] ${path} is closed`, state.control.frames.get(path)?.closed, true);
    this.undoable = new Set([...named, ...this.frames.map(({ leadsTo }) => leadsTo)]);
  }

  check(): readonly string[] {
    this.checkStatus();
    this.checkHead();
    this.checkReady();
    for (const activation of this.live) this.checkActivation(activation);
    this.checkNames();
    for (const frame of this.frames) this.checkFrame(frame);
    this.checkDue();
    this.checkContexts();
    this.checkLocks();
    this.checkMail();
    return this.broken;
  }

  private same(what: string, kept: unknown, found: unknown): void {
    const [a, b] = [JSON.stringify(kept), JSON.stringify(found)];
    if (a !== b) this.broken.push(`${what}: the state says ${a}, but it is ${b}`);
  }

  private holds(what: string, holds: boolean): void {
    if (!holds) this.broken.push(what);
  }

  // The execution

  private checkStatus(): void {
    const { status, pause, error, budget, control, scopes } = this.state;
    const isOver = status === 'completed' || status === 'failed' || status === 'stopped';
    const rests = isOver || status === 'paused' || status === 'interrupted';
    if (rests) this.same(`[E42] running while ${status}`, control.running, 0);
    this.holds(
      `a pause has a reason: ${status}`,
      (status === 'paused' || status === 'pausing') === (pause !== undefined),
    );
    this.holds(`[E89] a step is under way while ${status}`, budget === undefined || !rests);
    this.holds('what failed has an error', status !== 'failed' || error !== undefined);
    if (status === 'paused' && pause?.type === 'error') {
      const failed = activationOf(control, pause.activation);
      this.holds(
        '[E46] who failed is kept as failed',
        failed?.phase === 'failed' && failed.error?.code === pause.error.code,
      );
    }
    if (status === 'completed') {
      this.same('[E23] a completed execution holds activations', this.live.length, 0);
      this.same('[E80] a completed execution holds frames', control.frames.size, 0);
      this.same('[E84] a completed execution holds contexts of frames', scopes.size, 0);
      this.same('[E24] a completed execution holds tokens', control.root.tokens, 0);
      this.same('[E104] a completed execution holds letters', control.mail.outbox.size, 0);
    }
  }

  private checkHead(): void {
    const { checkpoints, head, tail, plan, context, nextSeq } = this.state;
    const record = checkpoints.get(head);
    const last = tail?.head ?? record?.made;
    this.same('[E3] events are numbered', nextSeq, (last?.seq ?? -1) + 1);
    if (record === undefined) return this.same('head', head, -1);
    const parent = checkpoints.get(record.parent);
    this.same('the head names itself', record.index, head);
    this.holds(
      'a parent is there before its child',
      record.parent < record.index && record.parent < 0 === (head === 0),
    );
    this.same('depth', record.depth, parent === undefined ? 0 : parent.depth + 1);
    this.same('steps', record.steps, (parent?.steps ?? 0) + (sourceOf(record) === 'step' ? 1 : 0));
    this.holds('[E36] the context is that of the last checkpoint', context === record.context);
    const { made } = record;
    this.same('[E70] the chain', made.hash, linkHash(linkOf(made, plan.hash, parent?.made.hash ?? '')));
  }

  // Activations

  private checkReady(): void {
    const { control, plan } = this.state;
    const ready = this.live.filter(({ phase }) => phase === 'ready').sort((a, b) => readyKey(a) - readyKey(b));
    this.same(
      '[E37] who is ready, in order',
      [...control.ready.values()],
      ready.map(({ number }) => number),
    );
    const running = this.live.filter(({ phase }) => phase === 'running').length;
    this.same('running', control.running, running);
    this.holds(`[E88] ${running} run at once`, running <= plan.limits.maxConcurrency);
  }

  private checkActivation(activation: Activation): void {
    const { number, phase, frame: path, node, iteration, wait, error, order, startedAt, snapshot, scope } = activation;
    const who = `activation ${number} (${path} ${this.plan.nodes[node]?.id}, ${phase})`;
    const frame = this.frames.find((one) => one.path === path);
    this.holds(`${who} stands in a frame`, frame !== undefined && !frame.closed);
    this.same(`the graph of ${who}`, this.plan.nodes[node]?.graph, frame?.graph);
    this.holds(
      `[E92] ${who} undoes something, or its frame goes on`,
      frame?.ending === undefined || activation.undoes !== undefined,
    );
    this.holds(`${who} is numbered`, number < this.state.nextActivation);
    const { activated } = frame === undefined ? { activated: 0 } : this.nodeState(frame, node);
    this.holds(`[E80] ${who} is one of its node's`, iteration >= 1 && iteration <= activated);
    this.holds(`[E55] ${who} waits for something`, (phase === 'waiting') === (wait !== undefined));
    this.holds(`${who} has an error`, (phase === 'failed') === (error !== undefined));
    this.holds(
      `[E37] ${who} has its place among the started`,
      order === undefined || order < this.state.control.started,
    );
    const hasStarted = startedAt !== undefined && snapshot !== undefined;
    this.holds(`${who} has started`, (phase !== 'running' && phase !== 'open') || hasStarted);
    this.holds(`${who} has a turn to commit`, phase !== 'running' || order !== undefined);
    this.holds(`[E81] ${who} has frames open`, phase !== 'open' || (scope !== undefined && scope.open.length > 0));
    for (const open of scope?.open ?? []) this.checkOpened(who, activation, open, false);
    for (const kept of scope?.kept ?? []) this.checkOpened(who, activation, kept, true);
  }

  private checkOpened(who: string, { number, frame: parent }: Activation, path: string, closed: boolean): void {
    const frame = this.state.control.frames.get(path);
    this.same(`${path} of ${who}`, [frame?.owner, frame?.parent, frame?.closed], [number, parent, closed]);
  }

  private checkNames(): void {
    const names = this.live.map(({ frame, node, iteration }) => `${frame} ${node} ${iteration}`);
    this.same('[E80] nobody is live twice', names.length, new Set(names).size);
    const orders = this.live.flatMap(({ order }) => order ?? []);
    this.same('[E37] everybody who started has a place of its own', orders.length, new Set(orders).size);
  }

  // Frames

  private checkFrame(frame: Frame): void {
    const { path, owner, ending, closed, live, children } = frame;
    const name = `frame ${path === '' ? 'of the root' : path}`;
    if (path !== '') {
      const scope = this.live.find(({ number }) => (number as number) === owner)?.scope;
      const isKnown = (closed ? scope?.kept : scope?.open)?.includes(path) ?? false;
      this.holds(
        `[E80] ${name}: its scope is live and knows of it`,
        isKnown || (scope === undefined && (ending !== undefined || this.undoable.has(path))),
      );
      const parent = this.frames.find((one) => one.path === frame.parent);
      // A closed one may be of an iteration that another one goes on from.
      if (!closed) this.same(`depth of ${name}`, frame.depth, parent === undefined ? undefined : parent.depth + 1);
    }
    this.same(`live in ${name}`, live, this.liveIn(frame).length);
    const inner = this.frames.filter((one) => one.path !== '' && one.parent === path && !one.closed);
    this.same(`open frames in ${name}`, children, inner.length);
    this.holds(`[E92] ${name} is kept for something to undo`, !closed || (live === 0 && frame.done !== undefined));
    // What is left on the edges of a frame that was ended is of no account.
    if (closed || ending !== undefined || this.state.head < 0) return;
    const { edges, tokens } = this.counted(frame);
    this.same(`tokens in ${name}`, tokens, edges);
    this.checkGraph(name, frame);
  }

  private counted(frame: Frame): { readonly tokens: number; readonly edges: number } {
    const edges = this.edgesOf(frame).reduce((sum, edge) => sum + tokensOn(this.edgeState(frame, edge)), 0);
    return { tokens: frame.tokens, edges };
  }

  private checkGraph(name: string, frame: Frame): void {
    const graph = this.graphOf(frame);
    for (const edge of this.edgesOf(frame)) this.checkEdge(`edge ${edge.id} in ${name}`, frame, edge);
    for (const node of this.plan.nodes.slice(graph.firstNode, graph.firstNode + graph.nodeCount))
      this.checkNode(`node ${node.id} in ${name}`, frame, node);
    for (let at = graph.firstComponent; at < graph.firstComponent + graph.componentCount; at++)
      this.checkComponent(`cycle ${at} in ${name}`, frame, at);
  }

  private checkEdge(name: string, frame: Frame, edge: PlanEdge): void {
    const { queue, exhausted, owed } = this.edgeState(frame, edge);
    const entries = [...queueElements(queue)];
    const inCycle = edge.component >= 0;
    this.same(`size of ${name}`, queue.size, entries.length);
    this.holds(`[E27] ${name} closes a cycle and queues nothing`, !edge.closing || entries.length === 0);
    this.holds(
      `[E21] death crosses ${name}`,
      inCycle || !entries.some(({ type }) => type === 'dead') || this.cancels(frame),
    );
    this.holds(`[E26] what ${name} owes is swallowed`, owed === 0 || entries.length === 0);
    const source = this.plan.nodes[edge.source] as PlanNode;
    const isOver =
      source.component < 0
        ? this.nodeState(frame, source.index).finished
        : this.componentState(frame, source.component).finished;
    this.same(`[E23] [E29] ${name} is exhausted`, exhausted, !inCycle && isOver);
  }

  /** Tokens that were taken away are dead also outside of cycles ([E93]). */
  private cancels(frame: Frame): boolean {
    const graph = this.graphOf(frame);
    const nodes = this.plan.nodes.slice(graph.firstNode, graph.firstNode + graph.nodeCount);
    return nodes.some(({ kind, join }) => kind === 'cancel' || (typeof join === 'object' && join.cancel === true));
  }

  private checkNode(name: string, frame: Frame, node: PlanNode): void {
    const state = this.nodeState(frame, node.index);
    const forward = node.forward.map((index) => this.plan.edges[index] as PlanEdge);
    const states = forward.map((edge) => this.edgeState(frame, edge));
    const filled = forward.filter((edge) => this.edgeState(frame, edge).queue.size > 0);
    const open = states.filter(({ queue, exhausted }) => queue.size > 0 || !exhausted).length;
    const heads = states
      .map(({ queue }) => queue.front?.head.type)
      .filter((type) => type !== undefined && type !== 'dead').length;
    const live = this.liveIn(frame).filter((one) => one.node === node.index && one.undoes === undefined).length;
    this.same(
      `counters of ${name}`,
      [state.open, state.filled, state.tokenHeads, state.live],
      [open, filled.length, heads, live],
    );
    this.same(
      `filled edges of ${name}`,
      [...consElements(state.present)].sort((a, b) => a - b),
      filled.map(({ index }) => index),
    );
    this.holds(
      `[E23] ${name} is over and yet something is live or may come`,
      !state.finished || (live === 0 && open === 0),
    );
    if (node.component < 0) this.same(`[E23] ${name} is over`, state.finished, live === 0 && open === 0);
    this.checkRound(name, node, state);
    if (node.join === 'any')
      this.same(
        `[E25] tokens at ${name}`,
        states.reduce((sum, edge) => sum + tokensOn(edge), 0),
        0,
      );
  }

  /** No round is complete: it would have fired, or been skipped. */
  private checkRound(name: string, { join, forward }: PlanNode, { filled, open, tokenHeads }: NodeState): void {
    if (filled === 0) return;
    const complete = filled === open;
    this.holds(`[E22] a dead round waits at ${name}`, !complete || tokenHeads > 0);
    if (join === 'sync' || join === 'any') this.holds(`[E22] [E25] a complete round waits at ${name}`, !complete);
    else
      this.holds(
        `[E24] [E26] enough tokens wait at ${name}`,
        tokenHeads < (join === 'all' ? forward.length : join.first),
      );
  }

  private checkComponent(name: string, frame: Frame, index: number): void {
    const { entering, held, finished } = this.componentState(frame, index);
    const component = this.plan.components[index] as Plan['components'][number];
    const coming = component.entering.filter(
      (edge) => !this.edgeState(frame, this.plan.edges[edge] as PlanEdge).exhausted,
    );
    const queued = this.edgesOf(frame)
      .filter(({ target }) => component.nodes.includes(target))
      .reduce((sum, edge) => sum + tokensOn(this.edgeState(frame, edge)), 0);
    const inside = this.liveIn(frame).filter(
      ({ node, undoes }) => undoes === undefined && component.nodes.includes(node),
    );
    this.same(`counters of ${name}`, [entering, held], [coming.length, queued + inside.length]);
    this.same(`[E29] ${name} is over`, finished, entering === 0 && held === 0);
  }

  private checkDue(): void {
    const { control } = this.state;
    const through = this.frames.filter(
      ({ path, live, children, closed, ending }) =>
        live === 0 && children === 0 && !closed && (path !== '' || ending !== undefined),
    );
    const isOver = this.state.status === 'completed' || this.state.status === 'failed';
    if (!isOver)
      this.same('[E87] frames to be closed', [...control.due].sort(), through.map(({ path }) => path).sort());
  }

  private checkContexts(): void {
    const { control, scopes } = this.state;
    const completed = this.live.flatMap(({ scope }) => [...consElements(scope?.completed)].map(({ path }) => path));
    const expected = new Set([...control.frames.keys(), ...completed]);
    this.same('[E84] frames that have a context', [...scopes.keys()].sort(), [...expected].sort());
  }

  // Locks and messages

  private checkLocks(): void {
    const held = new Map<string, Activation>();
    for (const activation of this.live.filter(({ holds }) => holds)) {
      const lock = this.plan.nodes[activation.node]?.lock ?? '';
      this.holds(`[E106] two hold lock ${lock}`, lock !== '' && !held.has(lock));
      this.same(`[E106] the holder of lock ${lock}`, this.state.control.locks.get(lock), activation.number);
      held.set(lock, activation);
    }
    for (const { node, phase, holds, number } of this.live) {
      const needs = phase === 'running' && this.plan.nodes[node]?.lock !== undefined;
      this.holds(`[E106] activation ${number} runs without its lock`, !needs || holds);
      this.holds(`[E106] activation ${number} failed and holds its lock`, phase !== 'failed' || !holds);
    }
  }

  private checkMail(): void {
    const { control, tail } = this.state;
    const { kept, receivers, began } = control.mail;
    const waiting = this.live.filter(({ phase }) => phase === 'waiting');
    const places = waiting.flatMap(({ since }) => since ?? []);
    this.same('[E101] everybody who waits has a place of its own', places.length, new Set(places).size);
    this.holds(
      '[E101] places are given in order',
      places.every((since) => since < began),
    );
    // Whoever just began to wait is given what is kept by the next event.
    const beginning = tail?.head.type === 'activation-waiting' ? tail.head.activation : undefined;
    for (const { wait, number, since } of waiting) {
      for (const channel of channelsOf(wait?.type === 'first' ? wait.of : wait?.type === 'message' ? [wait] : [])) {
        const listed = [...queueElements(receivers.get(channel) ?? emptyQueue)];
        const finds = listed.some((one) => one.number === number && one.since === since);
        this.holds(`[E101] senders find activation ${number} on ${channel}`, finds);
        this.holds(
          `[E103] activation ${number} waits for what is kept on ${channel}`,
          number === beginning || !kept.get(channel)?.size,
        );
      }
    }
    for (const [channel, letters] of kept.entries()) {
      const found = [...queueElements(letters)].every(
        ({ name, key, persistent }) => persistent && channelOf(name, key) === channel,
      );
      this.holds(`[E102] only messages that may be kept are, on ${channel}`, found);
    }
  }

  // What frames keep

  private graphOf({ graph }: Frame): PlanGraph {
    return this.plan.graphs[graph] as PlanGraph;
  }
  private edgesOf(frame: Frame): readonly PlanEdge[] {
    const { firstEdge, edgeCount } = this.graphOf(frame);
    return this.plan.edges.slice(firstEdge, firstEdge + edgeCount);
  }
  private liveIn({ path }: Frame): readonly Activation[] {
    return this.live.filter(({ frame }) => frame === path);
  }
  private edgeState(frame: Frame, { index }: PlanEdge): EdgeState {
    return frame.edges.get(index - this.graphOf(frame).firstEdge) ?? initialEdge;
  }
  private nodeState(frame: Frame, index: number): NodeState {
    return frame.nodes.get(index - this.graphOf(frame).firstNode) ?? initialNode(this.plan.nodes[index] as PlanNode);
  }
  private componentState(frame: Frame, index: number) {
    return frame.components.get(index - this.graphOf(frame).firstComponent) ?? initialComponent(this.plan, index);
  }
}

const tokensOn = ({ queue }: EdgeState): number =>
  [...queueElements(queue)].filter(({ type }) => type === 'token').length;

const channelsOf = (waits: readonly SimpleWait[]): readonly string[] =>
  waits.flatMap((wait) => (wait.type === 'message' ? [channelOf(wait.name, wait.key)] : []));
