import { describe, expect, test } from 'vitest';
import { decodeControl, encodeControl } from '../../src/engine/control-snapshot.ts';
import { controlAt } from '../../src/engine/checkpoint-records.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { createdState } from '../../src/engine/state.ts';
import { checkpointId, executionId } from '../../src/model/ids.ts';
import type { Plan } from '../../src/model/plan.ts';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import { replayStep } from '../../src/engine/replay-step.ts';
import { benchPorts, createBench, defaultOptions } from './engine-bench.ts';
import type { Bench } from './engine-bench.ts';
import { createRandom } from './random-plan.ts';
import { loggingBehaviours, randomScopes } from './random-scopes.ts';

const seeds = Array.from({ length: 110 }, (_, seed) => seed + 1);

function* plans(): IterableIterator<{ readonly seed: number; readonly plan: Plan; readonly random: () => number }> {
  for (const seed of seeds) {
    const random = createRandom(seed * 7919);
    const plan = randomScopes(random);
    if (plan !== undefined) yield { seed, plan, random };
  }
}

const begun = async (plan: Plan, failing: number, options = {}): Promise<Bench> => {
  const bench = createBench(plan, loggingBehaviours(plan, failing), {
    executors: nodeExecutors,
    options: { ordered: true, ...options },
  });
  await bench.runtime.start();
  return idle(bench);
};

/** Backoffs end with the clock. */
async function idle(bench: Bench): Promise<Bench> {
  for (let turn = 0; turn < 30; turn++) {
    for (let settling = 0; settling < 10; settling++) await new Promise((resolve) => setImmediate(resolve));
    if (bench.runtime.summary.status !== 'running' && bench.runtime.summary.status !== 'pausing') return bench;
    bench.clock.advance(1000);
  }
  throw new Error(`It does not come to rest: ${JSON.stringify(bench.runtime.summary.live)}`);
}

const chain = (bench: Bench) => bench.runtime.path().map(({ hash }) => hash);
const view = (bench: Bench) => {
  const { entries, scopes = [] } = bench.runtime.contextAt();
  return JSON.stringify(
    [entries, scopes].map((part) => part),
    (key, value: unknown) => (key === 'writtenAt' ? '' : value),
  );
};

