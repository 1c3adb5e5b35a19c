import type { ActivationRequest, NodeTools } from '../../src/model/activation.ts';
import type { GraphNode } from '../../src/model/graph-document.ts';
import type { Behaviour } from './engine-bench.ts';
import { createRandom } from './random-plan.ts';
import { planWithGraphs } from './scope-plan.ts';

/** Branches side by side, some of them scopes, that send, receive, choose, wait for milestones and hold locks. */
export function randomWaiting(seed: number) {
  const random = createRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const behaviours: Record<string, Behaviour> = {};
  const nodes: Record<string, Partial<GraphNode> & { readonly config?: Record<string, unknown> }> = {};
  const graphs: Record<string, string> = {};
  const chains: string[] = [];
  for (let chain = 0; chain < 4; chain++) {
    const kind = pick(['plain', 'plain', 'subflow']);
    const prefix = kind === 'plain' ? '' : `g${chain}/`;
    const ids = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, at) => `n${chain}${at}`);
    for (const id of ids) {
      behaviours[`${prefix}${id}`] = behaviour(id, pick);
      if (random() < 0.3) nodes[`${prefix}${id}`] = { lock: pick(['l', 'm']) };
    }
    if (kind === 'plain') chains.push(['s', ...ids].join(' -> '));
    else {
      const graph = `g${chain}`;
      graphs[graph] = ids.join(' -> ');
      chains.push(`s -> c${chain}`);
      nodes[`c${chain}`] = { kind, config: { graph }, ...(random() < 0.25 ? { lock: pick(['l', 'm']) } : {}) };
    }
  }
  const limits = { maxConcurrency: pick([1, 2, 8]) };
  const context = { initial: { i: 0 } };
  return { plan: planWithGraphs(chains.join('; '), { graphs, nodes, limits, context }), behaviours };
}

function behaviour(id: string, pick: <T>(items: readonly T[]) => T): Behaviour {
  const name = pick(['x', 'y', 'z']);
  const other = pick(['x', 'y', 'z']);
  const persistent = pick([true, true, false]);
  const count = pick([1, 1, 2]);
  const least = pick([2, 4]);
  const got = (value: unknown, context: ActivationRequest['context']) => ({
    [id]: value,
    i: Number(context.get('i')) + 1,
  });
  const wait =
    (request: Parameters<NodeTools['wait']>[0]): Behaviour =>
    ({ context }, tools) =>
      tools.wait(request).then((value) => got(value, context));
  return pick<Behaviour>([
    ({ context }) => ({
      type: 'returned',
      value: got('sent', context),
      acts: Array.from({ length: count }, (_, at) => ({ type: 'send', name, value: `${id}.${at}`, persistent })),
    }),
    wait({ type: 'message', name }),
    wait({
      type: 'first',
      of: [
        { type: 'message', name },
        { type: 'message', name: other },
      ],
    }),
    wait({ type: 'condition', expression: `i > ${least}` }),
    ({ context }) => got('ran', context),
  ]);
}
