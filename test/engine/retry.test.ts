import { describe, expect, test } from 'vitest';
import type { ErrorCode, ErrorInfo } from '../../src/model/errors.ts';
import type { RetryPolicy } from '../../src/model/graph-document.ts';
import { backoffDelay } from '../../src/engine/retry.ts';
import { retryOf } from '../../src/engine/plan-settings.ts';
import { createBench, settle } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';

const nodeWith = (retry: RetryPolicy) => planFromText('a', { nodes: { a: { retry } } });

/** How many attempts an error of that kind gets. */
async function attempts(policy: RetryPolicy, error: Pick<ErrorInfo, 'code'> & Partial<ErrorInfo>): Promise<number> {
  let runs = 0;
  const plan = nodeWith({ maxAttempts: 3, initialDelayMs: 1, jitter: false, ...policy });
  const a = () => {
    runs++;
    return { type: 'failed', error: { message: 'No.', ...error } };
  };
  const bench = createBench(plan, { a });
  await bench.runtime.start();
  for (let at = 0; at < 5; at++) bench.clock.advance(10);
  await bench.runtime.whenIdle();
  return runs;
}

describe('which errors are retried', () => {
  const threw = (thrown?: string) => ({ code: 'node/threw' as ErrorCode, ...(thrown && { thrown }) });

  test('[E115] all, where the policy does not say', async () => {
    expect(await attempts({}, threw())).toBe(3);
    expect(await attempts({}, { ...threw(), retryable: false })).toBe(1);
  });
  test.each<[RetryPolicy, string | undefined, number]>([
    [{ on: ['node/threw'] }, undefined, 3],
    [{ on: ['node/*'] }, undefined, 3],
    [{ on: ['context/*'] }, undefined, 1],
    [{ on: ['node/timeout', 'RateLimit'] }, 'RateLimit', 3],
    [{ on: ['RateLimit'] }, 'TypeError', 1],
    [{ on: [] }, undefined, 1],
    [{ except: ['TypeError'] }, 'TypeError', 1],
    [{ except: ['TypeError'] }, 'RateLimit', 3],
    [{ except: ['node/*'] }, 'RateLimit', 1],
    [{ on: ['node/*'], except: ['TypeError'] }, 'TypeError', 1],
    [{ on: ['node'] }, undefined, 1],
  ])('[E115] %j and an error named %s: %i attempts', async (policy, thrown, expected) => {
    expect(await attempts(policy, threw(thrown))).toBe(expected);
  });
  test('[E115] what is not retried goes to `onError`', async () => {
    const retry = { maxAttempts: 3, except: ['node/threw'] };
    const plan = planFromText('a -:error-> b; a -> c', { nodes: { a: { retry, onError: 'edge' } } });
    const bench = await createBench(plan, {
      a: () => ({ type: 'failed', error: { ...threw(), message: 'No.' } }),
    }).run();
    expect(bench.steps()).toEqual(['a', 'b']);
  });
});

describe('how long it waits before', () => {
  const delays = (policy: RetryPolicy, random = 0): number[] => {
    const node = nodeWith({ maxAttempts: 9, initialDelayMs: 100, maxDelayMs: 500, factor: 2, ...policy }).nodes[0];
    if (node === undefined) throw new Error('The plan has no node.');
    return [1, 2, 3, 4].map((tries) => backoffDelay(retryOf(node), tries, () => random));
  };
  test('[E116] fixed, linear or exponential, up to a bound', () => {
    expect(delays({ backoff: 'fixed', jitter: false })).toEqual([100, 100, 100, 100]);
    expect(delays({ backoff: 'linear', jitter: false })).toEqual([100, 200, 300, 400]);
    expect(delays({ backoff: 'exponential', jitter: false })).toEqual([100, 200, 400, 500]);
    expect(delays({ backoff: 'exponential', factor: 3, jitter: false })).toEqual([100, 300, 500, 500]);
  });
  test('[E116] jitter takes up to half of it away', () => {
    expect(delays({ backoff: 'fixed', jitter: true }, 0)).toEqual([100, 100, 100, 100]);
    expect(delays({ backoff: 'fixed', jitter: true }, 0.5)).toEqual([75, 75, 75, 75]);
  });
});

describe('what attempts see and keep', () => {
  test('[E47] every attempt sees the context as of the start, whatever was committed since', async () => {
    const seen: unknown[] = [];
    const retry = { maxAttempts: 2, initialDelayMs: 10, jitter: false };
    const plan = planFromText('a; b', { nodes: { a: { retry } }, context: { initial: { x: 1 } } });
    const bench = createBench(plan, {
      a: ({ context, attempt }) => {
        seen.push(context.get('x'));
        if (attempt === 1) throw new Error('no');
        return {};
      },
      b: () => ({ x: 2 }),
    });
    await bench.runtime.start();
    bench.clock.advance(10);
    await bench.runtime.whenIdle();
    expect(bench.steps()).toEqual(['b', 'a']);
    expect(seen).toEqual([1, 1]);
  });
  test('[E115] after a resume they are counted anew, and their numbers go on', async () => {
    const numbers: number[] = [];
    const bench = createBench(nodeWith({ maxAttempts: 2, initialDelayMs: 1, jitter: false }), {
      a: ({ attempt }) => {
        numbers.push(attempt);
        throw new Error('no');
      },
    });
    await bench.runtime.start();
    bench.clock.advance(1);
    await bench.runtime.whenIdle();
    await bench.runtime.dispatch({ type: 'resume' });
    bench.clock.advance(1);
    await bench.runtime.whenIdle();
    expect(numbers).toEqual([1, 2, 3, 4]);
  });
  test('[E103] an attempt waits anew: what the one before received is gone', async () => {
    const got: unknown[] = [];
    const bench = createBench(nodeWith({ maxAttempts: 2, initialDelayMs: 1, jitter: false }), {
      a: async ({ attempt }, tools) => {
        got.push(await tools.wait({ type: 'message', name: 'm' }));
        if (attempt === 1) throw new Error('no');
        return {};
      },
    });
    await bench.run();
    await bench.runtime.dispatch({ type: 'send', message: { name: 'm', value: 1 } });
    await settle();
    bench.clock.advance(1);
    await bench.runtime.whenIdle();
    expect(got).toEqual([1]);
    await bench.dispatch({ type: 'send', message: { name: 'm', value: 2 } });
    expect(got).toEqual([1, 2]);
    expect(bench.runtime.summary.status).toBe('completed');
  });
});
