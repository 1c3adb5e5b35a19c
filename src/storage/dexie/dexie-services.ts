import type { Connection } from './connection.ts';
import type { DocumentCache } from './documents.ts';
import type { ProblemList } from './readable-rows.ts';

/** What the parts of the Dexie store share. */
export interface DexieServices {
  readonly connection: Connection;
  readonly documents: DocumentCache;
  readonly problems: ProblemList;
  /** Tells the witness how many records there are; after records were made or purged. */
  recount(): Promise<void>;
}
