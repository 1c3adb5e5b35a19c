/**
 * An immutable ordered map from strings to values: a treap whose priorities are hashes of the keys,
 * so that equal maps have equal shapes however they came about.
 *
 * `set`, `delete` and `get` cost O(log n); versions share what they have in common, and `changes`
 * walks only what two versions do not share. Iteration is in ascending code-unit order of the keys.
 * Source of the shape: Seidel and Aragon, "Randomized Search Trees", 1996.
 */
export interface PersistentMap<V> {
  readonly size: number;
  get(key: string): V | undefined;
  has(key: string): boolean;
  set(key: string, value: V): PersistentMap<V>;
  delete(key: string): PersistentMap<V>;
  entries(): IterableIterator<readonly [string, V]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<V>;
  /** Keys whose values are not the same reference, in key order; O(difference · log n). */
  changes(to: PersistentMap<V>): Change<V>[];
}

export interface Change<V> {
  readonly key: string;
  /** `undefined` where the key is not in the older version (a stored `undefined` has `in*` true). */
  readonly before: V | undefined;
  readonly after: V | undefined;
  readonly inBefore: boolean;
  readonly inAfter: boolean;
}

/** A map that has entries: its top one, with what is below and above it. */
class Tree<V> implements PersistentMap<V> {
  readonly key: string;
  readonly priority: number;
  readonly value: V;
  readonly left: Maybe<V>;
  readonly right: Maybe<V>;
  readonly size: number;

  constructor(key: string, priority: number, value: V, left: Maybe<V>, right: Maybe<V>) {
    this.key = key;
    this.priority = priority;
    this.value = value;
    this.left = left;
    this.right = right;
    this.size = 1 + (left === undefined ? 0 : left.size) + (right === undefined ? 0 : right.size);
  }
  get(key: string): V | undefined {
    return find(this, key)?.value;
  }
  has(key: string): boolean {
    return find(this, key) !== undefined;
  }
  set(key: string, value: V): PersistentMap<V> {
    return put(this, key, this.key === key ? this.priority : priorityOf(key), value);
  }
  delete(key: string): PersistentMap<V> {
    return remove(this, key) ?? emptyMap();
  }
  *entries(): IterableIterator<readonly [string, V]> {
    for (const at of walk(this)) yield [at.key, at.value];
  }
  *keys(): IterableIterator<string> {
    for (const at of walk(this)) yield at.key;
  }
  *values(): IterableIterator<V> {
    for (const at of walk(this)) yield at.value;
  }
  changes(to: PersistentMap<V>): Change<V>[] {
    return changed(this, to);
  }
}
type Maybe<V> = Tree<V> | undefined;

/** FNV-1a with a final avalanche (MurmurHash3's fmix32), in 30 bits, which every engine keeps without a box. */
function priorityOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 2;
}

/** Whether `a` belongs above `b`: by priority, ties by key. */
const above = (aPriority: number, aKey: string, b: Tree<unknown>): boolean =>
  aPriority > b.priority || (aPriority === b.priority && aKey < b.key);

const tree = <V>(of: Tree<V>, left: Maybe<V>, right: Maybe<V>): Tree<V> =>
  new Tree(of.key, of.priority, of.value, left, right);

function find<V>(root: Maybe<V>, key: string): Maybe<V> {
  let at = root;
  while (at !== undefined && at.key !== key) at = key < at.key ? at.left : at.right;
  return at;
}

/** What is below `key`, the entry itself, and what is above it. */
function split<V>(root: Maybe<V>, key: string): [Maybe<V>, Maybe<V>, Maybe<V>] {
  if (root === undefined) return [undefined, undefined, undefined];
  if (root.key === key) return [root.left, root, root.right];
  if (key < root.key) {
    const [below, found, between] = split(root.left, key);
    return [below, found, between === root.left ? root : tree(root, between, root.right)];
  }
  const [between, found, over] = split(root.right, key);
  return [between === root.right ? root : tree(root, root.left, between), found, over];
}

