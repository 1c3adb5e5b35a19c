import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../src/engine/state.ts';
import type { ExpressionEvaluator } from '../../src/model/activation.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { createInlineExpressionEvaluator } from '../../src/sandbox/inline/inline-expression-evaluator.ts';
import { createBench, createGate, settle } from './engine-bench.ts';
import type { Bench } from './engine-bench.ts';
import { planFromText } from './plan-from-text.ts';

const jsonata = createInlineExpressionEvaluator();

/** Counts how often it was asked. */
function counted(): ExpressionEvaluator & { readonly asked: JsonObject[] } {
  const asked: JsonObject[] = [];
  return {
    asked,
    evaluate(expression, context, extra) {
      asked.push(extra ?? {});
      return jsonata.evaluate(expression, context, extra);
    },
    dispose() {},
  };
}

const returning = (patches: readonly unknown[], value?: unknown) => () => ({ type: 'returned', value, patches });
const eventsOf = <T extends EngineEvent['type']>(bench: Bench, type: T) =>
  bench.events.filter((event): event is Extract<EngineEvent, { readonly type: T }> => event.type === type);

describe('merge rules that are expressions', () => {
  const rule = { expression: '$exists(current) ? current & "+" & value : value' };
  const plan = planFromText('a -> b; a -> c', { context: { merge: { text: rule } } });
  const does = { a: () => ({ text: 'a' }), b: () => ({ text: 'b' }), c: () => ({ text: 'c' }) };

  test('[E130] give what the key becomes, over what is there and what is written', async () => {
    const expressions = counted();
    const bench = await createBench(plan, does, { expressions }).run();
    expect(bench.runtime.summary.status).toBe('completed');
    expect(await bench.context()).toEqual({ text: 'a+b+c' });
    expect(expressions.asked).toEqual([
      { key: 'text', path: [], value: 'a' },
      { key: 'text', path: [], value: 'b', current: 'a' },
      { key: 'text', path: [], value: 'c', current: 'a+b' },
    ]);
    expect(eventsOf(bench, 'context-conflict')).toMatchObject([{ rule: 'expression', writers: ['b', 'c'] }]);
  });

  test('[E130] going on from the log evaluates none again', async () => {
    const expressions = counted();
    const bench = await createBench(plan, does, { expressions }).run();
    expressions.asked.length = 0;
    const next = await bench.reload();
    expect(await next.context()).toEqual({ text: 'a+b+c' });
    expect(expressions.asked).toEqual([]);
  });

  test('[E130] one that fails or gives nothing refuses the write and names the key', async () => {
    for (const [expression, code] of [
      ['$length(value)', 'node/expression'],
      ['current.nothing', 'context/merge'],
    ]) {
      const broken = planFromText('a', {
        context: { initial: { n: {} }, merge: { n: { expression: expression ?? '' } } },
      });
      const bench = await createBench(broken, { a: () => ({ n: 5 }) }, { expressions: jsonata }).run();
      expect(bench.runtime.summary).toMatchObject({
        status: 'paused',
        steps: 0,
        pause: { error: { code, place: { key: 'n', node: 'a' } } },
      });
    }
  });
});

describe('places in keys', () => {
  const context = { initial: { order: { total: 1, items: [{ price: 1 }, { price: 2 }] } } };
  const price = (index: number, value: number) => ({ key: 'order', path: ['items', index, 'price'], value });

  test('[E131] two at once that write different places of a key both survive', async () => {
    const gates = { b: createGate(), c: createGate() };
    const bench = createBench(planFromText('a -> b; a -> c', { context }), {
      b: () => gates.b.promise,
      c: () => gates.c.promise,
    });
    await bench.runtime.start();
    gates.c.open(returning([price(1, 20)])());
    await settle();
    gates.b.open(returning([price(0, 10), { key: 'order', path: ['total'], remove: true }])());
    await bench.runtime.whenIdle();
    expect(await bench.context()).toEqual({ order: { items: [{ price: 10 }, { price: 20 }] } });
    expect(eventsOf(bench, 'context-conflict')).toEqual([]);
    const steps = eventsOf(bench, 'step-committed');
    expect(steps.at(-1)).toMatchObject({
      changes: [{ key: 'order', paths: [['items', 0, 'price'], ['total']] }],
      patches: [
        { path: ['items', 0, 'price'], value: { value: 10 } },
        { path: ['total'], remove: true },
      ],
    });
    const again = await bench.reload();
    expect(await again.context()).toEqual(await bench.context());
  });

  test('[E131] the same place is a conflict, refused under `error` with both writers', async () => {
    const both = { b: returning([price(0, 10)]), c: returning([price(0, 20)]) };
    const later = await createBench(planFromText('a -> b; a -> c', { context }), both).run();
    expect(await later.context()).toMatchObject({ order: { items: [{ price: 20 }, { price: 2 }] } });
    expect(eventsOf(later, 'context-conflict')).toMatchObject([
      { writers: ['b', 'c'], path: ['items', 0, 'price'], resolved: true },
    ]);
    const strict = { ...context, merge: { order: 'error' as const } };
    const refused = await createBench(planFromText('a -> b; a -> c', { context: strict }), both).run();
    expect(refused.runtime.summary.pause).toMatchObject({ error: { code: 'context/conflict', place: { node: 'c' } } });
    expect(eventsOf(refused, 'context-conflict')).toMatchObject([{ writers: ['b', 'c'], resolved: false }]);
  });

  test('[E131] the contract of a node counts the keys of its places', async () => {
    const nodes = { a: { writes: ['order'] } };
    const kept = await createBench(planFromText('a', { context, nodes }), { a: returning([price(0, 9)]) }).run();
    expect(kept.runtime.summary.status).toBe('completed');
    const other = [{ key: 'other', path: ['x'], value: 1 }];
    const broken = await createBench(planFromText('a', { context, nodes }), { a: returning(other) }).run();
    expect(broken.runtime.summary.pause).toMatchObject({ error: { code: 'node/contract' } });
  });
});

