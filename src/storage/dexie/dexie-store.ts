import type { ErrorInfo } from '../../model/errors.ts';
import type { Store, StoreHealth } from '../ports.ts';
import { Connection } from './connection.ts';
import type { ConnectionOptions } from './connection.ts';
import type { DexieServices } from './dexie-services.ts';
import { DexieExecutions } from './dexie-executions.ts';
import { DexieWorkflows } from './dexie-workflows.ts';
import { DocumentCache } from './documents.ts';
import { ProblemList } from './readable-rows.ts';

/**
 * Remembers outside IndexedDB (in `localStorage`, say) that something was saved: some kinds of damage give an empty
 * database without any error, which looks like a first visit otherwise.
 */
export interface StoreWitness {
  read(): number | undefined;
  write(records: number): void;
}

export interface DexieStoreOptions extends ConnectionOptions {
  readonly witness?: StoreWitness;
}

/** Opens the database. Rejects with a `storage/…` error; see `openStore` for falling back to memory. */
export async function openDexieStore(options: DexieStoreOptions): Promise<Store> {
  const connection = new Connection(options);
  const problems = new ProblemList();
  await connection.open();
  const records = await countRecords(connection);
  if (records === 0 && (options.witness?.read() ?? 0) > 0) problems.add(emptied);
  else options.witness?.write(records);
  return createDexieStore(connection, problems, options.witness);
}

const countRecords = (connection: Connection): Promise<number> =>
  connection.read('counting records', async (database) => {
    const [workflows, executions] = await Promise.all([database.workflows.count(), database.executions.count()]);
    return workflows + executions;
  });

const emptied: ErrorInfo = {
  code: 'storage/corrupt',
  message: 'The database is empty although work was saved in it: the browser lost or cleared it.',
  remedy: 'If you did not clear it yourself, import your workflows and executions from exported files.',
};

function createDexieStore(connection: Connection, problems: ProblemList, witness: StoreWitness | undefined): Store {
  const services: DexieServices = {
    connection,
    problems,
    documents: new DocumentCache(),
    recount: async () => witness?.write(await countRecords(connection)),
  };
  return {
    workflows: new DexieWorkflows(services),
    executions: new DexieExecutions(services),
    health: () => healthOf(problems),
    close: () => connection.close(),
  };
}

async function healthOf(problems: ProblemList): Promise<StoreHealth> {
  const storage = globalThis.navigator?.storage;
  const estimate = await storage?.estimate?.().catch(() => undefined);
  const persisted = await storage?.persisted?.().catch(() => undefined);
  const found = problems.toArray();
  return {
    kind: 'indexeddb',
    usedBytes: estimate?.usage,
    quotaBytes: estimate?.quota,
    persisted,
    ...(found.length === 0 ? {} : { problems: found }),
  };
}
