import { decodeValue, encodeValue } from '../../context/codec.ts';
import type { Durability } from '../../model/execution.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import type { CheckpointId } from '../../model/ids.ts';
import { executionId, planHash, workflowId } from '../../model/ids.ts';
import type { ExecutionHead, ExecutionRecord } from '../ports.ts';
import type { ExecutionRow } from './schema.ts';

export const encodeHead = (head: ExecutionHead): Uint8Array => encodeValue(head);
export const decodeHead = (row: ExecutionRow): ExecutionHead => decodeValue(row.head) as ExecutionHead;

export interface NewExecution {
  readonly record: ExecutionRecord;
  readonly head: ExecutionHead;
  /** Name of the document's rows. */
  readonly document: string;
}

export function toExecutionRow({ record, head, document }: NewExecution): ExecutionRow {
  const { id, workflow, number, name, plan, createdAt, deletedAt, durability, forkedFrom } = record;
  return {
    id,
    workflow,
    number,
    ...(name === undefined ? {} : { name }),
    plan,
    document,
    createdAt,
    ...(deletedAt === undefined ? {} : { deletedAt }),
    durability,
    ...(forkedFrom === undefined ? {} : { forkedFrom }),
    epoch: 0,
    nextSeq: 0,
    bytes: 0,
    head: encodeHead(head),
  };
}

export function fromExecutionRow(row: ExecutionRow, document: GraphDocument): ExecutionRecord {
  const { name, deletedAt, forkedFrom } = row;
  return {
    id: executionId(row.id),
    workflow: workflowId(row.workflow),
    number: row.number,
    ...(name === undefined ? {} : { name }),
    plan: planHash(row.plan),
    document,
    createdAt: row.createdAt,
    ...(deletedAt === undefined ? {} : { deletedAt }),
    durability: row.durability as Durability,
    ...(forkedFrom === undefined ? {} : { forkedFrom: fromLineage(forkedFrom) }),
  };
}

const fromLineage = ({ execution, checkpoint }: NonNullable<ExecutionRow['forkedFrom']>) => ({
  execution: executionId(execution),
  checkpoint: checkpoint as CheckpointId,
});
