import { describe, expect, test } from 'vitest';
import type { ActivationRequest } from '../../src/model/activation.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { nodeExecutors } from '../../src/nodes/executors.ts';
import { activation, fakeTools } from './fake-tools.ts';

const execute = async (kind: string, request: ActivationRequest, tools = fakeTools()) =>
  nodeExecutors.get(kind)?.execute(request, tools);

const person: JsonObject = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'number', default: 30 } },
  required: ['name', 'age'],
};

describe('input', () => {
  test("gives the execution's input with defaults filled in", async () => {
    const request = activation({ schema: person }, { executionInput: { name: 'Ada' } });
    expect(await execute('input', request)).toEqual({ type: 'returned', value: { name: 'Ada', age: 30 } });
  });
  test('fails where the input does not fit, naming the place', async () => {
    const request = activation({ schema: person }, { executionInput: { name: 5 } });
    expect(await execute('input', request)).toMatchObject({
      type: 'failed',
      error: { code: 'execution/input', place: { node: 'n', variant: 'v', path: 'name' } },
    });
    expect(await execute('input', activation({ schema: person }))).toMatchObject({
      error: { code: 'execution/input' },
    });
  });
});

describe('code', () => {
  test('runs its source with its params', async () => {
    const tools = fakeTools();
    await execute('code', activation({ source: 'export default 1', params: { k: 3 } }), tools);
    expect(tools.ran).toEqual([{ source: 'export default 1', params: { k: 3 } }]);
  });
  test('without a source fails and says what to write', async () => {
    expect(await execute('code', activation({ source: ' ' }))).toMatchObject({
      error: { code: 'document/bad-config', remedy: expect.stringContaining('export default') as string },
    });
  });
});

describe('transform', () => {
  test('returns what its expression gives', async () => {
    const tools = fakeTools({ 'a + 1': { b: 2 } });
    expect(await execute('transform', activation({ expression: 'a + 1' }), tools)).toEqual({
      type: 'returned',
      value: { b: 2 },
    });
  });
  test('a failing expression is a failure with the node as its place', async () => {
    expect(await execute('transform', activation({ expression: 'a +' }))).toMatchObject({
      type: 'failed',
      error: { code: 'node/expression', place: { node: 'n', variant: 'v' } },
    });
  });
});

describe('condition', () => {
  const config = {
    cases: [
      { port: 'good', when: 'x' },
      { port: 'fair', when: 'y' },
    ],
    default: 'bad',
  };
  test.each([
    [{ x: true, y: true }, 'good'],
    [{ x: false, y: true }, 'fair'],
    [{ x: false, y: false }, 'bad'],
  ])('%j leads to %s', async (results, port) => {
    expect(await execute('condition', activation(config), fakeTools(results))).toEqual({
      type: 'returned',
      value: undefined,
      port,
    });
  });
  test('does not evaluate the cases behind the first that holds', async () => {
    expect(await execute('condition', activation(config), fakeTools({ x: true }))).toMatchObject({ port: 'good' });
  });
  test.each([[1], ['true'], [undefined], [[true]], [null]])('%j is neither true nor false', async (x) => {
    expect(await execute('condition', activation(config), fakeTools({ x }))).toMatchObject({
      type: 'failed',
      error: { code: 'node/expression', place: { path: 'cases[0].when' } },
    });
  });
});

describe('assert', () => {
  test('passes on nothing when it holds', async () => {
    expect(await execute('assert', activation({ expression: 'ok' }), fakeTools({ ok: true }))).toEqual({
      type: 'returned',
      value: undefined,
    });
  });
  test('fails with its message', async () => {
    const config = { expression: 'ok', message: 'Accuracy is too low.' };
    expect(await execute('assert', activation(config), fakeTools({ ok: false }))).toMatchObject({
      type: 'failed',
      error: { code: 'node/assert', message: 'Accuracy is too low.' },
    });
    expect(await execute('assert', activation({ expression: 'ok' }), fakeTools({ ok: false }))).toMatchObject({
      error: { message: '`ok` does not hold.' },
    });
  });
});

describe('delay', () => {
  test('waits for a timer from now on', async () => {
    const tools = fakeTools();
    expect(await execute('delay', activation({ ms: 250 }), tools)).toEqual({ type: 'returned', value: undefined });
    expect(tools.waited).toEqual([{ type: 'timer', until: 1_000_250 }]);
  });
  test.each([
    ['2030-01-01T00:00:00Z', Date.UTC(2030, 0, 1)],
    [5000, 5000],
    [new Date(77), 77],
  ])('waits until %s', async (due, until) => {
    const tools = fakeTools({ due });
    await execute('delay', activation({ until: 'due', ms: 1 }), tools);
    expect(tools.waited).toEqual([{ type: 'timer', until }]);
  });
  test('refuses what is no date', async () => {
    expect(await execute('delay', activation({ until: 'due' }), fakeTools({ due: 'soon' }))).toMatchObject({
      error: { code: 'node/expression' },
    });
  });
  test('after a restart waits for the moment that was fixed before', async () => {
    const tools = fakeTools();
    const request = { type: 'timer', until: 42 } as const;
    await execute('delay', activation({ ms: 250 }, { waits: [{ request }] }), tools);
    expect(tools.waited).toEqual([request]);
    const over = fakeTools();
    await execute('delay', activation({ ms: 250 }, { waits: [{ request, answer: { value: undefined } }] }), over);
    expect(over.waited).toEqual([]);
  });
});

describe('human', () => {
  const config = { title: 'Who?', instructions: 'Say it.', schema: person };
  test('asks by its form and returns the answer with defaults', async () => {
    const tools = fakeTools({}, { name: 'Ada' });
    expect(await execute('human', activation(config), tools)).toEqual({
      type: 'returned',
      value: { name: 'Ada', age: 30 },
    });
    expect(tools.waited).toEqual([{ type: 'human', title: 'Who?', instructions: 'Say it.', schema: person }]);
  });
  test('puts the answer under its key', async () => {
    const tools = fakeTools({}, { name: 'Ada', age: 1 });
    expect(await execute('human', activation({ ...config, key: 'who' }), tools)).toMatchObject({
      value: { who: { name: 'Ada', age: 1 } },
    });
  });
  test('refuses an answer that does not fit, and asks again on the next attempt', async () => {
    const tools = fakeTools({}, { name: 3 });
    expect(await execute('human', activation(config), tools)).toMatchObject({ error: { code: 'execution/answer' } });
    const request = { type: 'human', title: 'Who?', instructions: 'Say it.', schema: person } as const;
    const again = fakeTools({}, { name: 'Ada' });
    const waits = [{ request, answer: { value: { name: 3 } } }];
    expect(await execute('human', activation(config, { waits }), again)).toMatchObject({ value: { name: 'Ada' } });
    expect(again.waited).toHaveLength(1);
  });
  test('an answer given before a restart is not asked for again', async () => {
    const tools = fakeTools();
    const request = { type: 'human', title: 'Who?', instructions: 'Say it.', schema: person } as const;
    const waits = [{ request, answer: { value: { name: 'Eve' } } }];
    expect(await execute('human', activation(config, { waits }), tools)).toMatchObject({ value: { name: 'Eve' } });
    expect(tools.waited).toEqual([]);
  });
});
