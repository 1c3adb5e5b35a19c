import { Dexie } from 'dexie';
import type { WorkflowRecord } from '../ports.ts';
import { pinKey, pinKeysOf, surplusVersions } from '../version-retention.ts';
import type { BenchDatabase } from './bench-database.ts';
import { dropUnusedDocument, type EncodedDocument } from './documents.ts';
import type { WorkflowVersionRow } from './schema.ts';

// Whatever writes here does so inside a transaction over `documentTables`.

/** A workflow's versions, the oldest first. */
export const versionRows = (database: BenchDatabase, workflow: string) =>
  database.workflowVersions.where('[workflow+version]').between([workflow, Dexie.minKey], [workflow, Dexie.maxKey]);

/** Notes the version that was saved, and lets go of what is surplus then. */
export async function addVersion(
  database: BenchDatabase,
  { id, version, updatedAt, document }: WorkflowRecord,
  { name, bytes }: EncodedDocument,
): Promise<void> {
  const pins = pinKeysOf(document);
  await database.workflowVersions.put({ workflow: id, version, document: name, savedAt: updatedAt, bytes, pins });
  const rows = await versionRows(database, id).reverse().toArray();
  const surplus = new Set(surplusVersions(rows));
  const unpinned: WorkflowVersionRow[] = [];
  for (const row of rows) if (surplus.has(row.version) && !(await isPinned(database, row))) unpinned.push(row);
  await dropVersions(database, unpinned);
}

const isPinned = async (database: BenchDatabase, row: WorkflowVersionRow): Promise<boolean> =>
  (await database.workflowVersions.where('pins').equals(pinKey(row)).count()) > 0;

export async function dropVersions(database: BenchDatabase, rows: readonly WorkflowVersionRow[]): Promise<void> {
  await database.workflowVersions.bulkDelete(rows.map(({ workflow, version }) => [workflow, version]));
  for (const name of new Set(rows.map(({ document }) => document))) await dropUnusedDocument(database, name);
}
