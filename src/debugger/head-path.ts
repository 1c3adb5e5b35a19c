import type { CheckpointId } from '../model/ids.ts';

/**
 * The checkpoints from the root to a head, as a set. Appending costs O(1) and older paths stay what they were: versions
 * share one list, of which each sees its own length. Depths never change, because a checkpoint's parent never does.
 */
export class HeadPath implements ReadonlySet<CheckpointId> {
  readonly size: number;
  private readonly list: CheckpointId[];
  private readonly depths: ReadonlyMap<CheckpointId, number>;

  /** @param depths position of every checkpoint on its own path from the root, the root at 0; may grow later */
  constructor(list: CheckpointId[], depths: ReadonlyMap<CheckpointId, number>, size = list.length) {
    this.list = list;
    this.depths = depths;
    this.size = size;
  }

  get head(): CheckpointId | undefined {
    return this.list[this.size - 1];
  }

  at(depth: number): CheckpointId | undefined {
    return depth < this.size ? this.list[depth] : undefined;
  }

  has(checkpoint: CheckpointId): boolean {
    const depth = this.depths.get(checkpoint);
    return depth !== undefined && depth < this.size && this.list[depth] === checkpoint;
  }

  /** The path one longer. Shares the list where this is its newest version, else copies. */
  append(checkpoint: CheckpointId): HeadPath {
    const list = this.list.length === this.size ? this.list : this.list.slice(0, this.size);
    list.push(checkpoint);
    return new HeadPath(list, this.depths);
  }

  *values(): SetIterator<CheckpointId> {
    for (let depth = 0; depth < this.size; depth += 1) yield this.list[depth] as CheckpointId;
  }
  keys(): SetIterator<CheckpointId> {
    return this.values();
  }
  *entries(): SetIterator<[CheckpointId, CheckpointId]> {
    for (const checkpoint of this.values()) yield [checkpoint, checkpoint];
  }
  [Symbol.iterator](): SetIterator<CheckpointId> {
    return this.values();
  }
  forEach(visit: (value: CheckpointId, key: CheckpointId, set: ReadonlySet<CheckpointId>) => void): void {
    for (const checkpoint of this.values()) visit(checkpoint, checkpoint, this);
  }
}
