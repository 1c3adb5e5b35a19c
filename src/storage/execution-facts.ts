import { WtbError } from '../model/errors.ts';
import type { ExecutionId, WorkflowId } from '../model/ids.ts';
import type { CommitBatch, ExecutionHead, ExecutionRecord } from './ports.ts';
import { corrupt, outOfOrder, staleEpoch } from './storage-error.ts';

/** What a store knows of an execution without what happened in it. */
export interface ExecutionFacts {
  readonly record: ExecutionRecord;
  readonly head: ExecutionHead;
  /** Only a batch that names this epoch is written. */
  readonly epoch: number;
  /** The event that has to come next. */
  readonly nextSeq: number;
  /** Of everything that was saved for it. */
  readonly bytes: number;
}

export type ListedExecution = Pick<ExecutionFacts, 'record' | 'head'>;

export const newFacts = (record: ExecutionRecord, head: ExecutionHead): ExecutionFacts => ({
  record,
  head,
  epoch: 0,
  nextSeq: 0,
  bytes: 0,
});

/** The next number of its workflow, counted over deleted executions as well. */
export function numbered(record: Omit<ExecutionRecord, 'number'>, others: Iterable<ExecutionFacts>): ExecutionRecord {
  let last = 0;
  for (const other of others) {
    if (other.record.workflow === record.workflow) last = Math.max(last, other.record.number);
  }
  return { ...record, number: last + 1 };
}

/** Newest first, deleted ones left out. */
export function listed(all: Iterable<ExecutionFacts>, workflow: WorkflowId | undefined): readonly ListedExecution[] {
  return [...all]
    .filter(({ record }) => record.deletedAt === undefined && (workflow ?? record.workflow) === record.workflow)
    .map(({ record, head }) => ({ record, head }))
    .sort(newestFirst);
}

export const newestFirst = (a: ListedExecution, b: ListedExecution): number =>
  b.record.createdAt - a.record.createdAt || b.record.number - a.record.number;

/** Throws where a batch may not be written. */
export function checkAppend(batch: CommitBatch, { epoch, nextSeq }: Pick<ExecutionFacts, 'epoch' | 'nextSeq'>): void {
  if (epoch !== batch.epoch) throw staleEpoch(batch.execution);
  const [first] = batch.events;
  if (first !== undefined && first.seq !== nextSeq) throw outOfOrder(batch.execution, nextSeq, first.seq);
  for (const [hash, bytes] of batch.values) {
    if (bytes.length === 0) throw new WtbError(corrupt(`value ${hash}`, 'it is empty'));
  }
}

export const appended = (facts: ExecutionFacts, batch: CommitBatch, bytes: number): ExecutionFacts => ({
  ...facts,
  head: batch.head,
  nextSeq: facts.nextSeq + batch.events.length,
  bytes: facts.bytes + bytes,
});

export function renamed(facts: ExecutionFacts, name: string | undefined): ExecutionFacts {
  const { name: _, ...unnamed } = facts.record;
  return { ...facts, record: name === undefined ? unnamed : { ...unnamed, name } };
}

export const removed = (facts: ExecutionFacts, at: number): ExecutionFacts => ({
  ...facts,
  record: { ...facts.record, deletedAt: at },
});

export function restored(facts: ExecutionFacts): ExecutionFacts {
  const { deletedAt: _, ...record } = facts.record;
  return { ...facts, record };
}

export const wasRemoved = ({ record }: ExecutionFacts, before: number): boolean =>
  (record.deletedAt ?? Infinity) < before;

export const alreadyThere = (id: ExecutionId): WtbError =>
  new WtbError({ code: 'storage/conflict', message: `Execution ${id} is there already.` });
