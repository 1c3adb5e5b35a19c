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
  readonly conditions?: Readonly<Record<string, boolean>>;
}

/**
 * Which edges of `port` fire over the committed context: those whose `when` holds, or the first of them under `split: first`.
 * Synchronous where no condition has to be waited for. Fails with `execution/condition` and the edge as place.
 */
export function route(
  { plan, node, port, context }: { plan: Plan; node: PlanNode; port: string; context: ContextVersion },
  expressions: ExpressionEvaluator,
): Route | Promise<Route> {
  const edges = edgesOf(plan, node, port);
  if (edges.every((edge) => edge.when === undefined)) {
    return { taken: (node.split === 'first' ? edges.slice(0, 1) : edges).map((edge) => edge.id) };
  }
  return new Router(node, edges, context, expressions).next(0);
}

function edgesOf(plan: Plan, node: PlanNode, port: string): PlanEdge[] {
  const edges: PlanEdge[] = [];
  for (const index of node.outgoing) {
    const edge = plan.edges[index];
    if (edge?.port === port) edges.push(edge);
  }
  return edges;
}

class Router {
  private readonly node: PlanNode;
  private readonly edges: readonly PlanEdge[];
  private readonly context: ContextVersion;
  private readonly expressions: ExpressionEvaluator;
  private readonly taken: EdgeId[] = [];
  private readonly conditions: [string, boolean][] = [];

  constructor(node: PlanNode, edges: readonly PlanEdge[], context: ContextVersion, expressions: ExpressionEvaluator) {
    this.node = node;
    this.edges = edges;
    this.context = context;
    this.expressions = expressions;
  }

  next(from: number): Route | Promise<Route> {
    for (let at = from; at < this.edges.length; at++) {
      const edge = this.edges[at] as PlanEdge;
      const holds = this.evaluate(edge);
      if (holds instanceof Promise) return this.wait(holds, edge, at);
      if (this.note(edge, holds)) break;
    }
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
