import { describe, expect, test } from 'vitest';
import { controlAt } from '../../src/engine/checkpoint-records.ts';
import { evolve, evolveAll } from '../../src/engine/evolve.ts';
import { decodeControl, encodeControl } from '../../src/engine/control-snapshot.ts';
import { linkHash, linkOf } from '../../src/engine/hash-chain.ts';
import { createdState } from '../../src/engine/state.ts';
import type { EngineEvent, ExecutionState } from '../../src/engine/state.ts';
import { checkpointId, executionId } from '../../src/model/ids.ts';
import type { Plan } from '../../src/model/plan.ts';
import { createBench, defaultOptions } from './engine-bench.ts';
import type { Bench } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';
import { countingBehaviours, createRandom, randomPlan } from './random-plan.ts';

const ordered = { options: { ordered: true } };

function replay(plan: Plan, events: readonly EngineEvent[]): ExecutionState {
  return events.reduce(evolve, createdState({ plan, executionId: executionId('x'), options: defaultOptions }));
}

const contextHashes = (bench: Bench, at: string): string =>
  JSON.stringify(bench.runtime.contextAt(at as never).entries.map(({ key, value }) => [key, value.hash]));

/** Everything of a state that a fold might change in place. */
function textOf(state: ExecutionState): string {
  const { status, head, nextSeq, nextActivation, branch, control, checkpoints, context } = state;
  const ready = control.ready.values();
  const kept = [...checkpoints.entries()].map(([, record]) => [
    record.index,
    record.continued,
    record.control && encodeControl(record.control),
    encodeControl(controlAt(state, record.index)),
  ]);
  const keys = [...context.slots.keys()];
  return JSON.stringify([status, head, nextSeq, nextActivation, branch, encodeControl(control), ready, kept, keys]);
}

/** A random command that is legal now. */
async function act(bench: Bench, random: () => number): Promise<Bench> {
  const { status } = bench.runtime.summary;
  const pick = Math.floor(random() * 10);
  if (pick === 0) return bench.reload();
  if (pick <= 3) {
    const path = bench.runtime.path();
    const to = path[Math.floor(random() * path.length)]?.id ?? checkpointId(0);
    return bench.dispatch({ type: 'rollback', to });
  }
  if (status !== 'paused' && status !== 'interrupted') return bench;
  if (pick === 4 && status === 'paused') {
    return bench.dispatch({ type: 'edit-context', changes: [{ key: 'i', value: Math.floor(random() * 20) }] });
  }
  return pick === 5 ? bench.dispatch({ type: 'resume' }) : bench.dispatch({ type: 'step' });
}

async function rollBackToEach({ runtime }: Bench, expected: readonly string[]): Promise<void> {
  for (let index = expected.length - 1; index >= 0; index--) {
    await runtime.dispatch({ type: 'rollback', to: checkpointId(index) });
    const now = runtime.contextAt().entries.map(({ key, value }) => [key, value.hash]);
    expect({ index, hashes: JSON.stringify(now) }).toEqual({ index, hashes: expected[index] });
  }
}

