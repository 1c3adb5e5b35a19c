import { createSnapshot } from '../context/snapshot.ts';
import type { ContextVersion } from '../context/context-version.ts';
import type { ExpressionEvaluator } from '../model/activation.ts';
import { toErrorInfo, WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { EdgeId } from '../model/ids.ts';
import type { Plan, PlanEdge, PlanNode } from '../model/plan.ts';
import type { Value } from '../model/value.ts';

export interface Route {
  readonly taken: readonly EdgeId[];
  /** The conditions that were evaluated, by edge. */
  readonly conditions?: Readonly<Record<string, boolean>> | undefined;
}

/**
 * Which edges of `port` fire over the committed context: those whose `when` holds, or the first of them under `split: first`;
 * where none does, those marked as default. Synchronous where no condition has to be waited for. Fails with `execution/condition` and the edge as place.
 */
export function route(
  { plan, node, port, context }: { plan: Plan; node: PlanNode; port: string; context: ContextVersion },
  expressions: ExpressionEvaluator,
): Route | Promise<Route> {
  const candidates = candidatesOf(plan, node, port);
  if (candidates.always !== undefined) return candidates.always;
  return new Router({ ...candidates, node, context }, expressions).next(0);
}

interface Candidates {
  readonly port: string;
  /** In document order. */
  readonly edges: readonly PlanEdge[];
  readonly defaults: readonly PlanEdge[];
  /** Where no edge has a condition. */
  readonly always: Route | undefined;
}

/** Of each node of a plan those of the ports that it has used: mostly one. */
const known = new WeakMap<Plan, (Candidates[] | undefined)[]>();

/** They are the same at every commit of the node. */
function candidatesOf(plan: Plan, node: PlanNode, port: string): Candidates {
  let byNode = known.get(plan);
  if (byNode === undefined) known.set(plan, (byNode = plan.nodes.map(() => undefined)));
  const byPort = (byNode[node.index] ??= []);
  for (const candidates of byPort) if (candidates.port === port) return candidates;
  const found = edgesOf(plan, node, port);
  // A port of the node's own naming may be any text: those without edges are not kept.
  if (found.edges.length > 0 || found.defaults.length > 0) byPort.push(found);
  return found;
}

function edgesOf(plan: Plan, node: PlanNode, port: string): Candidates {
  const edges: PlanEdge[] = [];
  const defaults: PlanEdge[] = [];
  for (const index of node.outgoing) {
    const edge = plan.edges[index];
    if (edge?.port === port) (edge.isDefault ? defaults : edges).push(edge);
  }
  const isFree = edges.every((edge) => edge.when === undefined);
  return { port, edges, defaults, always: isFree ? { taken: firedOf(node, edges, defaults) } : undefined };
}

/** Of edges that all hold. */
function firedOf(node: PlanNode, edges: readonly PlanEdge[], defaults: readonly PlanEdge[]): readonly EdgeId[] {
  const fired = edges.length === 0 ? defaults : edges;
  return (node.split === 'first' ? fired.slice(0, 1) : fired).map((edge) => edge.id);
}

class Router {
  private readonly node: PlanNode;
  private readonly edges: readonly PlanEdge[];
  private readonly defaults: readonly PlanEdge[];
  private readonly context: ContextVersion;
  private readonly expressions: ExpressionEvaluator;
  private readonly taken: EdgeId[] = [];
  private readonly conditions: [string, boolean][] = [];

  constructor(of: Candidates & { node: PlanNode; context: ContextVersion }, expressions: ExpressionEvaluator) {
    this.node = of.node;
    this.edges = of.edges;
    this.defaults = of.defaults;
    this.context = of.context;
    this.expressions = expressions;
  }

  next(from: number): Route | Promise<Route> {
    for (let at = from; at < this.edges.length; at++) {
      const edge = this.edges[at] as PlanEdge;
      const holds = this.evaluate(edge);
      if (holds instanceof Promise) return this.wait(holds, edge, at);
      if (this.note(edge, holds)) break;
    }
    if (this.taken.length === 0) this.taken.push(...firedOf(this.node, [], this.defaults));
    return { taken: this.taken, conditions: Object.fromEntries(this.conditions) };
  }

  private async wait(holds: Promise<Value>, edge: PlanEdge, at: number): Promise<Route> {
    const value = await holds.catch((thrown: unknown) => Promise.reject(conditionError(edge, toErrorInfo(thrown))));
    return this.next(this.note(edge, value) ? this.edges.length : at + 1);
  }

  private evaluate(edge: PlanEdge): Value {
    if (edge.when === undefined) return true;
    try {
      return this.expressions.evaluate(edge.when, createSnapshot(this.context));
    } catch (thrown) {
      throw conditionError(edge, toErrorInfo(thrown));
    }
  }

  /** Whether no further edge is asked. */
  private note(edge: PlanEdge, value: Value): boolean {
    if (typeof value !== 'boolean') throw conditionError(edge, notBoolean(value));
    if (edge.when !== undefined) this.conditions.push([edge.id, value]);
    if (value) this.taken.push(edge.id);
    return value && this.node.split === 'first';
  }
}

const notBoolean = (value: Value) => ({
  message: `It gave ${value === undefined ? 'nothing' : `a ${value === null ? 'null' : typeof value}`} instead of true or false.`,
});

const conditionError = (edge: PlanEdge, cause: Pick<ErrorInfo, 'message'>): WtbError =>
  new WtbError({
    code: 'execution/condition',
    message: `The condition \`${edge.when}\` of edge \`${edge.id}\` can't be decided. ${cause.message}`,
    place: { edge: edge.id },
    remedy:
      'Write a condition that gives true or false for every context that gets here; `$exists(key)` asks for missing keys.',
    retryable: false,
  });
