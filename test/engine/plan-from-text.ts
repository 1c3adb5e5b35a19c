import { compile } from '../../src/graph/compile.ts';
import type { GraphDocument, GraphEdge, GraphNode } from '../../src/model/graph-document.ts';
import type { NodeDefinition } from '../../src/model/node-definition.ts';
import type { Plan } from '../../src/model/plan.ts';

/** A kind whose nodes do what the test's `behaviours` say. */
export const testKind: NodeDefinition = {
  kind: 'test',
  title: 'Test',
  description: 'Does what a test says.',
  group: 'compute',
  icon: 'flask-conical',
  configSchema: { type: 'object' },
  defaultConfig: {},
  effects: 'pure',
  executable: true,
  ports: () => ({ names: ['next', 'error'], any: true }),
};

export interface PlanSettings {
  /** Settings per node, over the defaults. */
  readonly nodes?: Readonly<Record<string, Partial<GraphNode>>>;
  readonly limits?: GraphDocument['limits'];
  readonly context?: GraphDocument['context'];
}

/**
 * A plan from chains, one a line or between `;`. Edges are numbered e1, e2, … as written:
 *
 * `a -> b` · `a -[x < 3]-> b` (condition) · `a -:error-> b` (port) · `a` (a node alone)
 */
export function planFromText(text: string, settings: PlanSettings = {}): Plan {
  const { plan, problems } = compile(documentFromText(text, settings), new Map([['test', testKind]]));
  if (plan === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
}

export function documentFromText(
  text: string,
  { nodes: over = {}, limits, context }: PlanSettings = {},
): GraphDocument {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  for (const chain of text.split(/[;\n]/)) {
    const parts = chain.trim().split(/\s*-(?:\[(.+?)\]-|:(\w+)-)?>\s*/);
    for (let at = 0; at < parts.length; at += 3) {
      const id = parts[at] ?? '';
      if (id === '') continue;
      if (!nodes.has(id)) nodes.set(id, { id, kind: 'test', ...over[id] });
      const target = parts[at + 3];
      if (target !== undefined) edges.push(edgeOf(edges.length + 1, [id, target], parts[at + 1], parts[at + 2]));
    }
  }
  return {
    format: 'wtb/1',
    id: 'test',
    name: 'Test',
    nodes: [...nodes.values()],
    edges,
    ...(limits === undefined ? {} : { limits }),
    ...(context === undefined ? {} : { context }),
  };
}

const edgeOf = (
  number: number,
  [source, target]: readonly [string, string],
  when: string | undefined,
  port: string | undefined,
): GraphEdge => ({
  id: `e${number}`,
  source,
  target,
  ...(when === undefined ? {} : { when }),
  ...(port === undefined ? {} : { port }),
});
