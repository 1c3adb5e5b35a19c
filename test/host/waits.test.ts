import { describe, expect, it } from 'vitest';
import type { EngineHost } from '../../src/host/engine-host.ts';
import { activationPath } from '../../src/model/ids.ts';
import type { ExecutionId } from '../../src/model/ids.ts';
import type { GraphDocument, GraphEdge, GraphNode } from '../../src/model/graph-document.ts';
import type { JsonObject, Value } from '../../src/model/value.ts';
import { createFakeClock } from '../engine/fake-clock.ts';
import type { FakeClock } from '../engine/fake-clock.ts';
import { createTestHost } from './test-host.ts';

const node = (id: string, kind: string, config: JsonObject, more: Partial<GraphNode> = {}): GraphNode => ({
  id,
  kind,
  variants: [{ id: 'v', config }],
  ...more,
});
const code = (id: string, source: string, more: Partial<GraphNode> = {}) =>
  node(id, 'code', { source: `export default ${source}`, params: {} }, more);
/** `a > b`, `a :port > b`; names may come in several. */
const edges = (...lines: readonly string[]): GraphEdge[] =>
  lines.map((line, index) => {
    const [from = '', target = ''] = line.split(' > ');
    const [source = '', port] = from.split(' :');
    return { id: `e${index}`, source, target, ...(port === undefined ? {} : { port }) };
  });

interface Shop {
  readonly host: EngineHost;
  readonly clock: FakeClock;
  readonly id: ExecutionId;
  context(): Promise<Record<string, Value>>;
}

async function run(nodes: GraphNode[], ways: GraphEdge[], initial: JsonObject = {}): Promise<Shop> {
  const clock = createFakeClock(Date.UTC(2030, 0, 1));
  const host = createTestHost({ clock });
  const document: GraphDocument = { format: 'wtb/1', id: 'w', name: 'W', context: { initial }, nodes, edges: ways };
  const workflow = await host.workflows.create(document);
  const { id } = await host.executions.start({ workflow: workflow.id });
  return {
    host,
    clock,
    id,
    async context() {
      const { entries } = await host.executions.context(id);
      const values = entries.map(async ({ key, value }) => [key, await host.executions.value(id, value.hash)] as const);
      return Object.fromEntries(await Promise.all(values));
    },
  };
}

