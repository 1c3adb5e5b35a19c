import type { Collection, Table } from 'dexie';
import type { ErrorInfo } from '../../model/errors.ts';
import { corrupt, toStorageError } from '../storage-error.ts';

/** Problems found while reading, for `health()`: each once. */
export class ProblemList {
  private readonly problems = new Map<string, ErrorInfo>();

  add(problem: ErrorInfo): void {
    this.problems.set(problem.message, problem);
  }
  toArray(): readonly ErrorInfo[] {
    return [...this.problems.values()];
  }
}

/**
 * All rows of a query. One unreadable row fails a whole query, so where that happens the rows are read one by one, and
 * the ones that can't be read are noted and left out.
 */
export async function readableRows<Row>(
  table: Table<Row, string>,
  query: Collection<Row, string>,
  problems: ProblemList,
): Promise<Row[]> {
  try {
    return await query.toArray();
  } catch (thrown) {
    const error = toStorageError(thrown, `reading ${table.name}`);
    if (error.code !== 'storage/corrupt') throw error;
  }
  const rows = await Promise.all((await query.primaryKeys()).map((key) => readableRow(table, key, problems)));
  return rows.filter((row) => row !== undefined);
}

async function readableRow<Row>(
  table: Table<Row, string>,
  key: string,
  problems: ProblemList,
): Promise<Row | undefined> {
  try {
    return await table.get(key);
  } catch (thrown) {
    problems.add(corrupt(`${table.name} ${key}`, toStorageError(thrown, 'reading it').message));
    return undefined;
  }
}