describe('laws', () => {
  test('[E61] folding the log gives the live state, whatever was done; every checkpoint keeps its context', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const plan = randomPlan(seed);
      if (plan === undefined) continue;
      const random = createRandom(seed * 7919);
      let bench = await createBench(plan, countingBehaviours(plan), { options: { startPaused: true } }).run();
      const seen = new Map<string, string>();
      for (let turn = 0; turn < 15; turn++) {
        bench = await act(bench, random);
        for (const { id } of bench.runtime.path()) {
          const hashes = contextHashes(bench, id);
          expect({ seed, id, hashes }).toEqual({ seed, id, hashes: seen.get(id) ?? hashes });
          seen.set(id, hashes);
        }
      }
      const again = await bench.reload();
      const folded = replay(plan, again.journal.appended);
      expect(again.runtime.summary).toMatchObject({ status: folded.status, head: checkpointId(folded.head) });
      expect(JSON.stringify(again.runtime.summary.live.map(({ path }) => path))).toBe(
        JSON.stringify([...folded.control.live.values()].map(({ node }) => plan.nodes[node]?.id)),
      );
    }
  });

  test('[E1] [E61] a state that was handed out never changes, however the fold goes on from it', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const plan = randomPlan(seed);
      if (plan === undefined) continue;
      const bench = await createBench(plan, countingBehaviours(plan), ordered).run();
      const { appended } = bench.journal;
      const created = createdState({ plan, executionId: executionId('x'), options: defaultOptions });
      const places = [1, 2, 3, 4, 5].map((fifth) => Math.ceil((appended.length * fifth) / 5));
      const states = places.map((place) => evolveAll(created, appended.slice(0, place)));
      const texts = places.map((place) => textOf(replay(plan, appended.slice(0, place))));
      expect({ seed, texts: states.map(textOf) }).toEqual({ seed, texts });
      for (const [index, state] of states.entries()) {
        expect({ seed, index, text: textOf(evolveAll(state, appended.slice(places[index]))) }).toEqual({
          seed,
          index,
          text: texts.at(-1),
        });
      }
      expect({ seed, texts: states.map(textOf) }).toEqual({ seed, texts });
    }
  });

  test('[E62] going on from any checkpoint gives the same chain as the straight run', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const plan = randomPlan(seed);
      if (plan === undefined) continue;
      let bench = await createBench(plan, countingBehaviours(plan), ordered).run();
      const straight = bench.runtime.path().map(({ hash }) => hash);
      const random = createRandom(seed);
      for (let turn = 0; turn < 3; turn++) {
        const from = checkpointId(Math.floor(random() * straight.length));
        await bench.dispatch({ type: 'rollback', to: from });
        if (turn === 1) bench = await bench.reload();
        await bench.dispatch({ type: 'resume' });
        expect({ seed, from, chain: bench.runtime.path().map(({ hash }) => hash) }).toEqual({
          seed,
          from,
          chain: straight,
        });
      }
    }
  });

  test('[E63] a control snapshot survives JSON, and a folded control equals the one that was kept', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const plan = randomPlan(seed);
      if (plan === undefined) continue;
      const bench = await createBench(plan, countingBehaviours(plan), ordered).run();
      let state = createdState({ plan, executionId: executionId('x'), options: defaultOptions });
      const kept = new Map<number, string>();
      for (const event of bench.journal.appended) {
        state = evolve(state, event);
        const record = state.checkpoints.get(state.head);
        if (record?.control !== undefined) kept.set(record.index, JSON.stringify(encodeControl(record.control)));
      }
      let bare = state;
      for (const [index, record] of state.checkpoints.entries()) {
        if (index > 0) bare = { ...bare, checkpoints: bare.checkpoints.set(index, { ...record, control: undefined }) };
      }
      for (const [index, text] of kept) {
        expect({ seed, index, text: JSON.stringify(encodeControl(controlAt(bare, index))) }).toEqual({
          seed,
          index,
          text,
        });
        const decoded = decodeControl(plan, JSON.parse(text));
        expect(JSON.parse(JSON.stringify(encodeControl(decoded)))).toEqual(JSON.parse(text));
      }
    }
  });

  test('[E50] rollback to each of 1,000 steps gives exactly the context that was there, before and after reload', async () => {
    const plan = planFromText('a -> b -[i < 500]-> a');
    const does = {
      a: ({ context }: { context: { get(key: string): unknown } }) => ({ i: ((context.get('i') as number) ?? 0) + 1 }),
      b: ({ context }: { context: { get(key: string): unknown } }) => ({
        [`k${Number(context.get('i')) % 50}`]: context.get('i'),
      }),
    };
    const bench = await createBench(plan, does).run();
    expect(bench.runtime.summary.steps).toBe(1000);
    const expected = Array.from({ length: 1001 }, (_, index) => contextHashes(bench, `c${index}`));
    expect(new Set(expected).size).toBeGreaterThan(900);
    await rollBackToEach(bench, expected);
    const again = await bench.reload();
    await rollBackToEach(again, expected);
    await again.dispatch({ type: 'rollback', to: checkpointId(417) });
    expect(again.runtime.summary.live.map(({ path }) => path)).toEqual(['b']);
    await again.dispatch({ type: 'resume' });
    expect(again.runtime.path().at(-1)?.hash).toBe(again.runtime.checkpoint(checkpointId(1000))?.hash);
  });

  test('[E70] the chain can be computed again from the saved log', async () => {
    const plan = planFromText('a -> b -> c');
    const bench = await createBench(plan, { a: () => ({ x: 1 }), b: () => ({ y: new Date(0) }) }).run();
    let parent = '';
    for (const event of bench.journal.saved()) {
      if (event.type !== 'execution-started' && event.type !== 'step-committed') continue;
      expect(event.hash).toBe(linkHash(linkOf(event, plan.hash, parent)));
      parent = event.hash;
    }
    expect(parent).toMatch(/^[0-9a-f]{64}$/);
  });
});