describe('the schema of the context', () => {
  const schema = {
    properties: { n: { type: 'number', default: 7 }, mode: { enum: ['fast', 'exact'] } },
  };
  const writing = (onInvalid: 'fail' | 'reject' | 'repair') =>
    createBench(planFromText('a', { context: { initial: { mode: 'fast' }, schema, onInvalid } }), {
      a: () => ({ n: 'many', mode: 'slow', free: 1 }),
    }).run();

  test('[E132] `fail` commits nothing', async () => {
    const bench = await writing('fail');
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', pause: { error: { code: 'context/schema' } } });
    expect(await bench.context()).toEqual({ mode: 'fast', n: 7 });
  });

  test('[E132] `reject` keeps what was, commits the rest and says so before the step', async () => {
    const bench = await writing('reject');
    expect(bench.runtime.summary.status).toBe('completed');
    expect(await bench.context()).toEqual({ mode: 'fast', n: 7, free: 1 });
    const [first, second] = eventsOf(bench, 'context-rejected');
    expect(first).toMatchObject({ key: 'n', path: 'n', rule: 'type', writer: 'a', value: { value: 'many' } });
    expect(second).toMatchObject({ key: 'mode', rule: 'enum', writer: 'a', value: { value: 'slow' } });
    expect(eventsOf(bench, 'step-committed')[0]?.seq).toBeGreaterThan(first?.seq ?? Infinity);
    const again = await bench.reload();
    expect(await again.context()).toEqual(await bench.context());
  });

  test('[E132] `repair` puts the default in where there is one', async () => {
    const bench = await writing('repair');
    expect(await bench.context()).toEqual({ mode: 'fast', n: 7, free: 1 });
    expect(eventsOf(bench, 'context-rejected')).toMatchObject([
      { key: 'n', repaired: { value: 7 } },
      { key: 'mode', value: { value: 'slow' } },
    ]);
  });
});

describe('the size of the history', () => {
  const plan = planFromText('a -> b -> c', { limits: { maxHistoryBytes: 2500 } });
  const text = (letter: string) => ({ text: letter.repeat(1000) });

  test('[E133] a commit that would outgrow it is refused before it is made; what was stays', async () => {
    const does = { a: () => text('a'), b: () => text('b'), c: () => text('c') };
    const bench = await createBench(plan, does).run();
    expect(bench.runtime.summary).toMatchObject({
      status: 'paused',
      steps: 2,
      pause: { error: { code: 'context/history-too-large', place: { node: 'c' }, retryable: false } },
    });
    expect(await bench.context()).toEqual(text('b'));
    const again = await bench.reload();
    await again.dispatch({ type: 'resume' });
    expect(again.runtime.summary.pause).toMatchObject({ error: { code: 'context/history-too-large' } });
  });

  test('[E133] what nodes are handed and what they send counts as well', async () => {
    const limits = { maxHistoryBytes: 1500 };
    const refused = { error: { code: 'context/history-too-large', place: { node: 'b' } } };
    const input = { a: {}, b: { input: 'text' } };
    const handed = await createBench(planFromText('a -> b', { limits, nodes: input }), { a: () => text('a') }).run();
    expect(handed.runtime.summary).toMatchObject({ steps: 1, pause: refused });
    const acts = [{ type: 'send', name: 'm', value: 'b'.repeat(1000), persistent: true }];
    const sends = { a: () => text('a'), b: () => ({ type: 'returned', value: {}, acts }) };
    const sent = await createBench(planFromText('a -> b', { limits }), sends).run();
    expect(sent.runtime.summary).toMatchObject({ steps: 1, pause: refused });
  });

  test('[E133] neither another attempt nor `onError` handles that', async () => {
    const b = { onError: 'continue' as const, retry: { maxAttempts: 3, initialDelayMs: 0 } };
    const handled = planFromText('a -> b -> c', { limits: { maxHistoryBytes: 1500 }, nodes: { b } });
    const bench = await createBench(handled, { a: () => text('a'), b: () => text('b') }).run();
    expect(bench.runtime.summary).toMatchObject({ status: 'paused', steps: 1, live: [{ path: 'b', attempt: 1 }] });
  });
});
