import { Dexie } from 'dexie';
import type { ExecutionId } from '../../model/ids.ts';
import { fromChunks } from './chunks.ts';
import type { BenchDatabase } from './bench-database.ts';
import type { EventPackRow } from './schema.ts';

/** One commit group as it was written. */
export interface StoredPack {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly bytes: Uint8Array;
}

/** The packs that begin at event `from` or later, in order. Throws `storage/corrupt` when a part is missing. */
export async function readPacks(database: BenchDatabase, execution: ExecutionId, from: number): Promise<StoredPack[]> {
  const rows = await packRows(database, execution, from).toArray();
  return groupBy(rows, ({ firstSeq }) => firstSeq).map(toPack);
}

/** The pack that event `seq` lies in or, where none does, the next one: where reading from `seq` on begins. */
export async function packStartOf(database: BenchDatabase, execution: ExecutionId, seq: number): Promise<number> {
  const before = database.eventPacks
    .where('[execution+firstSeq+part]')
    .between([execution, Dexie.minKey, Dexie.minKey], [execution, seq, Dexie.maxKey]);
  const key = (await before.reverse().limit(1).primaryKeys())[0];
  return key === undefined ? 0 : key[1];
}

export const packRows = (database: BenchDatabase, execution: ExecutionId, from: number) =>
  database.eventPacks
    .where('[execution+firstSeq+part]')
    .between([execution, from, Dexie.minKey], [execution, Dexie.maxKey, Dexie.maxKey]);

function toPack(rows: readonly EventPackRow[]): StoredPack {
  const { firstSeq, lastSeq } = rows[0] as EventPackRow;
  return { firstSeq, lastSeq, bytes: fromChunks(rows, `events ${firstSeq} to ${lastSeq}`) };
}

/** Rows of the same key together, in order of first appearance. */
export function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string | number): Row[][] {
  const groups = new Map<string | number, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}
