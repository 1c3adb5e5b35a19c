import { compile } from '../../src/graph/compile.ts';
import type { GraphDocument, GraphNode, SubGraph } from '../../src/model/graph-document.ts';
import type { Plan } from '../../src/model/plan.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { documentFromText, testKind } from './plan-from-text.ts';
import type { PlanSettings } from './plan-from-text.ts';

export interface ScopeSettings extends Omit<PlanSettings, 'nodes'> {
  /** Graphs by name, as text. */
  readonly graphs: Readonly<Record<string, string>>;
  /** By id in the plan: `map`, `item/score`. A node's `config` is its one variant's. */
  readonly nodes?: Readonly<Record<string, Partial<GraphNode> & { readonly config?: Record<string, unknown> }>>;
  /** Contexts of graphs that have one of their own. */
  readonly contexts?: Readonly<Record<string, SubGraph['context']>>;
}

/** A plan with named graphs, each written as {@link planFromText} has it. */
export function planWithGraphs(text: string, settings: ScopeSettings): Plan {
  const { plan, problems } = compile(documentWithGraphs(text, settings), new Map([...nodeKinds, ['test', testKind]]));
  if (plan === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
}

export function documentWithGraphs(text: string, settings: ScopeSettings): GraphDocument {
  const { graphs, nodes = {}, contexts = {}, ...rest } = settings;
  const within = (prefix: string): Record<string, Partial<GraphNode>> =>
    Object.fromEntries(
      Object.entries(nodes).flatMap(([id, { config, ...node }]) => {
        const local = id.startsWith(prefix) ? id.slice(prefix.length) : '';
        if (local === '' || local.includes('/')) return [];
        return [
          [local, config === undefined ? node : { ...node, variants: [{ id: 'main', config: config as never }] }],
        ];
      }),
    );
  const document = documentFromText(text, { ...rest, nodes: within('') });
  const named = Object.entries(graphs).map(([name, graph]) => {
    const { nodes, edges } = documentFromText(graph, { nodes: within(`${name}/`) });
    const context = contexts[name];
    return [name, { nodes, edges, ...(context === undefined ? {} : { context }) }] as const;
  });
  return { ...document, graphs: Object.fromEntries(named) };
}
