import type { ExecutionId, ValueHash } from '../../model/ids.ts';
import { decodePackValues } from '../pack-codec.ts';
import { readPacks } from './event-packs.ts';
import type { BenchDatabase } from './bench-database.ts';

interface Known {
  readonly values: Map<ValueHash, Uint8Array>;
  /** Packs that begin before this event were looked through. */
  nextSeq: number;
}

/** How many executions to remember. */
const maxKnown = 4;

/**
 * Small values lie in the packs of events. Which pack has which is not indexed (an index entry costs as much as a row
 * of its own); instead the packs of an execution are looked through once, and after that only the new ones.
 */
export class SmallValues {
  private readonly known = new Map<ExecutionId, Known>();

  async find(
    database: BenchDatabase,
    execution: ExecutionId,
    hashes: readonly ValueHash[],
  ): Promise<ReadonlyMap<ValueHash, Uint8Array>> {
    const known = this.remember(execution);
    if (!hashes.every((hash) => known.values.has(hash))) await this.catchUp(database, execution, known);
    const found = new Map<ValueHash, Uint8Array>();
    for (const hash of hashes) {
      const bytes = known.values.get(hash);
      if (bytes !== undefined) found.set(hash, bytes);
    }
    return found;
  }

  forget(execution: ExecutionId): void {
    this.known.delete(execution);
  }

  private remember(execution: ExecutionId): Known {
    const known = this.known.get(execution) ?? { values: new Map<ValueHash, Uint8Array>(), nextSeq: 0 };
    this.known.delete(execution);
    this.known.set(execution, known);
    const [oldest] = this.known.keys();
    if (this.known.size > maxKnown && oldest !== undefined) this.known.delete(oldest);
    return known;
  }

  private async catchUp(database: BenchDatabase, execution: ExecutionId, known: Known): Promise<void> {
    for (const { lastSeq, bytes } of await readPacks(database, execution, known.nextSeq)) {
      for (const [hash, value] of decodePackValues(bytes)) known.values.set(hash, value);
      known.nextSeq = Math.max(known.nextSeq, lastSeq + 1);
    }
  }
}