describe('laws of scopes', () => {
  test('[E80]–[E95] whatever the graph, it comes to rest, and what rests holds together', async () => {
    const outcomes = new Map<string, number>();
    for (const { seed, plan } of plans()) {
      for (const failing of [0, 12]) {
        const bench = await begun(plan, failing, { onUncaught: seed % 3 === 0 ? 'fail' : 'pause' });
        const { status, live, pause } = bench.runtime.summary;
        outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
        if (status === 'completed') expect({ seed, live }).toEqual({ seed, live: [] });
        if (status === 'paused') expect({ seed, type: pause?.type }).toEqual({ seed, type: 'error' });
        const open = bench.events.filter(({ type }) => type === 'frame-opened').length;
        const closed = bench.events.filter(({ type }) => type === 'frame-closed').length;
        if (status === 'completed')
          expect({ seed, closed: closed >= open || closed > 0 || open === 0 }).toEqual({ seed, closed: true });
        const again = await bench.reload();
        expect({ seed, view: view(again) }).toEqual({ seed, view: view(bench) });
        expect(again.runtime.summary.live).toEqual(bench.runtime.summary.live);
      }
    }
    expect(outcomes.get('completed')).toBeGreaterThan(20);
    expect(outcomes.get('paused')).toBeGreaterThan(5);
  }, 60_000);

  test('[E62] going on from any checkpoint gives the chain of the straight run', async () => {
    for (const { seed, plan, random } of plans()) {
      let bench = await begun(plan, seed % 2 === 0 ? 8 : 0);
      const straight = chain(bench);
      const { status } = bench.runtime.summary;
      // What nobody caught is tried again by resuming: that is no straight run.
      if (status === 'paused') continue;
      for (let turn = 0; turn < 4; turn++) {
        const from = checkpointId(Math.floor(random() * straight.length));
        await bench.runtime.dispatch({ type: 'rollback', to: from });
        if (turn === 2) bench = await bench.reload();
        await bench.runtime.dispatch({ type: 'resume' });
        await idle(bench);
        expect({ seed, from, status: bench.runtime.summary.status }).toEqual({ seed, from, status });
        expect({ seed, from, chain: chain(bench) }).toEqual({ seed, from, chain: straight });
      }
    }
  }, 60_000);

  test('[E41] [E89] stepping into everything gives the chain of the straight run', async () => {
    for (const { seed, plan } of plans()) {
      if (seed % 3 !== 0) continue;
      const bench = await begun(plan, 0, { startPaused: true });
      for (let turn = 0; turn < 400 && bench.runtime.summary.status === 'paused'; turn++) {
        const before = bench.runtime.path().length;
        await bench.runtime.dispatch({ type: 'step', depth: 'into' });
        await idle(bench);
        const after = bench.runtime.summary;
        if (after.status === 'paused')
          expect({ seed, grew: bench.runtime.path().length > before }).toEqual({ seed, grew: true });
      }
      expect({ seed, status: bench.runtime.summary.status }).not.toEqual({ seed, status: 'paused' });
      const straight = await begun(plan, 0);
      expect({ seed, status: bench.runtime.summary.status }).toEqual({ seed, status: straight.runtime.summary.status });
    }
  }, 60_000);

  test('[E63] a control snapshot survives JSON; a folded control equals the one that was kept', async () => {
    for (const { seed, plan } of plans()) {
      const bench = await begun(plan, seed % 2 === 0 ? 10 : 0);
      let state = createdState({ plan, executionId: executionId('x'), options: defaultOptions });
      for (const event of bench.journal.appended) {
        state = evolve(state, event);
        const text = JSON.stringify(encodeControl(state.control));
        const decoded = decodeControl(plan, JSON.parse(text));
        expect({ seed, at: event.seq, text: JSON.parse(JSON.stringify(encodeControl(decoded))) as unknown }).toEqual({
          seed,
          at: event.seq,
          text: JSON.parse(text) as unknown,
        });
      }
      let bare = state;
      for (const [index, record] of state.checkpoints.entries()) {
        if (index > 0)
          bare = {
            ...bare,
            checkpoints: bare.checkpoints.set(index, { ...record, control: undefined }),
          };
      }
      for (const [index, record] of state.checkpoints.entries()) {
        if (record.control === undefined) continue;
        expect({ seed, index, control: encodeControl(controlAt(bare, index)) }).toEqual({
          seed,
          index,
          control: encodeControl(record.control),
        });
      }
    }
  }, 60_000);

  test('[E98] a fork comes to the context of the straight run', async () => {
    for (const { seed, plan, random } of plans()) {
      if (seed % 2 === 0) continue;
      const bench = await begun(plan, 0);
      if (bench.runtime.summary.status !== 'completed') continue;
      const path = bench.runtime.path();
      const from = await bench.runtime.exportState(path[Math.floor(random() * path.length)]?.id ?? checkpointId(0));
      const fork = createBench(plan, loggingBehaviours(plan, 0), {
        executors: nodeExecutors,
        options: { ordered: true },
      });
      await fork.runtime.start({ from });
      await idle(fork);
      expect({ seed, from: from.checkpoint, context: await fork.context() }).toEqual({
        seed,
        from: from.checkpoint,
        context: await bench.context(),
      });
    }
  }, 60_000);

  test('[E44] [E50] [E51] [E60] whatever is asked of it in whatever moment, it goes on to its end', async () => {
    const ends = new Set<string>();
    for (const { seed, plan, random } of plans()) {
      const settings = { executors: nodeExecutors, options: { ordered: seed % 2 === 0 } };
      let bench = createBench(plan, loggingBehaviours(plan, seed % 3 === 0 ? 8 : 0), settings);
      await bench.runtime.start();
      for (let turn = 0; turn < 20; turn++) {
        for (let wait = Math.floor(random() * 3); wait > 0; wait--)
          await new Promise((resolve) => setImmediate(resolve));
        bench = await disturb(bench, random);
        bench.clock.advance(1000);
      }
      await idle(bench);
      const held = () => ['paused', 'interrupted'].includes(bench.runtime.summary.status);
      for (let turn = 0; turn < 30 && held(); turn++) {
        await bench.runtime.dispatch({ type: 'resume' });
        await idle(bench);
      }
      ends.add(bench.runtime.summary.status);
      const again = await bench.reload();
      expect({ seed, view: view(again) }).toEqual({ seed, view: view(bench) });
    }
    expect(ends.has('completed') && !ends.has('running') && !ends.has('pausing')).toBe(true);
  }, 60_000);

  test('[E99] a replay of every step comes to the same changes', async () => {
    for (const { seed, plan } of plans()) {
      const does = loggingBehaviours(plan, seed % 2 === 0 ? 8 : 0);
      const bench = await begun(plan, seed % 2 === 0 ? 8 : 0);
      const ports = benchPorts(does, { executors: nodeExecutors });
      let state = createdState({ plan, executionId: executionId('x'), options: { ...defaultOptions, ordered: true } });
      for (const event of bench.journal.appended) {
        const before = state;
        state = evolve(state, event);
        if (event.type !== 'step-committed') continue;
        const implementation = plan.nodes
          .flatMap(({ variants }) => variants)
          .find(({ hash }) => hash === event.implementation);
        if (implementation === undefined) throw new Error('A test swaps nothing.');
        const replayed = await replayStep({ ports, state: before, step: event, implementation, effects: [] });
        const hashes = (changes: typeof event.changes) => changes.map(({ key, after }) => [key, after?.hash]);
        expect({
          seed,
          path: event.path,
          ...('changes' in replayed ? { changes: hashes(replayed.changes) } : replayed),
        }).toEqual({
          seed,
          path: event.path,
          changes: hashes(event.changes),
        });
      }
    }
  }, 60_000);
});

/** Something that a person may do now. */
async function disturb(bench: Bench, random: () => number): Promise<Bench> {
  const { status } = bench.runtime.summary;
  const pick = Math.floor(random() * 10);
  const held = status === 'paused' || status === 'interrupted';
  if (pick === 0) return bench.reload();
  if (pick <= 2) {
    const path = bench.runtime.path();
    await bench.runtime.dispatch({
      type: 'rollback',
      to: path[Math.floor(random() * path.length)]?.id ?? checkpointId(0),
    });
  } else if (status === 'running' && pick <= 5) {
    await bench.runtime.dispatch({ type: 'pause', inFlight: pick === 3 ? 'cancel' : 'finish' });
  } else if (held && pick <= 5) {
    const depth = pick === 3 ? 'into' : pick === 4 ? 'over' : 'out';
    await bench.runtime.dispatch({ type: 'step', depth });
  } else if (held) await bench.runtime.dispatch({ type: 'resume' });
  return bench;
}
