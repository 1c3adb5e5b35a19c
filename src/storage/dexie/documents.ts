import { decodeValue, encodeValue } from '../../context/codec.ts';
import { sha256Hex } from '../../context/sha256.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { fromChunks, toChunks } from './chunks.ts';
import type { BenchDatabase } from './bench-database.ts';
import type { DocumentRow } from './schema.ts';
import { Dexie } from 'dexie';

/** A document ready to be written: named by its content. */
export interface EncodedDocument {
  readonly name: string;
  readonly rows: readonly DocumentRow[];
  readonly bytes: number;
}

export function encodeDocument(document: GraphDocument): EncodedDocument {
  const bytes = encodeValue(document);
  const name = sha256Hex(bytes);
  return { name, rows: toChunks({ document: name }, bytes), bytes: bytes.length };
}

/** Inside a transaction over `documents`. */
export async function putDocument(database: BenchDatabase, { name, rows }: EncodedDocument): Promise<void> {
  if ((await database.documents.get([name, 0])) === undefined) await database.documents.bulkPut([...rows]);
}

/** The tables whose rows name documents, and that of the documents. */
export const documentTables = ['workflows', 'workflowVersions', 'executions', 'documents'] as const;

/** Inside a transaction over {@link documentTables}: drops it when nobody names it any more. */
export async function dropUnusedDocument(database: BenchDatabase, name: string): Promise<void> {
  const users = await Promise.all([
    database.workflows.where('document').equals(name).count(),
    database.workflowVersions.where('document').equals(name).count(),
    database.executions.where('document').equals(name).count(),
  ]);
  if (users.every((count) => count === 0)) await partsOf(database, name).delete();
}

const partsOf = (database: BenchDatabase, name: string) =>
  database.documents.where('[document+part]').between([name, Dexie.minKey], [name, Dexie.maxKey]);

/** Documents read so far, by name; content never changes under a name. */
export class DocumentCache {
  private readonly documents = new Map<string, GraphDocument>();

  async read(database: BenchDatabase, name: string): Promise<GraphDocument> {
    const known = this.documents.get(name);
    if (known !== undefined) return known;
    const bytes = fromChunks(await partsOf(database, name).toArray(), 'a workflow document');
    const document = decodeValue(bytes) as GraphDocument;
    if (this.documents.size >= 64) this.documents.clear();
    this.documents.set(name, document);
    return document;
  }
}
