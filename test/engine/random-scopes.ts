import type { GraphEdge, GraphNode } from '../../src/model/graph-document.ts';
import { compile } from '../../src/graph/compile.ts';
import type { Plan } from '../../src/model/plan.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import type { Behaviours } from './engine-bench.ts';
import { testKind } from './plan-from-text.ts';

type Body = { readonly nodes: GraphNode[]; readonly edges: GraphEdge[] };

/** Graphs that run graphs, two or three deep, with failing, leaving, cancelling and undoing steps. */
export function randomScopes(random: () => number): Plan | undefined {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const chance = (share: number) => random() < share;
  const depth = 2 + Math.floor(random() * 2);

  const settings = (level: number): Partial<GraphNode> => {
    if (level >= depth || chance(0.45)) return {};
    const graph = `g${level + 1}`;
    const caught: Partial<GraphNode> = chance(0.4)
      ? { onError: 'continue' }
      : chance(0.3)
        ? { retry: { maxAttempts: 2, initialDelayMs: 0 } }
        : {};
    const kind = pick(['subflow', 'map', 'loop'] as const);
    const config =
      kind === 'subflow'
        ? { graph }
        : kind === 'map'
          ? {
              graph,
              over: 'items',
              maxConcurrency: pick([1, 2, 8]),
              onFailure: pick(['fail', 'collect', { tolerate: 1 }]),
              ...(chance(0.2) ? { complete: { after: 2, cancelRest: chance(0.5) } } : {}),
            }
          : { graph, until: 'iteration > 1', maxIterations: 4 };
    return { kind, variants: [{ id: 'main', config: config as never }], ...caught };
  };

  const body = (level: number): Body => {
    const size = 1 + Math.floor(random() * 4);
    const nodes: GraphNode[] = [];
    const edges: GraphEdge[] = [];
    for (let at = 0; at < size; at++) {
      nodes.push({
        id: `n${at}`,
        kind: 'test',
        join: pick(['sync', 'sync', 'any', 'all', { first: 1, cancel: true }]),
        ...(chance(0.12) ? { lock: pick(['l', 'm', 'o']) } : {}),
        ...settings(level),
      });
      if (at > 0 && chance(0.8))
        edges.push({ id: `e${edges.length + 1}`, source: `n${Math.floor(random() * at)}`, target: `n${at}` });
      if (at > 1 && chance(0.3))
        edges.push({ id: `e${edges.length + 1}`, source: `n${Math.floor(random() * at)}`, target: `n${at}` });
    }
    if (chance(0.4)) {
      nodes.push({ id: 'undo', kind: 'test' });
      nodes[0] = { ...(nodes[0] as GraphNode), compensate: 'undo' };
    }
    if (level > 0 && chance(0.25)) {
      nodes.push({
        id: 'stop',
        kind: 'end',
        variants: [{ id: 'main', config: { what: pick(['iteration', 'scope', 'scope', 'execution']) } }],
      });
      edges.push({ id: `e${edges.length + 1}`, source: `n${size - 1}`, target: 'stop' });
    }
    if (chance(0.2)) {
      nodes.push({ id: 'drop', kind: 'cancel', variants: [{ id: 'main', config: { nodes: [`n${size - 1}`] } }] });
      edges.push({ id: `e${edges.length + 1}`, source: 'n0', target: 'drop' });
    }
    return { nodes, edges };
  };
  const graphs: Record<string, Body> = {};
  for (let level = 1; level <= depth; level++) graphs[`g${level}`] = body(level);
  const context = { initial: { items: [1, 2, 3] }, merge: { log: 'append', sum: 'sum' } as const };
  const limits = { maxSteps: 150, maxConcurrency: pick([1, 2, 8]) };
  return compile(
    { format: 'wtb/1', id: 'random', name: 'Random', context, limits, ...body(0), graphs },
    new Map([...nodeKinds, ['test', testKind]]),
  ).plan;
}

/** Every step logs where it stands; some of them fail, always in the same places. */
export function loggingBehaviours(plan: Plan, failing: number): Behaviours {
  return Object.fromEntries(
    plan.nodes.map(({ id, local }) => [
      id,
      ({ path, iteration, attempt, context }) => {
        const hash = Array.from(`${path}#${iteration}`).reduce(
          (sum, char) => (sum * 31 + char.charCodeAt(0)) % 9973,
          7,
        );
        if (local !== 'undo' && hash % 100 < failing && !(attempt > 1 && hash % 2 === 0))
          throw new Error(`fails at ${path}`);
        return { log: `${path}#${iteration}`, sum: hash % 10, [local]: context.has('log') ? 1 : 0 };
      },
    ]),
  );
}