/** Until it waits with nothing else to do; the fake clock stands still. */
async function untilWaiting({ host, id }: Shop, count = 1): Promise<void> {
  for (;;) {
    const { live, status } = await host.executions.get(id);
    const waiting = live.filter(({ state }) => state === 'waiting').length;
    if (status !== 'running' || (waiting === count && live.length === count)) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('kinds that wait', () => {
  it('send and receive by a key of the context, from node to node', async () => {
    const shop = await run(
      [
        node('pay', 'send', { name: 'paid', key: 'order', value: '{"sum": price * 2}', persistent: true }),
        node('other', 'receive', { name: 'paid', key: '"8"', timeoutMs: 5000 }, { output: 'other' }),
        node('mine', 'receive', { name: 'paid', key: 'order' }, { output: 'mine' }),
      ],
      edges('pay > mine', 'pay > other'),
      { order: 7, price: 21 },
    );
    await untilWaiting(shop);
    shop.clock.advance(5000);
    const summary = await shop.host.executions.whenIdle(shop.id);
    expect(summary.status).toBe('completed');
    expect(await shop.context()).toEqual({ order: 7, price: 21, mine: { sum: 42 }, other: undefined });
  });
  it('code sends, and a message from outside is received', async () => {
    const shop = await run(
      [
        code('ask', `({ send }) => { send({ name: 'q', value: new Map([[1, 2]]), persistent: true }) }`),
        node('q', 'receive', { name: 'q' }, { output: 'question' }),
        node('a', 'receive', { name: 'a', key: '"k"' }, { output: 'answer' }),
      ],
      edges('ask > q', 'q > a'),
    );
    await untilWaiting(shop);
    await shop.host.executions.send(shop.id, { name: 'a', key: 'other', value: 1 });
    await shop.host.executions.send(shop.id, { name: 'a', key: 'k', value: [3n] });
    await shop.host.executions.whenIdle(shop.id);
    expect(await shop.context()).toEqual({ question: new Map([[1, 2]]), answer: [3n] });
    expect(await shop.host.executions.verify(shop.id)).toMatchObject({ ok: true });
    expect(await shop.host.executions.replay(shop.id)).toMatchObject({ ok: true, problems: [] });
  });
  it('a choice goes the way of what happens first', async () => {
    const of = [
      { port: 'paid', message: { name: 'paid' } },
      { port: 'late', until: '"2030-01-01T00:01:00Z"' },
      { port: 'asked', human: { title: 'Ship?', schema: { type: 'object' } } },
      { port: 'stocked', condition: 'stock > 0' },
    ];
    const nodes = [
      node('wait', 'choice', { of }, { output: 'got' }),
      ...['paid', 'late', 'asked', 'stocked'].map((id) => node(id, 'transform', { expression: `{"way": "${id}"}` })),
    ];
    const ways = edges('wait :paid > paid', 'wait :late > late', 'wait :asked > asked', 'wait :stocked > stocked');
    const choose = async (happen: (shop: Shop) => unknown) => {
      const shop = await run(nodes, ways, { stock: 0 });
      await untilWaiting(shop);
      await happen(shop);
      await shop.host.executions.whenIdle(shop.id);
      const { way, got } = await shop.context();
      return [way, got];
    };
    expect(await choose(({ host, id }) => host.executions.send(id, { name: 'paid', value: 5 }))).toEqual(['paid', 5]);
    expect(await choose(({ clock }) => clock.advance(60_000))).toEqual(['late', undefined]);
    const path = activationPath('wait');
    expect(await choose(({ host, id }) => host.executions.answer(id, path, { yes: 1 }))).toEqual(['asked', { yes: 1 }]);
    const restock = async ({ host, id }: Shop) => {
      await host.executions.pause(id);
      await host.executions.editContext(id, [{ key: 'stock', value: 3 }]);
      await host.executions.resume(id);
    };
    expect(await choose(restock)).toEqual(['stocked', true]);
  });
  it('a milestone lets nobody pass before another branch has reached it', async () => {
    const shop = await run(
      [
        code('start', '() => {}'),
        node('gate', 'wait', { until: 'approved' }),
        node('never', 'wait', { until: 'rejected', timeoutMs: 1000 }),
        node('hold', 'delay', { ms: 500 }),
        node('approve', 'transform', { expression: '{"approved": true}' }),
      ],
      edges('start > gate', 'start > hold', 'hold > approve', 'start > never'),
    );
    await untilWaiting(shop, 3);
    shop.clock.advance(500);
    await untilWaiting(shop);
    shop.clock.advance(500);
    const { status } = await shop.host.executions.whenIdle(shop.id);
    expect(status).toBe('completed');
    const events = await shop.host.executions.events(shop.id);
    const steps = events.flatMap((event) => (event.type === 'step-committed' ? [`${event.path} ${event.port}`] : []));
    expect(steps).toEqual(['start next', 'hold next', 'approve next', 'gate next', 'never timeout']);
  });
  it('a question that nobody answers in time goes on by its timeout', async () => {
    const config = { title: 'Ok?', schema: { type: 'object' }, assignee: 'Ada', deadlineMs: 1000 };
    const shop = await run(
      [node('ask', 'human', config), node('late', 'transform', { expression: '{"late": true}' })],
      edges('ask :timeout > late'),
    );
    await untilWaiting(shop);
    const { live } = await shop.host.executions.get(shop.id);
    expect(live).toMatchObject([
      { wait: { type: 'first', of: [{ type: 'human', assignee: 'Ada' }, { type: 'timer' }] } },
    ]);
    shop.clock.advance(1000);
    await shop.host.executions.whenIdle(shop.id);
    expect(await shop.context()).toEqual({ late: true });
  });
});
