import { Dexie } from 'dexie';
import { decodeValue, encodeValue } from '../../context/codec.ts';
import { WtbError } from '../../model/errors.ts';
import type { ExecutionEvent } from '../../model/event.ts';
import type { ExecutionId, Seq, ValueHash, WorkflowId } from '../../model/ids.ts';
import { alreadyThere, checkAppend, newestFirst, type ListedExecution } from '../execution-facts.ts';
import { decodePack, encodePack } from '../pack-codec.ts';
import type {
  CommitBatch,
  ExecutionHead,
  ExecutionRecord,
  ExecutionStore,
  StoredExecution,
  StoredKeyframe,
} from '../ports.ts';
import { corrupt, notFound } from '../storage-error.ts';
import { fromChunks, toChunks } from './chunks.ts';
import type { Connection } from './connection.ts';
import type { DexieServices } from './dexie-services.ts';
import { documentTables, dropUnusedDocument, encodeDocument, putDocument } from './documents.ts';
import { groupBy, packRows, packStartOf, readPacks } from './event-packs.ts';
import { decodeHead, encodeHead, fromExecutionRow, toExecutionRow } from './execution-rows.ts';
import { readableRows } from './readable-rows.ts';
import { smallValueBytes } from './schema.ts';
import type { BenchDatabase } from './bench-database.ts';
import type { EventPackRow, ExecutionRow, KeyframeRow, ValueRow } from './schema.ts';
import { SmallValues } from './small-values.ts';

export class DexieExecutions implements ExecutionStore {
  private readonly connection: Connection;
  private readonly services: DexieServices;
  private readonly smallValues = new SmallValues();

  constructor(services: DexieServices) {
    this.connection = services.connection;
    this.services = services;
  }

  async create(record: Omit<ExecutionRecord, 'number'>, head: ExecutionHead): Promise<ExecutionRecord> {
    const document = encodeDocument(record.document);
    const tables = ['executions', 'documents'] as const;
    const doing = `creating ${record.id}`;
    const created = await this.connection.write({ doing, tables, strict: true }, async (database) => {
      if ((await database.executions.get(record.id)) !== undefined) throw alreadyThere(record.id);
      const numbered = { ...record, number: (await lastNumber(database, record.workflow)) + 1 };
      await putDocument(database, document);
      await database.executions.add(toExecutionRow({ record: numbered, head, document: document.name }));
      return numbered;
    });
    await this.services.recount();
    return created;
  }

  async list(workflow?: WorkflowId): Promise<readonly ListedExecution[]> {
    return this.connection.read('listing the executions', async (database) => {
      const table = database.executions;
      const query = workflow === undefined ? table.toCollection() : table.where('workflow').equals(workflow);
      const rows = await readableRows(table, query, this.services.problems);
      const there = rows.filter(({ deletedAt }) => deletedAt === undefined);
      const listed = await Promise.all(there.map((row) => this.tryListed(database, row)));
      return listed.filter((entry) => entry !== undefined).sort(newestFirst);
    });
  }

  async find(id: ExecutionId): Promise<ListedExecution | undefined> {
    return this.connection.read(`reading execution ${id}`, async (database) => {
      const row = await database.executions.get(id);
      return row === undefined ? undefined : this.toListed(database, row);
    });
  }

  async load(id: ExecutionId): Promise<StoredExecution | undefined> {
    return this.readWhole(id, async (database) => {
      const row = await database.executions.get(id);
      if (row === undefined) return undefined;
      const [listed, packs, keyframes] = await Promise.all([
        this.toListed(database, row),
        readPacks(database, id, 0),
        readKeyframes(database, id),
      ]);
      const events = packs.flatMap(({ bytes }) => decodePack(bytes).events);
      if (events.length !== row.nextSeq) {
        throw new WtbError(corrupt(`execution ${id}`, `${events.length} of ${row.nextSeq} events are there`));
      }
      return { ...listed, events, keyframes };
    });
  }

  async events(id: ExecutionId, from: Seq): Promise<readonly ExecutionEvent[]> {
    return this.readWhole(id, async (database) => {
      if ((await database.executions.get(id)) === undefined) throw notFound(`execution ${id}`);
      const packs = await readPacks(database, id, await packStartOf(database, id, from));
      return packs.flatMap(({ bytes }) => decodePack(bytes).events).filter(({ seq }) => seq >= from);
    });
  }

