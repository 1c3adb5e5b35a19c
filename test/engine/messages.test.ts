import { describe, expect, test } from 'vitest';
import type { ActivationRequest, NodeTools } from '../../src/model/activation.ts';
import type { Message } from '../../src/model/command.ts';
import { WtbError } from '../../src/model/errors.ts';
import { checkpointId } from '../../src/model/ids.ts';
import type { CheckpointId } from '../../src/model/ids.ts';
import { encodeControl } from '../../src/engine/control-snapshot.ts';
import { createBench, settle } from './engine-bench.ts';
import type { Behaviours, Bench } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';

const send = (...messages: readonly Message[]) => ({
  type: 'returned',
  value: {},
  acts: messages.map((message) => ({ type: 'send', persistent: false, ...message })),
});
const waitFor = (name: string, key?: string) => (_: ActivationRequest, tools: NodeTools) =>
  tools.wait({ type: 'message', name, ...(key === undefined ? {} : { key }) });

/** A node's message, under the node's own name. */
const receive =
  (name: string, key?: string) =>
  async (activation: ActivationRequest, tools: NodeTools): Promise<unknown> => ({
    [activation.path]: await waitFor(name, key)(activation, tools),
  });

const sent = (bench: Bench) =>
  bench.events.flatMap((event) =>
    event.type === 'message-sent'
      ? [{ name: event.name, value: event.value.value, from: event.from, to: event.to, kept: event.kept }]
      : [],
  );
const message = (name: string, value: unknown, rest: Partial<Message> = {}) =>
  ({ type: 'send', message: { name, value, ...rest } }) as const;
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (error: unknown) => (error instanceof WtbError ? error.code : error),
  );
const bench = (text: string, behaviours: Behaviours) => createBench(planFromText(text), behaviours);
const checkpointOf = (of: Bench, path: string): CheckpointId => {
  const step = of.events.find((event) => event.type === 'step-committed' && event.path === path);
  if (step?.type !== 'step-committed') throw new Error(`${path} is not committed.`);
  return step.checkpoint;
};

