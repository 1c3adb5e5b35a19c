import type { Breakpoint } from '../../model/breakpoint.ts';
import { WtbError } from '../../model/errors.ts';
import { workflowId } from '../../model/ids.ts';
import type { WorkflowId } from '../../model/ids.ts';
import type { StoredVersion, WorkflowRecord, WorkflowStore, WorkflowVersion } from '../ports.ts';
import { corrupt, notFound, versionConflict } from '../storage-error.ts';
import type { Connection } from './connection.ts';
import type { DexieServices } from './dexie-services.ts';
import { documentTables, dropUnusedDocument, encodeDocument, putDocument } from './documents.ts';
import { readableRows } from './readable-rows.ts';
import type { BenchDatabase } from './bench-database.ts';
import type { WorkflowRow } from './schema.ts';
import { addVersion, dropVersions, versionRows } from './workflow-versions.ts';

export class DexieWorkflows implements WorkflowStore {
  private readonly connection: Connection;
  private readonly services: DexieServices;

  constructor(services: DexieServices) {
    this.connection = services.connection;
    this.services = services;
  }

  async list(): Promise<readonly WorkflowRecord[]> {
    return this.connection.read('listing the workflows', async (database) => {
      const rows = await readableRows(database.workflows, database.workflows.toCollection(), this.services.problems);
      const there = rows.filter(({ deletedAt }) => deletedAt === undefined);
      const records = await Promise.all(there.map((row) => this.tryRecord(database, row)));
      return records.filter((record) => record !== undefined).sort((a, b) => b.updatedAt - a.updatedAt);
    });
  }

  async get(id: WorkflowId): Promise<WorkflowRecord | undefined> {
    return this.connection.read(`reading workflow ${id}`, async (database) => {
      const row = await database.workflows.get(id);
      return row === undefined || row.deletedAt !== undefined ? undefined : this.toRecord(database, row);
    });
  }

  async save(record: Omit<WorkflowRecord, 'version'>, basedOn: number): Promise<WorkflowRecord> {
    const document = encodeDocument(record.document);
    const saved: WorkflowRecord = { ...record, version: basedOn + 1 };
    await this.write(`saving workflow ${record.id}`, async (database) => {
      const found = await database.workflows.get(record.id);
      if ((found?.version ?? 0) !== basedOn) throw versionConflict(record.id, basedOn, found?.version ?? 0);
      await putDocument(database, document);
      await database.workflows.put(toRow(saved, document.name));
      await addVersion(database, saved, document);
    });
    if (basedOn === 0) await this.services.recount();
    return saved;
  }

  async versions(id: WorkflowId): Promise<readonly WorkflowVersion[]> {
    return this.connection.read(`listing the versions of workflow ${id}`, async (database) => {
      const rows = await versionRows(database, id).reverse().toArray();
      return rows.map(({ version, savedAt }) => ({ version, savedAt }));
    });
  }

  async getVersion(id: WorkflowId, version: number): Promise<StoredVersion | undefined> {
    return this.connection.read(`reading version ${version} of workflow ${id}`, async (database) => {
      const row = await database.workflowVersions.get([id, version]);
      if (row === undefined) return undefined;
      return { version, savedAt: row.savedAt, document: await this.services.documents.read(database, row.document) };
    });
  }

  async setBreakpoints(id: WorkflowId, breakpoints: readonly Breakpoint[]): Promise<void> {
    await this.change(id, (row) => ({ ...row, breakpoints }));
  }

  async remove(id: WorkflowId, at: number): Promise<void> {
    await this.change(id, (row) => ({ ...row, deletedAt: at }));
  }

  async restore(id: WorkflowId): Promise<void> {
    await this.change(id, withoutDeletion);
  }

  async purge(before: number): Promise<number> {
    const purged = await this.write('purging deleted workflows', async (database) => {
      const rows = await database.workflows.toArray();
      const gone = rows.filter(({ deletedAt }) => deletedAt !== undefined && deletedAt < before);
      await database.workflows.bulkDelete(gone.map(({ id }) => id));
      for (const { id, document } of gone) {
        await dropVersions(database, await versionRows(database, id).toArray());
        await dropUnusedDocument(database, document);
      }
      return gone.length;
    });
    await this.services.recount();
    return purged;
  }

  private async change(id: WorkflowId, edit: (row: WorkflowRow) => WorkflowRow): Promise<void> {
    await this.write(`changing workflow ${id}`, async (database) => {
      const row = await database.workflows.get(id);
      if (row === undefined) throw notFound(`workflow ${id}`);
      await database.workflows.put(edit(row));
    });
  }

  /** Rare and precious: always to the disk. */
  private write<T>(doing: string, action: (database: BenchDatabase) => Promise<T>): Promise<T> {
    return this.connection.write({ doing, tables: documentTables, strict: true }, action);
  }

  private async tryRecord(database: BenchDatabase, row: WorkflowRow): Promise<WorkflowRecord | undefined> {
    try {
      return await this.toRecord(database, row);
    } catch (thrown) {
      if (!(thrown instanceof WtbError) || thrown.code !== 'storage/corrupt') throw thrown;
      this.services.problems.add(corrupt(`workflow ${row.id}`, thrown.message));
      return undefined;
    }
  }

  private async toRecord(database: BenchDatabase, row: WorkflowRow): Promise<WorkflowRecord> {
    const { id, breakpoints, document, ...rest } = row;
    return {
      ...rest,
      id: workflowId(id),
      document: await this.services.documents.read(database, document),
      breakpoints: breakpoints as readonly Breakpoint[],
    };
  }
}

function withoutDeletion(row: WorkflowRow): WorkflowRow {
  const { deletedAt: _, ...rest } = row;
  return rest;
}

function toRow(record: WorkflowRecord, document: string): WorkflowRow {
  const { id, version, createdAt, updatedAt, deletedAt, example, breakpoints } = record;
  return {
    id,
    version,
    document,
    createdAt,
    updatedAt,
    ...(deletedAt === undefined ? {} : { deletedAt }),
    ...(example === undefined ? {} : { example }),
    breakpoints,
  };
}
