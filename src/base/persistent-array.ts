import type { Owner } from './owner.ts';

/**
 * A sparse array: a 32-way radix trie. `get` and `set` cost O(log₃₂ length), versions share what they
 * have in common. What was never set is `undefined`. Immutable, but for changes under the {@link Owner} that made it.
 * Source of the shape: Phil Bagwell, "Ideal Hash Trees", 2001, as in Clojure's vectors.
 */
export interface PersistentArray<V> {
  /** One more than the highest index that was ever set. */
  readonly length: number;
  get(index: number): V | undefined;
  set(index: number, value: V, owner?: Owner): PersistentArray<V>;
  /** Pairs of index and value in ascending order, unset places left out. */
  entries(): IterableIterator<readonly [number, V]>;
}

const bits = 5;
const width = 1 << bits;
const mask = width - 1;

class Branch {
  readonly owner: Owner | undefined;
  readonly slots: unknown[];

  constructor(owner: Owner | undefined, slots: unknown[]) {
    this.owner = owner;
    this.slots = slots;
  }
}

function owned(branch: Branch | undefined, owner: Owner | undefined): Branch {
  if (branch === undefined) return new Branch(owner, []);
  return owner !== undefined && branch.owner === owner ? branch : new Branch(owner, branch.slots.slice());
}

function put(slots: unknown[], place: number, value: unknown): void {
  while (slots.length < place) slots.push(undefined);
  slots[place] = value;
}

class RadixTrie<V> implements PersistentArray<V> {
  length: number;
  private readonly owner: Owner | undefined;
  private shift: number;
  private root: Branch;

  constructor(owner: Owner | undefined, length: number, shift: number, root: Branch) {
    this.owner = owner;
    this.length = length;
    this.shift = shift;
    this.root = root;
  }
  get(index: number): V | undefined {
    if (index >= this.length) return undefined;
    let { slots } = this.root;
    for (let { shift } = this; shift > 0; shift -= bits) {
      const branch = slots[(index >>> shift) & mask] as Branch | undefined;
      if (branch === undefined) return undefined;
      slots = branch.slots;
    }
    return slots[index & mask] as V | undefined;
  }
  set(index: number, value: V, owner?: Owner): PersistentArray<V> {
    const trie =
      owner !== undefined && this.owner === owner ? this : new RadixTrie<V>(owner, this.length, this.shift, this.root);
    trie.setOwn(index, value);
    return trie;
  }
  *entries(): IterableIterator<readonly [number, V]> {
    for (let index = 0; index < this.length; index++) {
      const value = this.get(index);
      if (value !== undefined) yield [index, value];
    }
  }

  private setOwn(index: number, value: V): void {
    const { owner } = this;
    while (index >>> this.shift >= width) {
      this.root = new Branch(owner, this.root.slots.length === 0 ? [] : [this.root]);
      this.shift += bits;
    }
    if (index >= this.length) this.length = index + 1;
    this.root = owned(this.root, owner);
    let { slots } = this.root;
    for (let { shift } = this; shift > 0; shift -= bits) {
      const place = (index >>> shift) & mask;
      const below = slots[place] as Branch | undefined;
      const next = owned(below, owner);
      if (next !== below) put(slots, place, next);
      slots = next.slots;
    }
    put(slots, index & mask, value);
  }
}

const empty = new RadixTrie<never>(undefined, 0, 0, new Branch(undefined, []));

export function emptyArray<V>(): PersistentArray<V> {
  return empty as unknown as PersistentArray<V>;
}