  async readValue(id: ExecutionId, hash: ValueHash): Promise<Uint8Array> {
    const bytes = (await this.readValues(id, [hash])).get(hash);
    if (bytes === undefined) throw notFound(`value ${hash} of execution ${id}`);
    return bytes;
  }

  async readValues(id: ExecutionId, hashes: readonly ValueHash[]): Promise<ReadonlyMap<ValueHash, Uint8Array>> {
    return this.connection.read(`reading values of ${id}`, async (database) => {
      const small = await this.smallValues.find(database, id, hashes);
      const values = new Map(small);
      for (const hash of hashes) {
        if (!values.has(hash)) values.set(hash, await readLargeValue(database, id, hash));
      }
      return values;
    });
  }

  async acquire(id: ExecutionId): Promise<number> {
    return this.change(id, (row) => ({ ...row, epoch: row.epoch + 1 })).then(({ epoch }) => epoch);
  }

  async append(batch: CommitBatch, { strict }: { readonly strict: boolean }): Promise<void> {
    const rows = encodeBatch(batch);
    const tables = ['executions', 'eventPacks', 'values', 'keyframes'] as const;
    const doing = `saving steps of ${batch.execution}`;
    await this.connection.write({ doing, tables, strict }, async (database) => {
      const row = await database.executions.get(batch.execution);
      if (row === undefined) throw notFound(`execution ${batch.execution}`);
      checkAppend(batch, row);
      await Promise.all([
        rows.packs.length > 0 && database.eventPacks.bulkAdd(rows.packs),
        rows.values.length > 0 && database.values.bulkPut(rows.values),
        rows.keyframes.length > 0 && database.keyframes.bulkPut(rows.keyframes),
        database.executions.put({
          ...row,
          head: encodeHead(batch.head),
          nextSeq: row.nextSeq + batch.events.length,
          bytes: row.bytes + rows.bytes,
        }),
      ]);
    });
  }

  async rename(id: ExecutionId, name: string | undefined): Promise<void> {
    await this.change(id, (row) => (name === undefined ? withoutName(row) : { ...row, name }));
  }

  async remove(id: ExecutionId, at: number): Promise<void> {
    await this.change(id, (row) => ({ ...row, deletedAt: at }));
  }

  async restore(id: ExecutionId): Promise<void> {
    await this.change(id, withoutDeletion);
  }

  async purge(before: number): Promise<number> {
    const tables = [...documentTables, 'eventPacks', 'values', 'keyframes'] as const;
    const doing = 'purging deleted executions';
    const purged = await this.connection.write({ doing, tables, strict: true }, async (database) => {
      const rows = await database.executions.toArray();
      const gone = rows.filter(({ deletedAt }) => deletedAt !== undefined && deletedAt < before);
      for (const row of gone) await erase(database, row);
      for (const { id } of gone) this.smallValues.forget(id as ExecutionId);
      return gone.length;
    });
    await this.services.recount();
    return purged;
  }

  async size(id: ExecutionId): Promise<number> {
    return this.connection.read(`measuring ${id}`, async (database) => {
      const row = await database.executions.get(id);
      if (row === undefined) throw notFound(`execution ${id}`);
      return row.bytes;
    });
  }

  private async change(id: ExecutionId, edit: (row: ExecutionRow) => ExecutionRow): Promise<ExecutionRow> {
    const tables = ['executions'] as const;
    return this.connection.write({ doing: `changing ${id}`, tables, strict: true }, async (database) => {
      const row = await database.executions.get(id);
      if (row === undefined) throw notFound(`execution ${id}`);
      const changed = edit(row);
      await database.executions.put(changed);
      return changed;
    });
  }

  /** A consistent reading, all from one moment; the error says which execution it was. */
  private async readWhole<T>(id: ExecutionId, action: (database: BenchDatabase) => Promise<T>): Promise<T> {
    return this.connection.read(`reading execution ${id}`, (database) =>
      database.transaction('r', ['executions', 'documents', 'eventPacks', 'keyframes'], () => action(database)),
    );
  }

  private async tryListed(database: BenchDatabase, row: ExecutionRow): Promise<ListedExecution | undefined> {
    try {
      return await this.toListed(database, row);
    } catch (thrown) {
      if (!(thrown instanceof WtbError) || thrown.code !== 'storage/corrupt') throw thrown;
      this.services.problems.add(corrupt(`execution ${row.id}`, thrown.message));
      return undefined;
    }
  }

