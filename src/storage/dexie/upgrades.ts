import { Dexie } from 'dexie';
import type { Transaction } from 'dexie';
import { decodeValue } from '../../context/codec.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { pinKeysOf } from '../version-retention.ts';
import { fromChunks } from './chunks.ts';
import { schemaVersion } from './schema.ts';
import type { DocumentRow, MetaRow, WorkflowRow, WorkflowVersionRow } from './schema.ts';

/** From version 1, which had but the newest of each workflow: that is the first one that is kept. */
export async function keepNewestVersions(transaction: Transaction): Promise<void> {
  const workflows = await transaction.table<WorkflowRow>('workflows').toArray();
  for (const { id, version, document, updatedAt } of workflows) {
    const parts = await transaction
      .table<DocumentRow>('documents')
      .where('[document+part]')
      .between([document, Dexie.minKey], [document, Dexie.maxKey])
      .toArray();
    const row: WorkflowVersionRow = {
      workflow: id,
      version,
      document,
      savedAt: updatedAt,
      bytes: parts.reduce((sum, { bytes }) => sum + bytes.length, 0),
      pins: pinsIn(parts),
    };
    await transaction.table<WorkflowVersionRow>('workflowVersions').put(row);
  }
  await transaction.table<MetaRow>('meta').put({ key: 'schema', value: schemaVersion });
}

/** A document that can't be read is pinned to nothing, and is damaged still when it is read. */
function pinsIn(parts: readonly DocumentRow[]): readonly string[] {
  try {
    return pinKeysOf(decodeValue(fromChunks(parts, 'a workflow document')) as GraphDocument);
  } catch {
    return [];
  }
}
