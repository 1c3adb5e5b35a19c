import type { EdgeId, ImplementationHash, NodeId, PlanHash, VariantId } from './ids.ts';
import type { GraphDocument, Join, Limits, MergeRule, RetryPolicy } from './graph-document.ts';
import type { Effects } from './node-definition.ts';
import type { JsonObject } from './value.ts';

/** A compiled, validated, immutable graph document that an execution is pinned to. Made by `graph/compile.ts`. */
export interface Plan {
  /** Of everything that decides behaviour: kinds, variants' configs, edges, conditions, contracts, limits; never of labels or positions. */
  readonly hash: PlanHash;
  readonly document: GraphDocument;
  /** The document's own graph first, then the named ones in document order. */
  readonly graphs: readonly PlanGraph[];
  readonly graphIndex: ReadonlyMap<string, number>;
  /**
   * Of all graphs, each graph's nodes side by side in document order; `index` is the position here and the order in which
   * ready activations start. Edges and components are numbered through all graphs, too.
   */
  readonly nodes: readonly PlanNode[];
  readonly edges: readonly PlanEdge[];
  /** Strongly connected components with a cycle (several nodes, or one with an edge to itself). */
  readonly components: readonly PlanComponent[];
  /** Indexes of the nodes that start, of the document's own graph. */
  readonly starts: readonly number[];
  readonly limits: Required<Limits>;
  /** Rule per context key; a key that is not here is replaced. */
  readonly merge: ReadonlyMap<string, MergeRule>;
  /** By {@link PlanNode.id}. */
  readonly nodeIndex: ReadonlyMap<string, number>;
}

/** The document's own graph, or a named one that scopes run. Its nodes, edges and components are ranges of the plan's. */
export interface PlanGraph {
  readonly index: number;
  /** Key in `graphs`; empty for the document's own. */
  readonly name: string;
  readonly firstNode: number;
  readonly nodeCount: number;
  readonly firstEdge: number;
  readonly edgeCount: number;
  readonly firstComponent: number;
  readonly componentCount: number;
  readonly starts: readonly number[];
  /** Its own context where it declares one: then a scope that runs it sees nothing of the outside. */
  readonly context: PlanContext | undefined;
}

export interface PlanContext {
  readonly initial: JsonObject;
  readonly schema: JsonObject | undefined;
  readonly merge: ReadonlyMap<string, MergeRule>;
  readonly onInvalid: 'fail' | 'reject' | 'repair';
}

export interface PlanNode {
  readonly index: number;
  /** Unique in the plan: the node's id, in a named graph `graph/node`. */
  readonly id: NodeId;
  /** The id in its graph, as it stands in paths: `map[12]/score` ends in the local id `score`. */
  readonly local: NodeId;
  /** Index into `graphs`. */
  readonly graph: number;
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
  readonly retry: PlanRetry;
  /** Per attempt. */
  readonly timeoutMs: number;
  /** For the whole activation; `undefined` = none. */
  readonly deadlineMs: number | undefined;
  readonly lock: string | undefined;
  /** Index of the node that undoes this one, or -1. A node that undoes others is no start and has no incoming edges. */
  readonly compensate: number;
  /** Indexes of the nodes that `join: {first, cancel: true}` cancels when it fires: those from which every way leads to it. */
  readonly losers: readonly number[];
  readonly onError: 'fail' | 'continue' | 'edge';
  readonly effects: Effects;
  /** Edge indexes in document order: incoming that do not close a cycle, incoming that do, and outgoing. */
  readonly forward: readonly number[];
  readonly closing: readonly number[];
  readonly outgoing: readonly number[];
  /** Index into `components`, or -1. */
  readonly component: number;
}

export type PlanRetry = Required<Omit<RetryPolicy, 'on' | 'except'>> & Pick<RetryPolicy, 'on' | 'except'>;

export interface PlanEdge {
  readonly index: number;
  readonly id: EdgeId;
  readonly source: number;
  readonly target: number;
  readonly port: string;
  readonly when: string | undefined;
  /** Taken only where no other edge of its port is. */
  readonly isDefault: boolean;
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
