import { storeValue } from '../../src/context/store-value.ts';
import type { StoredValue } from '../../src/context/stored-value.ts';
import type { ExecutionEvent } from '../../src/model/event.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import {
  activationNumber,
  activationPath,
  branchNumber,
  checkpointId,
  executionId,
  implementationHash,
  nodeId,
  planHash,
  seq,
  variantId,
  workflowId,
} from '../../src/model/ids.ts';
import type { ExecutionId, ValueHash } from '../../src/model/ids.ts';
import type { Value } from '../../src/model/value.ts';
import { toPersistedEvent } from '../../src/storage/persisted-event.ts';
import type { CommitBatch, ExecutionHead, ExecutionRecord, Store, WorkflowRecord } from '../../src/storage/ports.ts';

export const documentNamed = (name: string): GraphDocument => ({
  format: 'wtb/1',
  id: 'flow',
  name,
  nodes: [{ id: 'a', kind: 'note' }],
  edges: [],
});

export const workflowRecord = (id: string, facts: Partial<WorkflowRecord> = {}): Omit<WorkflowRecord, 'version'> => ({
  id: workflowId(id),
  document: documentNamed(id),
  createdAt: 1,
  updatedAt: 1,
  breakpoints: [],
  ...facts,
});

export const executionRecord = (
  id: string,
  facts: Partial<Omit<ExecutionRecord, 'number'>> = {},
): Omit<ExecutionRecord, 'number'> => ({
  id: executionId(id),
  workflow: workflowId('flow'),
  plan: planHash('p'),
  document: documentNamed('flow'),
  createdAt: 1,
  durability: 'batched',
  ...facts,
});

export const headAt = (last: number, facts: Partial<ExecutionHead> = {}): ExecutionHead => ({
  status: 'running',
  head: checkpointId(last + 1),
  branch: 1,
  branches: 1,
  steps: last + 1,
  lastSeq: seq(last),
  contextKeys: 1,
  contextBytes: 2,
  updatedAt: 5,
  ...facts,
});

/** A step that writes `value` under `key`. */
export function stepEvent(
  execution: ExecutionId,
  index: number,
  writes: Readonly<Record<string, Value>>,
): ExecutionEvent<StoredValue> {
  return {
    executionId: execution,
    seq: seq(index),
    at: 1000 + index,
    branch: branchNumber(1),
    type: 'step-committed',
    activation: activationNumber(index + 1),
    path: activationPath('a'),
    node: nodeId('a'),
    iteration: index + 1,
    attempt: 1,
    variant: variantId('v'),
    checkpoint: checkpointId(index + 1),
    parent: checkpointId(index),
    startedAt: 1000 + index,
    durationMs: 0.5,
    implementation: implementationHash('i'),
    reads: { keys: { seed: null }, allKeys: false },
    changes: Object.entries(writes).map(([key, value]) => ({ key, after: storeValue(value) })),
    port: 'next',
    taken: [],
    marks: [],
    hash: `h${index}`,
  };
}

export interface BatchRequest {
  readonly execution: ExecutionId;
  readonly epoch: number;
  readonly firstSeq: number;
  /** One step per entry. */
  readonly writes: readonly Readonly<Record<string, Value>>[];
}

export function batchOf({ execution, epoch, firstSeq, writes }: BatchRequest): CommitBatch {
  const values = new Map<ValueHash, Uint8Array>();
  const events = writes.map((step, index) =>
    toPersistedEvent(stepEvent(execution, firstSeq + index, step), (value) => values.set(value.hash, value.encode())),
  );
  return { execution, epoch, events, values, keyframes: [], head: headAt(firstSeq + writes.length - 1) };
}

/** A new execution, acquired. */
export async function startExecution(
  store: Store,
  id: string,
  facts: Partial<Omit<ExecutionRecord, 'number'>> = {},
): Promise<{ readonly execution: ExecutionId; readonly epoch: number }> {
  const { id: execution } = await store.executions.create(executionRecord(id, facts), headAt(-1));
  return { execution, epoch: await store.executions.acquire(execution) };
}
