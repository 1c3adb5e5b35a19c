import type { GraphDocument, GraphEdge, GraphNode } from '../../src/model/graph-document.ts';
import type { Plan } from '../../src/model/plan.ts';
import { compile } from '../../src/graph/compile.ts';
import type { Behaviours } from './engine-bench.ts';
import { testKind } from './plan-from-text.ts';

/** Numbers in [0, 1) from a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const plainJoins = ['sync', 'sync', 'sync', 'sync', 'any', 'all', { first: 1 }, { first: 2 }] as const;
const cancelling = [
  { first: 1, cancel: true },
  { first: 1, cancel: true },
  { first: 2, cancel: true },
] as const;

/** What there may be in a graph beside cycles, conditions over `i`, and joins of every kind. */
export interface Features {
  /** Edges marked as default. */
  readonly defaults?: boolean;
  /** Joins that cancel what leads only to them. */
  readonly cancels?: boolean;
  /** Nodes that hold named locks. */
  readonly locks?: boolean;
}

export const everything: Features = { defaults: true, cancels: true, locks: true };

export function randomDocument(random: () => number, size: number, features: Features): GraphDocument {
  const joins = features.cancels === true ? [...plainJoins, ...cancelling] : plainJoins;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const nodes: GraphNode[] = [];
  for (let at = 0; at < size; at++) {
    const lock = features.locks === true && random() < 0.4 ? { lock: pick(['l', 'm']) } : {};
    nodes.push({ id: `n${at}`, kind: 'test', join: pick(joins), split: random() < 0.1 ? 'first' : 'all', ...lock });
  }
  const edges: GraphEdge[] = [];
  const connect = (source: number, target: number) => {
    const when = `i ${pick(['<', '>'])} ${Math.floor(random() * 25)}`;
    const edge = { id: `e${edges.length + 1}`, source: `n${source}`, target: `n${target}` };
    if (random() < 0.45) edges.push({ ...edge, when });
    else edges.push(features.defaults === true && random() < 0.4 ? { ...edge, default: true } : edge);
  };
  for (let target = 1; target < size; target++) connect(Math.floor(random() * target), target);
  const extra = Math.floor(random() * size);
  for (let at = 0; at < extra; at++) connect(Math.floor(random() * size), Math.floor(random() * size));
  const satisfied = nodes.map((node) => {
    const incoming = edges.filter(({ source, target }) => target === node.id && source !== target).length;
    return typeof node.join === 'object' && node.join.first > incoming ? { ...node, join: 'sync' as const } : node;
  });
  const limits = { maxSteps: 60, maxConcurrency: pick([1, 1, 2, 8]) };
  return {
    format: 'wtb/1',
    id: 'random',
    name: 'Random',
    context: { initial: { i: 0 } },
    limits,
    nodes: satisfied,
    edges,
  };
}

/** `undefined` where the graph does not compile (a join that its edges can't satisfy). */
export function randomPlan(seed: number, features: Features = everything): Plan | undefined {
  const random = createRandom(seed);
  return compile(randomDocument(random, 2 + Math.floor(random() * 9), features), new Map([['test', testKind]])).plan;
}

/** Every node writes `i + 1`, and its own count under its name. */
export function countingBehaviours(plan: Plan): Behaviours {
  return Object.fromEntries(
    plan.nodes.map(({ id }) => [
      id,
      ({ context, iteration }) => ({ i: (context.get('i') as number) + 1, [id]: `${id}#${iteration}` }),
    ]),
  );
}