describe('messages between nodes', () => {
  test('[E101] one goes to who waits for its name and key; the event says who', async () => {
    const run = bench('s -> a; s -> b; s -> c', {
      a: receive('paid', '2'),
      b: receive('paid', '1'),
      c: () => send({ name: 'paid', key: '1', value: 'one' }, { name: 'paid', key: '2', value: 'two' }),
    });
    await run.run();
    expect(await run.context()).toEqual({ a: 'two', b: 'one' });
    expect(sent(run)).toEqual([
      { name: 'paid', value: 'one', from: 'c', to: 'b', kept: false },
      { name: 'paid', value: 'two', from: 'c', to: 'a', kept: false },
    ]);
  });
  test('[E101] of several who wait, the one that has waited longest gets it', async () => {
    const run = bench('s -> a; s -> b; s -> c; c -> d', {
      a: receive('m'),
      b: receive('m'),
      c: () => send({ name: 'm', value: 1 }),
      d: () => send({ name: 'm', value: 2 }),
    });
    await run.run();
    expect(await run.context()).toEqual({ a: 1, b: 2 });
  });
  test('[E102] where nobody waits one is lost, unless it is persistent: then it waits', async () => {
    const lost = bench('a -> b', { a: () => send({ name: 'm', value: 1 }), b: receive('m') });
    await lost.runtime.start();
    await settle();
    expect(lost.runtime.summary.live).toMatchObject([{ path: 'b', state: 'waiting', wait: { type: 'message' } }]);
    expect(sent(lost)).toEqual([{ name: 'm', value: 1, from: 'a', to: undefined, kept: false }]);
    const both = [1, 2].map((value) => ({ name: 'm', value, persistent: true }));
    const kept = bench('a -> b -> c', { a: () => send(...both), b: receive('m'), c: receive('m') });
    await kept.run();
    expect(await kept.context()).toEqual({ b: 1, c: 2 });
    expect(sent(kept).map(({ kept }) => kept)).toEqual([true, true]);
  });
  test('[E102] a message with a key is not for who waits without one', async () => {
    const run = bench('a -> b', {
      a: () => send({ name: 'm', key: 'k', value: 1, persistent: true }),
      b: receive('m'),
    });
    await run.runtime.start();
    await settle();
    expect(run.runtime.summary.live).toMatchObject([{ path: 'b', state: 'waiting' }]);
    await run.dispatch(message('m', 2));
    expect(await run.context()).toEqual({ b: 2 });
  });
  test('[E103] of alternatives one message ends the wait; a later one for another of them is for somebody else', async () => {
    const first = async (activation: ActivationRequest, tools: NodeTools) => {
      const of = [
        { type: 'message', name: 'x' },
        { type: 'message', name: 'y' },
      ] as const;
      return { [activation.path]: await tools.wait({ type: 'first', of }) };
    };
    const run = bench('s -> a; s -> b; s -> c', {
      a: first,
      b: receive('x'),
      c: () => send({ name: 'y', value: 1 }, { name: 'x', value: 2 }),
    });
    await run.run();
    expect(await run.context()).toEqual({ a: { index: 1, value: 1 }, b: 2 });
    const kept = bench('a -> b', {
      a: () => send({ name: 'y', value: 1, persistent: true }, { name: 'x', value: 2, persistent: true }),
      b: first,
    });
    await kept.run();
    expect(await kept.context()).toEqual({ b: { index: 0, value: 2 } });
  });
  test('[E103] it is the kept message of that alternative which is taken', async () => {
    const of = [
      { type: 'message', name: 'x' },
      { type: 'message', name: 'y' },
    ] as const;
    const run = bench('a -> b -> c', {
      a: () => send({ name: 'y', value: 1, persistent: true }, { name: 'y', value: 2, persistent: true }),
      b: async (_, tools) => ({ b: await tools.wait({ type: 'first', of }) }),
      c: receive('y'),
    });
    await run.run();
    expect(await run.context()).toEqual({ b: { index: 1, value: 1 }, c: 2 });
  });
  test('[E101] who waits for the second time has waited since then, not since the first', async () => {
    const of = [
      { type: 'message', name: 'x' },
      { type: 'message', name: 'y' },
    ] as const;
    const run = bench('s -> a; s -> b', {
      a: async (_, tools) => ({ a: [await tools.wait({ type: 'first', of }), await waitFor('x')(_, tools)] }),
      b: receive('x'),
    });
    await run.run();
    await run.dispatch(message('y', 1));
    await run.dispatch(message('x', 2));
    expect(await run.context()).toEqual({ b: 2 });
    await run.dispatch(message('x', 3));
    expect(await run.context()).toEqual({ a: [{ index: 1, value: 1 }, 3], b: 2 });
  });
  test('[E104] values that are beyond the limit are refused', async () => {
    const plan = planFromText('a', { limits: { maxValueBytes: 1000 } });
    const run = createBench(plan, { a: () => send({ name: 'm', value: 'x'.repeat(2000) }) });
    await run.run();
    expect(run.runtime.summary).toMatchObject({
      status: 'paused',
      pause: { error: { code: 'context/value-too-large' } },
    });
  });
});

describe('messages from outside', () => {
  test('[E104] reach who waits while it runs, and while it is paused', async () => {
    const run = bench('s -> a -> b', { a: receive('m'), b: receive('m') });
    await run.runtime.start();
    await settle();
    await run.runtime.dispatch(message('m', 1));
    await settle();
    await run.runtime.dispatch({ type: 'pause', inFlight: 'finish' });
    await run.runtime.dispatch(message('m', 2));
    expect(run.runtime.summary).toMatchObject({ status: 'paused', live: [{ path: 'b', state: 'ready' }] });
    await run.dispatch({ type: 'resume' });
    expect(await run.context()).toEqual({ a: 1, b: 2 });
    expect(sent(run).map(({ from }) => from)).toEqual([undefined, undefined]);
  });
  test('[E104] are kept for later where they are persistent', async () => {
    const run = createBench(planFromText('a'), { a: receive('m') }, { options: { startPaused: true } });
    await run.run();
    await run.dispatch(message('m', 1));
    await run.dispatch(message('m', 2, { persistent: true }));
    await run.dispatch({ type: 'resume' });
    expect(await run.context()).toEqual({ a: 2 });
  });
  test('[E2] are refused when it is over, and without a name', async () => {
    const run = bench('a', {});
    await run.run();
    expect(await code(run.runtime.dispatch(message('m', 1)))).toBe('execution/invalid-transition');
    const waiting = createBench(planFromText('a'), {}, { options: { startPaused: true } });
    await waiting.run();
    expect(await code(waiting.runtime.dispatch(message('', 1)))).toBe('execution/message');
  });
});

