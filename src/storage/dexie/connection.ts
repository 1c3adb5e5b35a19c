import type { DexieOptions, Transaction } from 'dexie';
import { WtbError } from '../../model/errors.ts';
import type { ErrorInfo } from '../../model/errors.ts';
import { toStorageError } from '../storage-error.ts';
import { BenchDatabase } from './bench-database.ts';
import { schemaVersion, type stores } from './schema.ts';

export interface ConnectionOptions {
  readonly name: string;
  /** Another IndexedDB than the platform's, as in tests. */
  readonly indexedDB?: IDBFactory;
  readonly keyRange?: typeof IDBKeyRange;
}

type TableName = keyof typeof stores;

/**
 * The database, open twice: Dexie sets the durability per connection, and commit groups need it per transaction.
 * IndexedDB orders transactions over the same rows whatever connection they come from.
 *
 * When a newer bench wants to upgrade the database, both connections close for good, so that it is not blocked and no
 * row of the old shape is written any more; a check inside each writing transaction covers what was still under way.
 */
export class Connection {
  readonly relaxed: BenchDatabase;
  readonly strict: BenchDatabase;
  private outdated = false;
  private closed = false;

  constructor({ name, indexedDB, keyRange }: ConnectionOptions) {
    const factory: DexieOptions = {
      ...(indexedDB === undefined ? {} : { indexedDB }),
      ...(keyRange === undefined ? {} : { IDBKeyRange: keyRange }),
    };
    this.relaxed = new BenchDatabase(name, { ...factory, chromeTransactionDurability: 'relaxed' });
    this.strict = new BenchDatabase(name, { ...factory, chromeTransactionDurability: 'strict' });
    for (const database of [this.relaxed, this.strict]) {
      database.on('versionchange', () => {
        this.outdated = true;
        this.close();
        return false;
      });
    }
  }

  /** Opens both, and gives whether the database was new. Throws `storage/schema` when a newer bench wrote it. */
  async open(): Promise<{ readonly fresh: boolean }> {
    await this.relaxed.open();
    await this.strict.open();
    const found = await this.relaxed.meta.get('schema');
    if (found === undefined) await this.strict.meta.put({ key: 'schema', value: schemaVersion });
    else if (found.value > schemaVersion) {
      this.outdated = true;
      this.close();
      throw new WtbError(outdatedSchema);
    }
    return { fresh: found === undefined };
  }

  /** Runs a read, its failures as `storage/…` errors. */
  async read<T>(doing: string, action: (database: BenchDatabase) => Promise<T>): Promise<T> {
    return this.guard(doing, () => action(this.relaxed));
  }

  /** One transaction: all of it or nothing. `action` awaits nothing but this database. */
  async write<T>(
    {
      doing,
      tables,
      strict,
    }: { readonly doing: string; readonly tables: readonly TableName[]; readonly strict: boolean },
    action: (database: BenchDatabase, transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const database = strict ? this.strict : this.relaxed;
    return this.guard(doing, () =>
      database.transaction('rw', ['meta', ...tables], async (transaction) => {
        const [schema, result] = await Promise.all([database.meta.get('schema'), action(database, transaction)]);
        if (schema?.value !== schemaVersion) throw new WtbError(outdatedSchema);
        return result;
      }),
    );
  }

  close(): void {
    this.closed = true;
    this.relaxed.close({ disableAutoOpen: true });
    this.strict.close({ disableAutoOpen: true });
  }

  private async guard<T>(doing: string, action: () => PromiseLike<T>): Promise<T> {
    if (this.outdated) throw new WtbError(outdatedSchema);
    if (this.closed) throw new WtbError({ code: 'storage/unavailable', message: 'The store was closed.' });
    try {
      return await action();
    } catch (thrown) {
      if (this.outdated) throw new WtbError(outdatedSchema);
      throw toStorageError(thrown, doing);
    }
  }
}

const outdatedSchema: ErrorInfo = {
  code: 'storage/schema',
  message: 'A newer version of the bench has taken over the database; this one writes nothing more.',
  remedy: 'Reload the page to get the newer version.',
  retryable: false,
};
