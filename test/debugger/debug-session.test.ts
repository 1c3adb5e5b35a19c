import { describe, expect, it } from 'vitest';
import { createDebugSession } from '../../src/debugger/debug-session.ts';
import { formatTimeline } from '../../src/debugger/format-timeline.ts';
import type { EngineClient, ExecutionsClient } from '../../src/host/engine-client.ts';
import type { ExecutionEvent } from '../../src/model/event.ts';
import type { ExecutionSummary } from '../../src/model/execution.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import {
  activationNumber,
  activationPath,
  branchNumber,
  checkpointId,
  edgeId,
  executionId,
  nodeId,
  planHash,
  seq,
  workflowId,
} from '../../src/model/ids.ts';
import { logFromText } from './log-from-text.ts';

const x1 = executionId('x1');
const document: GraphDocument = {
  format: 'wtb/1',
  id: 'd',
  name: 'D',
  nodes: ['load', 'split', 'train', 'report'].map((id) => ({ id, kind: 'code' })),
  edges: [],
};

/** A recorded execution that tells as much of its log as the test says. */
function recorded(text: string, told = Number.POSITIVE_INFINITY) {
  const { events } = logFromText(text);
  let known = Math.min(told, events.length);
  let listener: (batch: readonly ExecutionEvent[], summary: ExecutionSummary) => void = () => undefined;
  const asked: number[] = [];
  const summary = (change: Partial<ExecutionSummary> = {}): ExecutionSummary => ({
    id: x1,
    workflow: workflowId('w'),
    number: 1,
    name: undefined,
    status: 'running',
    plan: planHash('p'),
    createdAt: 0,
    updatedAt: 0,
    head: checkpointId(0),
    branch: branchNumber(1),
    branches: 1,
    steps: 0,
    lastSeq: seq(known - 1),
    durableSeq: seq(0),
    live: [],
    contextKeys: 0,
    contextBytes: 0,
    driver: 'here',
    ...change,
  });
  const executions: Pick<ExecutionsClient, 'events' | 'get' | 'document' | 'subscribe'> = {
    events: async (_id, from = seq(0)) => {
      asked.push(from);
      return events.slice(from, known);
    },
    get: async () => summary(),
    document: async () => document,
    subscribe: (_id, given) => {
      listener = given;
      return () => {
        listener = () => undefined;
      };
    },
  };
  return {
    client: { executions } as unknown as EngineClient,
    asked,
    /** Tells events `from` to `to`, as a live batch. */
    tell(from: number, to: number, change: Partial<ExecutionSummary> = {}) {
      known = Math.max(known, to);
      listener(events.slice(from, to), summary(change));
    },
    log: events,
  };
}

const text = `
  start +seed
  load +rows >e1
  split/random +train >e2
  train/forest +model 410ms
  back c1
  split/stratified +train >e2
`;

