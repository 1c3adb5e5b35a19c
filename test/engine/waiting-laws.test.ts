import { describe, expect, test } from 'vitest';
import { checkpointId } from '../../src/model/ids.ts';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import { createBench } from './engine-bench.ts';
import type { Behaviours, Bench } from './engine-bench.ts';
import { createRandom } from './random-plan.ts';
import { randomWaiting } from './random-waiting.ts';

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
      const { plan, behaviours } = randomWaiting(seed);
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
