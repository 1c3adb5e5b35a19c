import type { Plan, PlanEdge, PlanNode } from '../../src/model/plan.ts';

/**
 * The rules of scheduling, written for clarity and not for speed: everything is worked out anew, again and again,
 * until nothing changes. Every node writes `i + 1`, conditions are `i < k` or `i > k`. Whoever runs holds its lock.
 */
export interface ReferenceResult {
  readonly status: 'completed' | 'failed' | 'stopped';
  /** Committed nodes in order. */
  readonly steps: readonly string[];
  /** Nodes that were skipped at least once. */
  readonly skipped: ReadonlySet<string>;
  /** Nodes of which an activation was taken away. */
  readonly cancelled: ReadonlySet<string>;
  readonly i: number;
  /** In a deadlock: how many tokens are left, by edge. */
  readonly left: Readonly<Record<string, number>>;
}

type Entry = 'token' | 'dead' | 'spent';
interface Live {
  readonly node: PlanNode;
  readonly number: number;
}
interface Running extends Live {
  readonly sees: number;
}

export function interpret(plan: Plan): ReferenceResult {
  return new Reference(plan).run();
}

class Reference {
  private i = 0;
  private readonly plan: Plan;
  private readonly queues = new Map<PlanEdge, Entry[]>();
  /** Entries still to come that belong to a round of `first: n` that is over. */
  private readonly owed = new Map<PlanEdge, number>();
  private readonly activated = new Set<PlanNode>();
  private readonly skipped = new Set<string>();
  private readonly cancelled = new Set<string>();
  private readonly steps: string[] = [];
  private ready: Live[] = [];
  private running: Running[] = [];
  /** Nodes at which something arrived that their joins have not looked at yet, in the order in which it did. */
  private readonly reached: PlanNode[] = [];
  private count = 0;

  constructor(plan: Plan) {
    this.plan = plan;
    for (const edge of plan.edges) this.queues.set(edge, []);
  }

  run(): ReferenceResult {
    for (const start of this.plan.starts) this.activate(this.node(start));
    this.settle();
    for (;;) {
      this.start();
      const next = this.running[0];
      if (next === undefined) break;
      this.commit(next);
      this.settle();
    }
    const { steps, skipped, cancelled, i } = this;
    const left = this.ready.length > 0 ? {} : this.tokensLeft();
    const status = this.ready.length > 0 ? 'stopped' : Object.keys(left).length > 0 ? 'failed' : 'completed';
    return { status, steps, skipped, cancelled, i, left };
  }

  private tokensLeft(): Record<string, number> {
    const counts = [...this.queues].map(([edge, queue]) => [edge.id, queue.filter((one) => one === 'token').length]);
    return Object.fromEntries(counts.filter(([, count]) => count !== 0)) as Record<string, number>;
  }

  private node(index: number): PlanNode {
    return this.plan.nodes[index] as PlanNode;
  }
  private edges(indexes: readonly number[]): PlanEdge[] {
    return indexes.map((index) => this.plan.edges[index] as PlanEdge);
  }
  private queue(edge: PlanEdge): Entry[] {
    return this.queues.get(edge) as Entry[];
  }

  private start(): void {
    const { maxSteps, maxConcurrency } = this.plan.limits;
    this.ready.sort((a, b) => a.node.index - b.node.index || a.number - b.number);
    while (this.running.length < maxConcurrency && this.steps.length + this.running.length < maxSteps) {
      const next = this.ready.find((one) => !this.isBlocked(one));
      if (next === undefined) return;
      this.ready = this.ready.filter((one) => one !== next);
      this.running.push({ ...next, sees: this.i });
    }
  }

  /** Somebody runs who holds the lock that it needs. */
  private isBlocked({ node }: Live): boolean {
    return node.lock !== undefined && this.running.some((one) => one.node.lock === node.lock);
  }

  private commit(activation: Running): void {
    const { node, sees } = activation;
    this.running = this.running.filter((one) => one !== activation);
    this.steps.push(node.id);
    this.i = sees + 1;
    const outgoing = this.edges(node.outgoing);
    const asked = outgoing.filter((edge) => !edge.isDefault && holds(edge.when, this.i));
    const holding = asked.length > 0 ? asked : outgoing.filter((edge) => edge.isDefault);
    const taken = node.split === 'first' ? holding.slice(0, 1) : holding;
    for (const edge of this.edges(node.outgoing)) {
      if (taken.includes(edge)) this.deliver(edge, 'token');
      else this.deliverDead(edge);
    }
  }

  private deliverDead(edge: PlanEdge): void {
    if (edge.component >= 0 && !edge.closing) this.deliver(edge, 'dead');
  }

  private deliver(edge: PlanEdge, entry: Entry): void {
    const target = this.node(edge.target);
    const owed = this.owed.get(edge) ?? 0;
    if (edge.closing) this.activate(target);
    else if (owed > 0) this.owed.set(edge, owed - 1);
    else if (target.join === 'any' && entry === 'token') {
      this.activate(target);
      if (target.component >= 0) this.put(edge, 'spent');
    } else this.put(edge, entry);
  }

