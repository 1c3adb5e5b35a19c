import { describe, expect, test } from 'vitest';
import type { ActivationRequest } from '../../src/model/activation.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { activation, fakeTools } from './fake-tools.ts';

const execute = async (kind: string, request: ActivationRequest, tools = fakeTools()) =>
  nodeExecutors.get(kind)?.execute(request, tools);

const portsOf = (kind: string, config: JsonObject) =>
  nodeKinds.get(kind)?.ports({ id: 'v', config }, { id: 'n', kind, variants: [{ id: 'v', config }] }).names;

const yesNo: JsonObject = { type: 'object', properties: { ok: { type: 'boolean', default: true } }, required: ['ok'] };

describe('send', () => {
  test('asks for a message with key and value, kept where it is told so', async () => {
    const config = { name: 'paid', key: 'order', value: 'sum', persistent: true };
    expect(await execute('send', activation(config), fakeTools({ order: 17, sum: [1] }))).toEqual({
      type: 'returned',
      value: undefined,
      acts: [{ type: 'send', name: 'paid', key: '17', value: [1], persistent: true }],
    });
  });
  test('without a value sends its input, and without a key none', async () => {
    const request = activation({ name: 'paid' }, { input: 5 });
    expect(await execute('send', request)).toMatchObject({
      acts: [{ type: 'send', name: 'paid', value: 5, persistent: false }],
    });
  });
  test.each([[undefined], [{}], [[1]], [null]])('refuses %j as a key', async (order) => {
    expect(await execute('send', activation({ name: 'paid', key: 'order' }), fakeTools({ order }))).toMatchObject({
      type: 'failed',
      error: { code: 'node/expression', place: { path: 'key' } },
    });
  });
});

describe('receive', () => {
  test('waits for name and key and gives the value', async () => {
    const tools = fakeTools({ order: 'A7' }, { sum: 3 });
    expect(await execute('receive', activation({ name: 'paid', key: 'order' }), tools)).toEqual({
      type: 'returned',
      value: { sum: 3 },
    });
    expect(tools.waited).toEqual([{ type: 'message', name: 'paid', key: 'A7' }]);
  });
  test('with a timeout waits for what comes first', async () => {
    const tools = fakeTools({}, { index: 0, value: 9 });
    const request = activation({ name: 'paid', timeoutMs: 500 });
    expect(await execute('receive', request, tools)).toEqual({ type: 'returned', value: 9 });
    const of = [
      { type: 'message', name: 'paid' },
      { type: 'timer', until: 1_000_500 },
    ];
    expect(tools.waited).toEqual([{ type: 'first', of }]);
    expect(await execute('receive', request, fakeTools({}, { index: 1 }))).toEqual({
      type: 'returned',
      value: undefined,
      port: 'timeout',
    });
  });
  test('after a restart keeps the moment at which it gives up', async () => {
    const begun = {
      type: 'first',
      of: [
        { type: 'message', name: 'paid' },
        { type: 'timer', until: 42 },
      ],
    } as const;
    const tools = fakeTools({}, { index: 0 });
    await execute('receive', activation({ name: 'paid', timeoutMs: 500 }, { waits: [{ request: begun }] }), tools);
    expect(tools.waited).toEqual([begun]);
  });
  test('has a port for its timeout only where it has one', () => {
    expect(portsOf('receive', { name: 'm' })).toEqual(['next']);
    expect(portsOf('receive', { name: 'm', timeoutMs: 1 })).toEqual(['next', 'timeout']);
  });
});

describe('wait', () => {
  test('waits until its expression holds', async () => {
    const tools = fakeTools();
    expect(await execute('wait', activation({ until: 'stock > 3' }), tools)).toEqual({
      type: 'returned',
      value: undefined,
    });
    expect(tools.waited).toEqual([{ type: 'condition', expression: 'stock > 3' }]);
  });
  test('gives up at its timeout', async () => {
    const tools = fakeTools({}, { index: 1 });
    expect(await execute('wait', activation({ until: 'x', timeoutMs: 9 }), tools)).toMatchObject({ port: 'timeout' });
    expect(portsOf('wait', { until: 'x', timeoutMs: 9 })).toEqual(['next', 'timeout']);
  });
});

describe('choice', () => {
  const of = [
    { port: 'paid', message: { name: 'paid', key: 'order' } },
    { port: 'late', afterMs: 100 },
    { port: 'closed', until: 'closing' },
    { port: 'asked', human: { title: 'Ship?', schema: yesNo, assignee: 'Ada' } },
    { port: 'stocked', condition: 'stock > 0' },
  ];
  const known = { order: 'A7', closing: 77 };

  test('waits for all of them at once', async () => {
    const tools = fakeTools(known, { index: 0, value: 'yes' });
    expect(await execute('choice', activation({ of }), tools)).toEqual({
      type: 'returned',
      value: 'yes',
      port: 'paid',
    });
    const waits = [
      { type: 'message', name: 'paid', key: 'A7' },
      { type: 'timer', until: 1_000_100 },
      { type: 'timer', until: 77 },
      { type: 'human', title: 'Ship?', instructions: '', schema: yesNo, assignee: 'Ada' },
      { type: 'condition', expression: 'stock > 0' },
    ];
    expect(tools.waited).toEqual([{ type: 'first', of: waits }]);
  });
  test('a person’s answer gets its defaults and is checked', async () => {
    const answered = (value: unknown) => execute('choice', activation({ of }), fakeTools(known, { index: 3, value }));
    expect(await answered({})).toEqual({ type: 'returned', value: { ok: true }, port: 'asked' });
    expect(await answered({ ok: 3 })).toMatchObject({ error: { code: 'execution/answer' } });
  });
  test('has a port per alternative, and needs one', async () => {
    expect(portsOf('choice', { of: [...of, { port: 'half' }, { port: 'paid', afterMs: 3 }] })).toEqual([
      'paid',
      'late',
      'closed',
      'asked',
      'stocked',
    ]);
    expect(await execute('choice', activation({ of: [] }))).toMatchObject({ error: { code: 'document/bad-config' } });
  });
});

describe('human', () => {
  const config = { title: 'Ship?', schema: yesNo, assignee: 'Ada', deadlineMs: 60_000 };
  const question = { type: 'human', title: 'Ship?', instructions: '', schema: yesNo, assignee: 'Ada' } as const;

  test('with a deadline goes on by the answer or by port `timeout`', async () => {
    const tools = fakeTools({}, { index: 0, value: { ok: false } });
    expect(await execute('human', activation(config), tools)).toEqual({ type: 'returned', value: { ok: false } });
    expect(tools.waited).toEqual([{ type: 'first', of: [question, { type: 'timer', until: 1_060_000 }] }]);
    expect(await execute('human', activation(config), fakeTools({}, { index: 1 }))).toMatchObject({ port: 'timeout' });
    expect(portsOf('human', config)).toEqual(['next', 'timeout']);
  });
  test('a deadline that passed before a restart is not waited for again', async () => {
    const request = { type: 'first', of: [question, { type: 'timer', until: 5 }] } as const;
    const waits = [{ request, answer: { value: { index: 1, value: undefined } } }];
    const tools = fakeTools();
    expect(await execute('human', activation(config, { waits }), tools)).toMatchObject({ port: 'timeout' });
    expect(tools.waited).toEqual([]);
  });
});
