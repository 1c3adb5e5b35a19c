import { describe, expect, test } from 'vitest';
import type { ActivationRequest, NodeTools } from '../../src/model/activation.ts';
import type { GraphNode } from '../../src/model/graph-document.ts';
import { checkpointId } from '../../src/model/ids.ts';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import { createBench } from './engine-bench.ts';
import type { Behaviour, Behaviours, Bench } from './engine-bench.ts';
import { planWithGraphs } from './scope-plan.ts';
import { createRandom } from './random-plan.ts';

/** Branches side by side, some of them scopes, that send, receive, choose, wait for milestones and hold locks. */
function randomProgram(seed: number) {
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
      nodes[`c${chain}`] = { kind, config: { graph } };
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

const ordered = { options: { ordered: true }, executors: nodeExecutors };
const outcome = ({ runtime }: Bench) => ({
  status: runtime.summary.status,
  chain: runtime.path().map(({ path, hash }) => `${path} ${hash.slice(0, 8)}`),
  live: runtime.summary.live.map(({ path, state }) => `${path} ${state}`),
});
/** What came where: each receiver's message. */
const deliveries = ({ runtime }: Bench) => runtime.contextAt().entries.map(({ key, value }) => `${key} ${value.hash}`);

describe('laws of waiting', () => {
  test('[E105] [E106] going on from any checkpoint, also after a reload, comes to what the straight run came to', async () => {
    let waits = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { plan, behaviours } = randomProgram(seed);
      let bench = await createBench(plan, behaviours as Behaviours, ordered).run();
      const straight = { ...outcome(bench), got: deliveries(bench) };
      waits += bench.events.filter(({ type }) => type === 'activation-waiting').length;
      const random = createRandom(seed);
      for (let turn = 0; turn < 4; turn++) {
        const from = checkpointId(Math.floor(random() * straight.chain.length));
        await bench.dispatch({ type: 'rollback', to: from });
        if (turn % 2 === 1) bench = await bench.reload();
        await bench.dispatch({ type: 'resume' });
        expect({ seed, turn, from, ...outcome(bench), got: deliveries(bench) }).toEqual({
          seed,
          turn,
          from,
          ...straight,
        });
      }
    }
    expect(waits).toBeGreaterThan(100);
  });
});
