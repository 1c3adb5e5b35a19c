import { expect } from 'vitest';
import type { ErrorInfo } from '../../src/model/errors.ts';
import type { LiveActivation, SimpleWait } from '../../src/model/execution.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Bench } from './engine-bench.ts';

/**
 * How an execution that nothing more happens to by itself has ended: it is completed; it failed, was stopped or is held, and
 * says by what; it waits for something that it names; or it is stuck, and says in what. Fails where it is none of these.
 */
export async function checkRest(seed: number, plan: Plan, bench: Bench): Promise<string> {
  const { status, live, pause, error, steps } = bench.runtime.summary;
  const say = { seed, status, live };
  switch (status) {
    case 'completed':
      expect({ ...say, error }).toEqual({ ...say, live: [], error: undefined });
      return 'completed';
    case 'running':
      await checkWaiting(seed, plan, bench);
      return 'waiting';
    case 'paused': {
      expect({ ...say, pause: pause?.type }).toEqual({ ...say, pause: 'error' });
      if (pause?.type !== 'error') return 'error';
      const failed = live.filter(({ state }) => state === 'failed');
      const named = failed.find(({ activation }) => activation === pause.activation);
      expect({ ...say, node: named?.node, error: named?.error }).toEqual({
        ...say,
        node: pause.node,
        error: pause.error,
      });
      checkReason(seed, pause.error);
      return pause.error.code === 'execution/deadlock' ? 'deadlock' : 'error';
    }
    case 'stopped':
      expect({ ...say, code: error?.code, steps }).toEqual({
        ...say,
        code: 'execution/step-limit',
        steps: plan.limits.maxSteps,
      });
      return 'stopped';
    default:
      expect({ ...say, status }).toEqual({ ...say, status: 'failed' });
      checkReason(seed, error);
      return error?.code === 'execution/deadlock' ? 'deadlock' : 'failed';
  }
}

function checkReason(seed: number, error: ErrorInfo | undefined): void {
  const { code = '', message = '' } = error ?? {};
  expect({ seed, code, isSentence: /^\S.*\S$/.test(message) && /^[a-z]+\/[a-z-]+$/.test(code) }).toEqual({
    seed,
    code,
    isSentence: true,
  });
}

/** Everybody waits: for something that has a name and is not there, for a lock, or (a scope) for what is in its frames. */
async function checkWaiting(seed: number, plan: Plan, bench: Bench): Promise<void> {
  const { live } = bench.runtime.summary;
  const waiting = live.filter(({ state }) => state === 'waiting');
  const say = { seed, live };
  expect({ ...say, somebodyWaits: waiting.length > 0 }).toEqual({ ...say, somebodyWaits: true });
  const lockOf = ({ node }: LiveActivation) => plan.nodes[plan.nodeIndex.get(node) ?? -1]?.lock;
  const context = await bench.context();
  for (const one of live) {
    const { path, state, wait } = one;
    const others = live.filter((other) => other !== one);
    const fits =
      state === 'waiting'
        ? wait !== undefined && [wait].flatMap((all) => (all.type === 'first' ? all.of : all)).every(isNamed)
        : state === 'open'
          ? others.some((other) => other.path.startsWith(path))
          : state === 'blocked' && others.some((other) => other.state !== 'ready' && lockOf(other) === lockOf(one));
    expect({ ...say, path, fits }).toEqual({ ...say, path, fits: true });
    // [E107] Whatever a condition at the root asks for does not hold.
    const [, bound] = (wait?.type === 'condition' && !path.includes('/') && /^i > (\d+)$/.exec(wait.expression)) || [];
    if (bound !== undefined)
      expect({ seed, path, holds: Number(context['i']) > Number(bound) }).toEqual({ seed, path, holds: false });
  }
}

const isNamed = (wait: SimpleWait | { readonly type: 'backoff' | 'first' }): boolean =>
  (wait.type === 'message' && wait.name !== '') ||
  (wait.type === 'condition' && wait.expression !== '') ||
  (wait.type === 'human' && wait.title !== '');