describe('messages and going back', () => {
  const shop: Behaviours = {
    a: () => send({ name: 'm', value: [1, 2], persistent: true }),
    b: () => ({ between: true }),
    c: receive('m'),
  };

  test('[E105] going back to before a delivery puts the message back', async () => {
    const run = await bench('a -> b -> c', shop).run();
    await run.dispatch({ type: 'rollback', to: checkpointOf(run, 'b') });
    expect(JSON.stringify(encodeControl(stateOf(run)))).toContain('"kept":[{"name":"m"');
    await run.dispatch({ type: 'resume' });
    expect(run.runtime.summary.status).toBe('completed');
    expect(await run.context()).toEqual({ between: true, c: [1, 2] });
  });
  test('[E105] going back to the commit that sent it sends it again on resume', async () => {
    const run = await bench('a -> b -> c', shop).run();
    await run.dispatch({ type: 'rollback', to: checkpointOf(run, 'a') });
    await run.dispatch({ type: 'resume' });
    expect(await run.context()).toEqual({ between: true, c: [1, 2] });
    expect(sent(run)).toHaveLength(2);
  });
  test('[E105] what comes from outside meanwhile does not take its place', async () => {
    const run = bench('s -> a; s -> c', { a: receive('x'), c: () => send({ name: 'x', value: 'sent' }) });
    await run.run();
    await run.dispatch({ type: 'rollback', to: checkpointOf(run, 'c') });
    await run.dispatch(message('y', 'other'));
    await run.dispatch({ type: 'resume' });
    expect(await run.context()).toEqual({ a: 'sent' });
  });
  test('[E105] going back to before it was sent takes it back', async () => {
    const run = await bench('a -> b -> c', shop).run();
    await run.dispatch({ type: 'rollback', to: checkpointId(0) });
    expect(JSON.stringify(encodeControl(stateOf(run)))).not.toContain('"kept":[{');
  });
  test('[E105] who waited goes on waiting after going back, in the same order', async () => {
    const run = bench('s -> a; s -> b; s -> c', { a: receive('m'), b: receive('m') });
    await run.runtime.start();
    await settle();
    await run.runtime.dispatch(message('m', 1));
    await settle();
    await run.runtime.dispatch({ type: 'rollback', to: checkpointOf(run, 'c') });
    await run.runtime.dispatch({ type: 'resume' });
    await run.runtime.dispatch(message('m', 2));
    await run.dispatch(message('m', 3));
    expect(await run.context()).toEqual({ a: 2, b: 3 });
  });
  test('[E105] a reload finds what was kept and who waits', async () => {
    const first = bench('s -> a -> b; s -> c -> d', {
      a: receive('m'),
      b: receive('m'),
      c: () => send({ name: 'n', value: { n: 1 }, persistent: true }),
      d: receive('later'),
    });
    await first.runtime.start();
    await settle();
    const second = await first.reload();
    await second.dispatch(message('m', 1));
    await second.runtime.dispatch({ type: 'resume' });
    await settle();
    expect(second.runtime.summary.live.map(({ path, state }) => [path, state])).toEqual([
      ['d', 'waiting'],
      ['b', 'waiting'],
    ]);
    await second.runtime.dispatch(message('m', 2));
    await second.dispatch(message('later', 3));
    expect(await second.context()).toEqual({ a: 1, b: 2, d: 3 });
  });
  test('[E105] a kept message survives a reload and a fork with its value', async () => {
    const held: Behaviours = { a: shop['a'] as Behaviours[string], b: receive('go'), c: receive('m') };
    const first = bench('a -> b -> c', held);
    await first.runtime.start();
    await settle();
    const second = await first.reload();
    await second.runtime.dispatch({ type: 'resume' });
    await second.dispatch(message('go', 0));
    expect(await second.context()).toEqual({ b: 0, c: [1, 2] });
    const from = await second.runtime.exportState(checkpointOf(first, 'a'));
    const fork = await bench('a -> b -> c', held).run({ from });
    await fork.dispatch(message('go', 0));
    expect(await fork.context()).toEqual({ b: 0, c: [1, 2] });
  });
});

function stateOf(run: Bench) {
  const { state } = run.runtime as unknown as { state: { control: Parameters<typeof encodeControl>[0] } };
  return state.control;
}
