import { describe, expect, test } from 'vitest';
import { evolve } from '../../src/engine/evolve.ts';
import { createdState } from '../../src/engine/state.ts';
import type { EngineEvent, ExecutionState } from '../../src/engine/state.ts';
import { executionId } from '../../src/model/ids.ts';
import type { LiveActivation } from '../../src/model/execution.ts';
import type { Plan } from '../../src/model/plan.ts';
import { defaultOptions } from './engine-bench.ts';
import type { Bench } from './engine-bench.ts';
import { checkInvariants } from './invariants.ts';
import { createRandom } from './random-plan.ts';
import { disturb, randomRuns, restOf } from './random-runs.ts';
import { seedsOr, timeFor } from './seeds.ts';

/** More by `WTB_SEEDS=1000`. */
const usual = 40;
const seeds = seedsOr(usual);

/** Folds a log event by event and looks at every state on the way. */
function foldChecked(seed: number, plan: Plan, events: readonly EngineEvent[]): ExecutionState {
  let state = createdState({ plan, executionId: executionId('x'), options: defaultOptions });
  for (const [at, event] of events.entries()) {
    expect({ seed, seq: event.seq }).toEqual({ seed, seq: at });
    state = evolve(state, event);
    const broken = checkInvariants(plan, state);
    if (broken.length > 0)
      expect({ seed, at, type: event.type, broken }).toEqual({ seed, at, type: event.type, broken: [] });
  }
  return state;
}

/** What an activation waits for, by name; `undefined` for one that waits for nothing. */
function awaited({ state, wait }: LiveActivation): string | undefined {
  if (state !== 'waiting' || wait === undefined) return undefined;
  return JSON.stringify(wait);
}

/** Completed, failed, stopped, held by an error, or waiting for something that it names. */
function checkRest(seed: number, plan: Plan, { runtime }: Bench): string {
  const { status, live, pause, error } = runtime.summary;
  const say = { seed, status, live };
  if (status === 'running') {
    const inVain = live.filter((one) => one.state !== 'open' && one.state !== 'blocked' && awaited(one) === undefined);
    expect({ ...say, inVain }).toEqual({ ...say, inVain: [] });
    expect({ ...say, waits: live.some((one) => awaited(one) !== undefined) }).toEqual({ ...say, waits: true });
    return 'waiting';
  }
  if (status === 'paused') {
    expect({ ...say, pause: pause?.type }).toEqual({ ...say, pause: 'error' });
    return 'error';
  }
  expect({ ...say, over: ['completed', 'failed', 'stopped'].includes(status) }).toEqual({ ...say, over: true });
  if (status === 'stopped') expect({ ...say, code: error?.code }).toEqual({ ...say, code: 'execution/step-limit' });
  if (status === 'failed' && error?.code === 'execution/deadlock') {
    const named = [...error.message.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    const known = [...plan.nodes, ...plan.edges].map(({ id }) => id as string);
    expect({
      ...say,
      named: named.filter((name) => known.includes(name ?? '')).length > 1 || error.message.includes('lock'),
    }).toEqual({ ...say, named: true });
    return 'deadlock';
  }
  return status;
}

/** A step that waits holds everybody else: a pause ends it. */
async function toTheEnd(bench: Bench): Promise<Bench> {
  const { runtime } = bench;
  if (runtime.summary.status === 'running') await runtime.dispatch({ type: 'pause', inFlight: 'finish' });
  await restOf(bench);
  await runtime.dispatch({ type: 'set-breakpoints', breakpoints: [] });
  const { status } = runtime.summary;
  if (status === 'paused' || status === 'interrupted') await runtime.dispatch({ type: 'resume' });
  return restOf(bench);
}

describe('after every event all that a state keeps twice agrees', () => {
  for (const [name, make] of Object.entries(randomRuns)) {
    test(
      `[E61] ${name}, whatever is done to them`,
      async () => {
        const ends = new Map<string, number>();
        for (let seed = 1; seed <= seeds; seed++) {
          const made = make(seed, {
            ordered: seed % 2 === 0,
            startPaused: seed % 3 !== 0,
            onUncaught: seed % 5 === 0 ? 'fail' : 'pause',
          });
          if (made === undefined) continue;
          const { plan } = made;
          const random = createRandom(seed * 104_729);
          let { bench } = made;
          await bench.runtime.start();
          await restOf(bench);
          for (let turn = 0; turn < 10; turn++) bench = await disturb(bench, random);
          bench = await toTheEnd(bench);
          const end = checkRest(seed, plan, bench);
          ends.set(end, (ends.get(end) ?? 0) + 1);
          const folded = foldChecked(seed, plan, bench.journal.appended);
          const { status, head, live } = bench.runtime.summary;
          expect({ seed, status: folded.status, head: `c${folded.head}`, live: folded.control.live.size }).toEqual({
            seed,
            status,
            head,
            live: live.length,
          });
        }
        expect(ends.get('completed')).toBeGreaterThan(0);
      },
      timeFor(usual),
    );
  }
});
