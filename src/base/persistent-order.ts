import type { Owner } from './owner.ts';

/**
 * A map from numbers to values in ascending order: a B+ tree. `get`, `set` and `delete` cost O(log size), `first` costs
 * O(height), and versions share what they have in common. Immutable, but for changes under the {@link Owner} that made it.
 * Source of the shape: Bayer and McCreight, 1972; pages that run empty go, and are not filled up from their neighbours.
 */
export interface PersistentOrder<V> {
  readonly size: number;
  /** The value with the lowest key. */
  readonly first: V | undefined;
  get(key: number): V | undefined;
  set(key: number, value: V, owner?: Owner): PersistentOrder<V>;
  delete(key: number, owner?: Owner): PersistentOrder<V>;
  /** In ascending order of the keys, as they are now: changes made while they are gone through do not show. */
  values(): V[];
}

/** Entries of a page before it is parted. */
const capacity = 32;

/** A leaf has a value beside each key; an inner page a page, whose keys are not below that key (but for the first). */
class Page {
  readonly owner: Owner | undefined;
  readonly leaf: boolean;
  readonly keys: number[];
  readonly items: unknown[];

  constructor(owner: Owner | undefined, leaf: boolean, keys: number[], items: unknown[]) {
    this.owner = owner;
    this.leaf = leaf;
    this.keys = keys;
    this.items = items;
  }
}

const owned = (page: Page, owner: Owner | undefined): Page =>
  owner !== undefined && page.owner === owner
    ? page
    : new Page(owner, page.leaf, page.keys.slice(), page.items.slice());

/** How many keys are not above `key`. */
function rank(keys: readonly number[], key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as number) <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

const childPlace = ({ keys }: Page, key: number): number => Math.max(0, rank(keys, key) - 1);

/** Puts the entry into a page that is the owner's own. Gives what had to be parted from it. */
function insert(page: Page, key: number, value: unknown, owner: Owner | undefined): Page | undefined {
  if (page.leaf) {
    const place = rank(page.keys, key);
    if (place > 0 && page.keys[place - 1] === key) {
      page.items[place - 1] = value;
      return undefined;
    }
    return add(page, place, key, value, owner);
  }
  const place = childPlace(page, key);
  const child = owned(page.items[place] as Page, owner);
  page.items[place] = child;
  const parted = insert(child, key, value, owner);
  return parted && add(page, place + 1, parted.keys[0] as number, parted, owner);
}

function add(page: Page, place: number, key: number, item: unknown, owner: Owner | undefined): Page | undefined {
  const { keys, items } = page;
  if (place === keys.length) {
    // What grows at its end leaves full pages behind.
    if (keys.length === capacity) return new Page(owner, page.leaf, [key], [item]);
    keys.push(key);
    items.push(item);
    return undefined;
  }
  keys.splice(place, 0, key);
  items.splice(place, 0, item);
  if (keys.length <= capacity) return undefined;
  const half = capacity >>> 1;
  return new Page(owner, page.leaf, keys.splice(half), items.splice(half));
}

/** Takes the entry, which is there, out of a page that is the owner's own. */
function remove(page: Page, key: number, owner: Owner | undefined): void {
  const place = rank(page.keys, key) - 1;
  if (page.leaf) return drop(page, place);
  const at = Math.max(0, place);
  const child = owned(page.items[at] as Page, owner);
  page.items[at] = child;
  remove(child, key, owner);
  if (child.keys.length === 0) drop(page, at);
}

function drop({ keys, items }: Page, place: number): void {
  if (place === 0) {
    keys.shift();
    items.shift();
  } else if (place === keys.length - 1) {
    keys.pop();
    items.pop();
  } else {
    keys.splice(place, 1);
    items.splice(place, 1);
  }
}

function collect(page: Page, into: unknown[]): void {
  if (page.leaf) for (const item of page.items) into.push(item);
  else for (const child of page.items) collect(child as Page, into);
}

class PageTree<V> implements PersistentOrder<V> {
  size: number;
  private readonly owner: Owner | undefined;
  private root: Page;

  constructor(owner: Owner | undefined, size: number, root: Page) {
    this.owner = owner;
    this.size = size;
    this.root = root;
  }
  get first(): V | undefined {
    let page = this.root;
    while (!page.leaf) page = page.items[0] as Page;
    return page.items[0] as V | undefined;
  }
  get(key: number): V | undefined {
    let page = this.root;
    while (!page.leaf) page = page.items[childPlace(page, key)] as Page;
    const place = rank(page.keys, key) - 1;
    return place >= 0 && page.keys[place] === key ? (page.items[place] as V) : undefined;
  }
  set(key: number, value: V, owner?: Owner): PersistentOrder<V> {
    const known = this.get(key);
    if (known === value && known !== undefined) return this;
    const tree = this.own(owner);
    const parted = insert(tree.root, key, value, owner);
    if (known === undefined) tree.size++;
    if (parted !== undefined) {
      const { root } = tree;
      tree.root = new Page(owner, false, [root.keys[0] as number, parted.keys[0] as number], [root, parted]);
    }
    return tree;
  }
  delete(key: number, owner?: Owner): PersistentOrder<V> {
    if (this.get(key) === undefined) return this;
    const tree = this.own(owner);
    remove(tree.root, key, owner);
    tree.size--;
    while (!tree.root.leaf && tree.root.items.length === 1) tree.root = tree.root.items[0] as Page;
    if (!tree.root.leaf && tree.size === 0) tree.root = emptyPage;
    return tree;
  }
  values(): V[] {
    const into: unknown[] = [];
    collect(this.root, into);
    return into as V[];
  }

  private own(owner: Owner | undefined): PageTree<V> {
    const root = owned(this.root, owner);
    if (owner === undefined || this.owner !== owner) return new PageTree<V>(owner, this.size, root);
    this.root = root;
    return this;
  }
}

const emptyPage = new Page(undefined, true, [], []);
const empty = new PageTree<never>(undefined, 0, emptyPage);

export function emptyOrder<V>(): PersistentOrder<V> {
  return empty as unknown as PersistentOrder<V>;
}
