import type { EdgeId, ImplementationHash, NodeId, PlanHash, VariantId } from './ids.ts';
import type { GraphDocument, Join, Limits, MergeRule, RetryPolicy } from './graph-document.ts';
import type { Effects } from './node-definition.ts';
import type { JsonObject } from './value.ts';

/** A compiled, validated, immutable graph document that an execution is pinned to. Made by `graph/compile.ts`. */
export interface Plan {
  /** Of everything that decides behaviour: kinds, variants' configs, edges, conditions, contracts, limits; never of labels or positions. */
  readonly hash: PlanHash;
  readonly document: GraphDocument;
  /** In document order; `index` is the position here and the order in which ready activations start. */
  readonly nodes: readonly PlanNode[];
  readonly edges: readonly PlanEdge[];
  /** Strongly connected components with a cycle (several nodes, or one with an edge to itself). */
  readonly components: readonly PlanComponent[];
  /** Indexes of the nodes that start. */
  readonly starts: readonly number[];
  readonly limits: Required<Limits>;
  /** Rule per context key; a key that is not here is replaced. */
  readonly merge: ReadonlyMap<string, MergeRule>;
  readonly nodeIndex: ReadonlyMap<string, number>;
}

export interface PlanNode {
  readonly index: number;
  readonly id: NodeId;
  readonly kind: string;
  readonly label: string;
  readonly variants: readonly Implementation[];
  /** Index into `variants` of the one that a new execution starts with. */
  readonly active: number;
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly reads: readonly string[] | undefined;
  readonly writes: readonly string[] | undefined;
  readonly join: Join;
  readonly split: 'all' | 'first';
  readonly retry: Required<RetryPolicy>;
  readonly timeoutMs: number;
  readonly onError: 'fail' | 'continue' | 'edge';
  readonly effects: Effects;
  /** Edge indexes in document order: incoming that do not close a cycle, incoming that do, and outgoing. */
  readonly forward: readonly number[];
  readonly closing: readonly number[];
  readonly outgoing: readonly number[];
  /** Index into `components`, or -1. */
  readonly component: number;
}

export interface PlanEdge {
  readonly index: number;
  readonly id: EdgeId;
  readonly source: number;
  readonly target: number;
  readonly port: string;
  readonly when: string | undefined;
  /** Whether its target is on the stack of the depth-first search from the starts. */
  readonly closing: boolean;
  /** The component that both ends are in, or -1. */
  readonly component: number;
}

export interface PlanComponent {
  readonly index: number;
  readonly nodes: readonly number[];
  readonly entering: readonly number[];
  readonly leaving: readonly number[];
}

/** What exactly runs for a node: a variant of the plan, or edited code bound into an execution later. */
export interface Implementation {
  readonly hash: ImplementationHash;
  readonly variant: VariantId;
  readonly name: string;
  readonly config: JsonObject;
  /** `true` where the config is not (or no longer) the document's variant but was edited into the execution. */
  readonly edited: boolean;
}