  private async toListed(database: BenchDatabase, row: ExecutionRow): Promise<ListedExecution> {
    const document = await this.services.documents.read(database, row.document);
    return { record: fromExecutionRow(row, document), head: decodeHead(row) };
  }
}

function withoutName(row: ExecutionRow): ExecutionRow {
  const { name: _, ...rest } = row;
  return rest;
}

function withoutDeletion(row: ExecutionRow): ExecutionRow {
  const { deletedAt: _, ...rest } = row;
  return rest;
}

interface BatchRows {
  readonly packs: EventPackRow[];
  readonly values: ValueRow[];
  readonly keyframes: KeyframeRow[];
  readonly bytes: number;
}

/** All encoding happens before the transaction begins, which then waits for nothing. */
function encodeBatch({ execution, events, values, keyframes }: CommitBatch): BatchRows {
  const all = [...values];
  const small = new Map(all.filter(([, bytes]) => bytes.length < smallValueBytes));
  const large = all.filter(([, bytes]) => bytes.length >= smallValueBytes);
  const first = events[0];
  const loose = first === undefined ? all : large;
  const rows = {
    packs: first === undefined ? [] : packRowsOf({ execution, events, values: small }, first.seq),
    values: loose.flatMap(([hash, bytes]) => toChunks({ execution: execution as string, hash: hash as string }, bytes)),
    keyframes: keyframes.flatMap((keyframe) =>
      toChunks({ execution: execution as string, checkpoint: keyframe.checkpoint as string }, encodeValue(keyframe)),
    ),
  };
  return { ...rows, bytes: sumBytes(rows.packs) + sumBytes(rows.values) + sumBytes(rows.keyframes) };
}

function packRowsOf(
  { execution, events, values }: Pick<CommitBatch, 'execution' | 'events' | 'values'>,
  firstSeq: number,
): EventPackRow[] {
  const lastSeq = firstSeq + events.length - 1;
  return toChunks({ execution: execution as string, firstSeq, lastSeq }, encodePack({ events, values }));
}

const sumBytes = (rows: readonly { readonly bytes: Uint8Array }[]): number =>
  rows.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** Numbers count on after a deletion that can still be undone. */
async function lastNumber(database: BenchDatabase, workflow: WorkflowId): Promise<number> {
  const last = await database.executions
    .where('[workflow+number]')
    .between([workflow, Dexie.minKey], [workflow, Dexie.maxKey])
    .last();
  return last?.number ?? 0;
}

async function readLargeValue(database: BenchDatabase, id: ExecutionId, hash: ValueHash): Promise<Uint8Array> {
  const rows = await database.values
    .where('[execution+hash+part]')
    .between([id, hash, Dexie.minKey], [id, hash, Dexie.maxKey])
    .toArray();
  if (rows.length === 0) throw notFound(`value ${hash} of execution ${id}`);
  return fromChunks(rows, `value ${hash}`);
}

async function readKeyframes(database: BenchDatabase, id: ExecutionId): Promise<StoredKeyframe[]> {
  const rows = await keyframeRows(database, id).toArray();
  return groupBy(rows, ({ checkpoint }) => checkpoint)
    .map((parts) => decodeValue(fromChunks(parts, `keyframe ${parts[0]?.checkpoint}`)) as StoredKeyframe)
    .sort((a, b) => a.seq - b.seq);
}

const keyframeRows = (database: BenchDatabase, id: ExecutionId) =>
  database.keyframes
    .where('[execution+checkpoint+part]')
    .between([id, Dexie.minKey, Dexie.minKey], [id, Dexie.maxKey, Dexie.maxKey]);

async function erase(database: BenchDatabase, { id, document }: ExecutionRow): Promise<void> {
  const execution = id as ExecutionId;
  await Promise.all([
    database.executions.delete(id),
    packRows(database, execution, 0).delete(),
    keyframeRows(database, execution).delete(),
    database.values
      .where('[execution+hash+part]')
      .between([id, Dexie.minKey, Dexie.minKey], [id, Dexie.maxKey, Dexie.maxKey])
      .delete(),
  ]);
  await dropUnusedDocument(database, document);
}
