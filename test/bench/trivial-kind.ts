import { compile } from '../../src/graph/compile.ts';
import type { NodeExecutor } from '../../src/model/activation.ts';
import type { GraphDocument, GraphEdge, GraphNode } from '../../src/model/graph-document.ts';
import type { NodeDefinition } from '../../src/model/node-definition.ts';
import type { Plan } from '../../src/model/plan.ts';

/** A kind that does next to nothing, so that what is left is the engine. */
export const trivialKind: NodeDefinition = {
  kind: 'trivial',
  title: 'Trivial',
  description: 'Gives a number at once.',
  group: 'compute',
  icon: 'circle',
  configSchema: { type: 'object' },
  defaultConfig: {},
  effects: 'pure',
  executable: true,
  ports: () => ({ names: ['next'], any: true }),
};

/** Counts its calls and gives the count; from call `steps` on it leaves the loop by port `done`. */
export function trivialExecutor(steps: number): NodeExecutor {
  let calls = 0;
  return {
    execute() {
      calls++;
      return { type: 'returned', value: calls, port: calls < steps ? 'next' : 'done' };
    },
  };
}

/** The same, for graphs that no port leads out of. */
export function countingExecutor(): NodeExecutor {
  let calls = 0;
  return { execute: () => ({ type: 'returned', value: ++calls }) };
}

const limits = { maxSteps: 1_000_000, maxContextBytes: 2 ** 30, maxValueBytes: 2 ** 30 };

export function planOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[], initial = {}): Plan {
  const { plan, problems } = compile(documentOf(nodes, edges, initial), new Map([['trivial', trivialKind]]));
  if (plan === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
}

export function documentOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[], initial = {}): GraphDocument {
  return {
    format: 'wtb/1',
    id: 'bench',
    name: 'Bench',
    nodes: [...nodes],
    edges: [...edges],
    limits,
    context: { initial },
  };
}

export const node = (id: string, output = 'value'): GraphNode => ({ id, kind: 'trivial', output });
export const edge = (source: string, target: string): GraphEdge => ({ id: `${source}-${target}`, source, target });

/** n0 → n1 → … */
export function chain(length: number): Plan {
  const ids = Array.from({ length }, (_, index) => `n${index}`);
  return planOf(
    ids.map((id) => node(id)),
    ids.slice(1).map((id, index) => edge(`n${index}`, id)),
  );
}

/** One, then `width` at once, each with a key of its own, then one that waits for them all. */
export function fanOut(width: number): Plan {
  const ids = Array.from({ length: width }, (_, index) => `n${index}`);
  return planOf(
    [node('first'), ...ids.map((id) => node(id, id)), node('last')],
    [...ids.map((id) => edge('first', id)), ...ids.map((id) => edge(id, 'last'))],
  );
}

/** Two nodes in a ring; how often is the executor's to decide. */
export const loop = (initial = {}): Plan =>
  planOf([{ ...node('work'), start: true }, node('turn')], [edge('work', 'turn'), edge('turn', 'work')], initial);

/** A layered graph without cycles: each node gets edges from the `edges / nodes` nodes some way before it. */
export function layered(nodes: number, edges: number): GraphDocument {
  const ids = Array.from({ length: nodes }, (_, index) => `n${index}`);
  const made: GraphEdge[] = [];
  for (let distance = 1; made.length < edges; distance += 7) {
    for (let index = distance; index < nodes && made.length < edges; index++) {
      made.push(edge(`n${index - distance}`, `n${index}`));
    }
  }
  return documentOf(
    ids.map((id) => node(id)),
    made,
  );
}
