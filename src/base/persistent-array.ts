/**
 * An immutable, sparse array: a 32-way radix trie. `get` and `set` cost O(log₃₂ length), versions share what they
 * have in common. What was never set is `undefined`.
 * Source of the shape: Phil Bagwell, "Ideal Hash Trees", 2001, as in Clojure's vectors.
 */
export interface PersistentArray<V> {
  /** One more than the highest index that was ever set. */
  readonly length: number;
  get(index: number): V | undefined;
  set(index: number, value: V): PersistentArray<V>;
  /** Pairs of index and value in ascending order, unset places left out. */
  entries(): IterableIterator<readonly [number, V]>;
}

const bits = 5;
const width = 1 << bits;
const mask = width - 1;

type Slots = readonly unknown[];

function setAt(slots: Slots | undefined, shift: number, index: number, value: unknown): Slots {
  const copy = slots === undefined ? [] : slots.slice();
  const place = (index >>> shift) & mask;
  while (copy.length < place) copy.push(undefined);
  copy[place] = shift === 0 ? value : setAt(copy[place] as Slots | undefined, shift - bits, index, value);
  return copy;
}

class RadixTrie<V> implements PersistentArray<V> {
  readonly length: number;
  private readonly shift: number;
  private readonly root: Slots;

  constructor(length: number, shift: number, root: Slots) {
    this.length = length;
    this.shift = shift;
    this.root = root;
  }
  get(index: number): V | undefined {
    if (index >= this.length) return undefined;
    let slots: Slots | undefined = this.root;
    for (let shift = this.shift; shift > 0; shift -= bits) {
      slots = slots[(index >>> shift) & mask] as Slots | undefined;
      if (slots === undefined) return undefined;
    }
    return slots[index & mask] as V | undefined;
  }
  set(index: number, value: V): PersistentArray<V> {
    let { shift, root } = this;
    while (index >= 2 ** (shift + bits)) {
      root = root.length === 0 ? [] : [root];
      shift += bits;
    }
    return new RadixTrie<V>(Math.max(this.length, index + 1), shift, setAt(root, shift, index, value));
  }
  *entries(): IterableIterator<readonly [number, V]> {
    for (let index = 0; index < this.length; index++) {
      const value = this.get(index);
      if (value !== undefined) yield [index, value];
    }
  }
}

const empty = new RadixTrie<never>(0, 0, []);

export function emptyArray<V>(): PersistentArray<V> {
  return empty as unknown as PersistentArray<V>;
}