function join<V>(left: Maybe<V>, right: Maybe<V>): Maybe<V> {
  if (left === undefined) return right;
  if (right === undefined) return left;
  return above(left.priority, left.key, right)
    ? tree(left, left.left, join(left.right, right))
    : tree(right, join(left, right.left), right.right);
}

/** What is below a key that is not there. */
function below<V>(root: Maybe<V>, key: string): Maybe<V> {
  if (root === undefined) return undefined;
  if (key < root.key) return below(root.left, key);
  const right = below(root.right, key);
  return right === root.right ? root : tree(root, root.left, right);
}

/** What is above a key that is not there. */
function over<V>(root: Maybe<V>, key: string): Maybe<V> {
  if (root === undefined) return undefined;
  if (key > root.key) return over(root.right, key);
  const left = over(root.left, key);
  return left === root.left ? root : tree(root, left, root.right);
}

/** With this value for the key, whether it is there or not: who belongs above a tree is not in it. */
function put<V>(root: Maybe<V>, key: string, priority: number, value: V): Tree<V> {
  if (root === undefined) return new Tree<V>(key, priority, value, undefined, undefined);
  if (root.key === key) {
    return Object.is(root.value, value) ? root : new Tree(key, priority, value, root.left, root.right);
  }
  if (above(priority, key, root)) return new Tree(key, priority, value, below(root, key), over(root, key));
  if (key < root.key) {
    const left = put(root.left, key, priority, value);
    return left === root.left ? root : tree(root, left, root.right);
  }
  const right = put(root.right, key, priority, value);
  return right === root.right ? root : tree(root, root.left, right);
}

function remove<V>(root: Maybe<V>, key: string): Maybe<V> {
  if (root === undefined) return undefined;
  if (root.key === key) return join(root.left, root.right);
  if (key < root.key) {
    const left = remove(root.left, key);
    return left === root.left ? root : tree(root, left, root.right);
  }
  const right = remove(root.right, key);
  return right === root.right ? root : tree(root, root.left, right);
}

function* walk<V>(root: Maybe<V>): IterableIterator<Tree<V>> {
  const stack: Tree<V>[] = [];
  let at = root;
  while (at !== undefined || stack.length > 0) {
    while (at !== undefined) {
      stack.push(at);
      at = at.left;
    }
    const next = stack.pop() as Tree<V>;
    yield next;
    at = next.right;
  }
}

function collect<V>(before: Maybe<V>, after: Maybe<V>, into: Change<V>[]): void {
  if (before === after) return;
  const pivot =
    before === undefined || (after !== undefined && above(after.priority, after.key, before)) ? after : before;
  if (pivot === undefined) return;
  const [beforeLeft, beforeAt, beforeRight] = split(before, pivot.key);
  const [afterLeft, afterAt, afterRight] = split(after, pivot.key);
  collect(beforeLeft, afterLeft, into);
  const same = beforeAt !== undefined && afterAt !== undefined && Object.is(beforeAt.value, afterAt.value);
  if (!same) {
    into.push({
      key: pivot.key,
      before: beforeAt?.value,
      after: afterAt?.value,
      inBefore: beforeAt !== undefined,
      inAfter: afterAt !== undefined,
    });
  }
  collect(beforeRight, afterRight, into);
}

function changed<V>(before: Maybe<V>, after: PersistentMap<V>): Change<V>[] {
  const into: Change<V>[] = [];
  collect(before, after instanceof Tree ? (after as Tree<V>) : undefined, into);
  return into;
}

const nothing: readonly never[] = [];

const empty: PersistentMap<never> = {
  size: 0,
  get: () => undefined,
  has: () => false,
  set: (key, value) => new Tree<never>(key, priorityOf(key), value, undefined, undefined),
  delete: () => empty,
  entries: () => nothing.values(),
  keys: () => nothing.values(),
  values: () => nothing.values(),
  changes: (to) => changed(undefined, to),
};

export function emptyMap<V>(): PersistentMap<V> {
  return empty as unknown as PersistentMap<V>;
}

export function persistentMap<V>(entries: Iterable<readonly [string, V]>): PersistentMap<V> {
  let map = emptyMap<V>();
  for (const [key, value] of entries) map = map.set(key, value);
  return map;
}