describe('a debug session', () => {
  it('loads an execution and follows it live', async () => {
    const engine = recorded(text, 2);
    const session = createDebugSession(engine);
    await session.inspect(x1);
    expect(session.store.getState()).toMatchObject({ loading: false, selected: 'c1', following: true });
    engine.tell(2, 4);
    expect(session.store.getState().selected).toBe('c3');
    expect(session.store.getState().edges).toEqual(
      new Map([
        ['e1', 1],
        ['e2', 1],
      ]),
    );
  });

  it('cuts what it knows already from a batch', async () => {
    const engine = recorded(text, 3);
    const session = createDebugSession(engine);
    await session.inspect(x1);
    engine.tell(1, 4);
    expect(session.store.getState().events).toEqual(engine.log.slice(0, 4));
  });

  it('fetches what is missing before a batch', async () => {
    const engine = recorded(text, 2);
    const session = createDebugSession(engine);
    await session.inspect(x1);
    engine.tell(4, 6);
    await Promise.resolve();
    await Promise.resolve();
    expect(engine.asked).toEqual([0, 2]);
    expect(formatTimeline(session.store.getState())).toContain('> 2 split/stratified');
    expect(session.store.getState().events).toHaveLength(6);
  });

  it('takes up a batch that comes while it still loads', async () => {
    const engine = recorded(text, 3);
    const session = createDebugSession(engine);
    const loaded = session.inspect(x1);
    engine.tell(3, 4);
    await loaded;
    expect(session.store.getState().rows.map((row) => row.key)).toEqual(['c0', 'c1', 'c2', 'c3']);
  });

  it('stays at a selected step while the execution goes on, and shows the nodes as they stood there', async () => {
    const engine = recorded(text, 3);
    const session = createDebugSession(engine);
    await session.inspect(x1);
    session.select(checkpointId(1));
    engine.tell(3, 4);
    const state = session.store.getState();
    expect(state).toMatchObject({ selected: 'c1', following: false });
    expect([...state.nodes].map(([node, run]) => `${node} ${run.state}`)).toEqual([
      'load done',
      'split idle',
      'train idle',
      'report idle',
    ]);
    session.select(undefined);
    expect(session.store.getState()).toMatchObject({ selected: 'c3', following: true });
  });

  it('follows the new head after a rollback', async () => {
    const engine = recorded(text, 4);
    const session = createDebugSession(engine);
    await session.inspect(x1);
    session.select(checkpointId(2));
    engine.tell(4, 5);
    expect(session.store.getState()).toMatchObject({ selected: 'c1', head: 'c1', following: true });
    expect(session.store.getState().edges).toEqual(new Map([[edgeId('e1'), 1]]));
  });

  it('shows what runs, waits and stands still at the head', async () => {
    const engine = recorded(text, 2);
    const session = createDebugSession(engine);
    await session.inspect(x1);
    const live = {
      activation: activationNumber(9),
      path: activationPath('split'),
      node: nodeId('split'),
      iteration: 1,
      attempt: 1,
    };
    engine.tell(2, 2, { live: [{ ...live, state: 'running' }] });
    expect(session.store.getState().nodes.get(nodeId('split'))?.state).toBe('running');
    engine.tell(2, 2, { status: 'paused', pause: { type: 'step' }, live: [{ ...live, state: 'ready' }] });
    expect(session.store.getState().nodes.get(nodeId('split'))?.state).toBe('paused');
  });

  it('lands on the failure that an execution stands still for', async () => {
    const engine = recorded('start +seed\nload +rows\nfail split "no rows"', 2);
    const session = createDebugSession(engine);
    await session.inspect(x1);
    const error = { code: 'node/threw', message: 'no rows' } as const;
    const pause = { type: 'error', node: nodeId('split'), activation: activationNumber(2), error } as const;
    engine.tell(2, 3, { status: 'paused', pause });
    expect(session.store.getState()).toMatchObject({ selected: 'c1', selectedRow: 'f2', following: true });
    expect(session.store.getState().nodes.get(nodeId('split'))).toMatchObject({ state: 'failed', error });
  });

  it('keeps the runs of nodes that a batch does not touch', async () => {
    const engine = recorded(text, 3);
    const session = createDebugSession(engine);
    await session.inspect(x1);
    const before = session.store.getState().nodes;
    engine.tell(3, 4);
    const after = session.store.getState().nodes;
    expect(after.get(nodeId('load'))).toBe(before.get(nodeId('load')));
    expect(after.get(nodeId('train'))).not.toBe(before.get(nodeId('train')));
  });

  it('marks a node as skipped, also when that is told after its step was shown', async () => {
    const engine = recorded('start\nload\nskip report\nsplit', 2);
    const session = createDebugSession(engine);
    await session.inspect(x1);
    engine.tell(2, 3);
    engine.tell(3, 4);
    expect(session.store.getState().nodes.get(nodeId('report'))?.state).toBe('skipped');
  });

  it('marks a node as skipped no more once a later round brings it a token', async () => {
    const engine = recorded('start\nload\nskip report\nsplit >e9\ntrain\nskip report');
    const edges = [{ id: 'e9', source: 'split', target: 'report' }];
    engine.client.executions.document = async () => ({ ...document, edges });
    const session = createDebugSession(engine);
    await session.inspect(x1);
    const report = (at: number) => {
      session.select(checkpointId(at));
      return session.store.getState().nodes.get(nodeId('report'))?.state;
    };
    expect([1, 2, 3].map(report)).toEqual(['skipped', 'idle', 'skipped']);
  });

  it('says why an execution could not be loaded', async () => {
    const engine = recorded(text);
    engine.client.executions.get = () => Promise.reject(new Error('gone'));
    const session = createDebugSession(engine);
    await session.inspect(x1);
    expect(session.store.getState()).toMatchObject({ loading: false, error: { message: 'gone' } });
  });

  it('shows nothing of an execution that is no longer inspected', async () => {
    const engine = recorded(text, 3);
    const session = createDebugSession(engine);
    const loading = session.inspect(x1);
    await session.inspect(undefined);
    await loading;
    engine.tell(3, 4);
    expect(session.store.getState()).toMatchObject({ rows: [], execution: undefined });
  });
});