  private put(edge: PlanEdge, entry: Entry): void {
    this.queue(edge).push(entry);
    this.reached.push(this.node(edge.target));
  }

  private activate(node: PlanNode): void {
    this.activated.add(node);
    this.ready.push({ node, number: this.count++ });
  }

  private settle(): void {
    while (this.settleNext());
    for (const node of this.plan.nodes) {
      if (this.isFinished(node, new Set()) && !this.activated.has(node)) this.skipped.add(node.id);
    }
  }

  private settleNext(): boolean {
    const node = this.reached.shift();
    if (node === undefined) return this.plan.nodes.some((one) => this.round(one));
    while (this.round(node));
    return true;
  }

  /** Whether a round of the node's join was over: it fired, or was skipped. */
  private round(node: PlanNode): boolean {
    const forward = this.edges(node.forward);
    const filled = forward.filter((edge) => this.queue(edge).length > 0);
    const heads = filled.map((edge) => this.queue(edge)[0]);
    const complete = forward.every((edge) => this.queue(edge).length > 0 || this.isExhausted(edge, new Set()));
    const alive = heads.filter((head) => head !== 'dead').length;
    if (filled.length === 0) return false;
    if (complete && alive === 0) {
      this.consume(filled);
      this.skipped.add(node.id);
      for (const edge of this.edges(node.outgoing)) this.deliverDead(edge);
      return true;
    }
    if (node.join === 'any') {
      if (complete) this.consume(filled);
      return complete;
    }
    const fires =
      node.join === 'sync' ? complete : alive >= (typeof node.join === 'object' ? node.join.first : forward.length);
    if (!fires) return false;
    if (typeof node.join === 'object') {
      for (const edge of forward) if (!filled.includes(edge)) this.owed.set(edge, (this.owed.get(edge) ?? 0) + 1);
    }
    this.consume(filled);
    if (typeof node.join === 'object' && node.join.cancel === true) this.cancelLosers(node);
    this.activate(node);
    return true;
  }

  /** What leads only to this join is taken away: activations count as committed with no edge taken, tokens as dead. */
  private cancelLosers(join: PlanNode): void {
    const losers = this.plan.nodes.filter((node) => node !== join && this.leadsOnlyTo(join, node));
    const taken = [...this.running, ...this.ready].filter(({ node }) => losers.includes(node));
    this.running = this.running.filter(({ node }) => !losers.includes(node));
    this.ready = this.ready.filter(({ node }) => !losers.includes(node));
    for (const { node } of taken) {
      this.cancelled.add(node.id);
      for (const edge of this.edges(node.outgoing)) this.deliverDead(edge);
    }
    for (const edge of losers.flatMap((node) => this.edges(node.forward))) {
      const dead = this.queue(edge).map((entry) => (entry === 'token' ? 'dead' : entry));
      this.queues.set(edge, dead);
    }
    this.reached.push(...losers);
  }

  /** It leads there, and so does everything that it leads to on other ways. */
  private leadsOnlyTo(join: PlanNode, node: PlanNode): boolean {
    const around = this.reachableFrom(node, join);
    return [node, ...around].every((one) => this.reachableFrom(one, undefined).has(join));
  }

  /** By one edge or more, none of them leaving `without`. */
  private reachableFrom(node: PlanNode, without: PlanNode | undefined): Set<PlanNode> {
    const found = new Set<PlanNode>();
    const open = [node];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const edge of at === without ? [] : this.edges(at.outgoing)) {
        const target = this.node(edge.target);
        if (!found.has(target)) open.push(target);
        found.add(target);
      }
    }
    if (without !== undefined) found.delete(without);
    return found;
  }

  private consume(edges: readonly PlanEdge[]): void {
    for (const edge of edges) this.queue(edge).shift();
  }

  private isLive(node: PlanNode): boolean {
    return [...this.ready, ...this.running].some((one) => one.node === node);
  }

  /** Nothing will ever come over the edge again. `asked` breaks questions that go round in a circle. */
  private isExhausted(edge: PlanEdge, asked: Set<PlanNode>): boolean {
    return edge.component < 0 && this.isFinished(this.node(edge.source), asked);
  }

  private isFinished(node: PlanNode, asked: Set<PlanNode>): boolean {
    const members = node.component < 0 ? [node] : this.plan.nodes.filter((one) => one.component === node.component);
    const incoming = members.flatMap((member) => this.edges(member.forward));
    return (
      !members.some((member) => this.isLive(member)) &&
      incoming.every((edge) => !this.queue(edge).includes('token')) &&
      incoming.every((edge) => (node.component >= 0 && edge.component >= 0) || this.isExhausted(edge, asked))
    );
  }
}

function holds(when: string | undefined, i: number): boolean {
  const [, operator, bound] = /^i ([<>]) (\d+)$/.exec(when ?? 'i < 1000000') ?? [];
  return operator === '<' ? i < Number(bound) : i > Number(bound);
}
