import type { Value } from '../model/value.ts';
import { alignLists } from './list-alignment.ts';
import { isPlainObject } from './value-kind.ts';
import { valuesEqual } from './value-equality.ts';

/** A key of an object, an index of a list, or the position of a `Map`'s entry. */
export type PathSegment = string | number;

/**
 * One difference inside a value. In lists, `removed` counts in the older list and everything else in the newer one;
 * items are in an order in which they can be applied one after the other (see `patchValue`).
 */
export type ValueDiffItem =
  | { readonly path: readonly PathSegment[]; readonly change: 'added'; readonly after: Value }
  | { readonly path: readonly PathSegment[]; readonly change: 'removed'; readonly before: Value }
  | {
      readonly path: readonly PathSegment[];
      readonly change: 'changed';
      readonly before: Value;
      readonly after: Value;
    };

export interface ValueDiff {
  readonly items: readonly ValueDiffItem[];
  /** More differences are there than `items` holds. */
  readonly truncated: boolean;
}

export interface DiffLimits {
  /** How many differences to list; default 1,000. */
  readonly maxItems?: number;
}

/**
 * What differs between two values, nested, for people. Equal parts are skipped, lists are aligned by equal items (an
 * append shows as added items), `Map`s with the same keys in the same order are compared entry by entry; whatever else
 * differs is `changed` as a whole. O(n log n) in the size of what is compared.
 */
export function diffValues(before: Value, after: Value, limits: DiffLimits = {}): ValueDiff {
  const collector = new DiffCollector(limits.maxItems ?? 1000);
  collector.compare([], before, after);
  return { items: collector.items, truncated: collector.truncated };
}

type Path = readonly PathSegment[];

class DiffCollector {
  readonly items: ValueDiffItem[] = [];
  truncated = false;
  private readonly maxItems: number;

  constructor(maxItems: number) {
    this.maxItems = maxItems;
  }

  compare(path: Path, before: Value, after: Value): void {
    if (this.truncated || Object.is(before, after)) return;
    if (Array.isArray(before) && Array.isArray(after)) return this.compareLists(path, before, after);
    if (isPlainObject(before) && isPlainObject(after)) return this.compareObjects(path, before, after);
    if (before instanceof Map && after instanceof Map && sameKeys(before, after)) {
      return this.compareEntries(path, [...before.values()], [...after.values()]);
    }
    if (!valuesEqual(before, after)) this.add({ path, change: 'changed', before, after });
  }

  private add(item: ValueDiffItem): void {
    if (this.items.length < this.maxItems) this.items.push(item);
    else this.truncated = true;
  }

  private compareObjects(path: Path, before: Record<string, Value>, after: Record<string, Value>): void {
    for (const key of Object.keys(before)) {
      if (this.truncated) return;
      if (!Object.hasOwn(after, key)) this.add({ path: [...path, key], change: 'removed', before: before[key] });
      else this.compare([...path, key], before[key], after[key]);
    }
    for (const key of Object.keys(after)) {
      if (this.truncated) return;
      if (!Object.hasOwn(before, key)) this.add({ path: [...path, key], change: 'added', after: after[key] });
    }
  }

  private compareEntries(path: Path, before: readonly Value[], after: readonly Value[]): void {
    before.forEach((value, index) => this.compare([...path, index], value, after[index]));
  }

  /** Removals from the end, then additions from the start, then what changed in place. */
  private compareLists(path: Path, before: readonly Value[], after: readonly Value[]): void {
    const { removed, added, paired } = alignLists(before, after);
    for (const index of removed.toReversed()) {
      if (this.truncated) return;
      this.add({ path: [...path, index], change: 'removed', before: before[index] });
    }
    for (const index of added) {
      if (this.truncated) return;
      this.add({ path: [...path, index], change: 'added', after: after[index] });
    }
    for (const [from, to] of paired) this.compare([...path, to], before[from], after[to]);
  }
}

const sameKeys = (a: ReadonlyMap<Value, Value>, b: ReadonlyMap<Value, Value>): boolean =>
  valuesEqual([...a.keys()], [...b.keys()]);
