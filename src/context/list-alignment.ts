import type { Value } from '../model/value.ts';
import { canonicalText } from './canonical.ts';
import { valuesEqual } from './value-equality.ts';

/** How one list became another: what only one of them has, and which unequal items stand for each other. */
export interface ListAlignment {
  /** Ascending indexes of the older list. */
  readonly removed: readonly number[];
  /** Ascending indexes of the newer list. */
  readonly added: readonly number[];
  /** Unequal items at corresponding places: index in the older and in the newer list. */
  readonly paired: readonly (readonly [number, number])[];
}

/** Lists whose differing parts are longer are compared place by place. */
const maxAligned = 20_000;

/**
 * Equal heads and tails are skipped; between them, equal items in the same order are anchors (longest increasing
 * subsequence, O(n log n)); what lies between two anchors is paired place by place.
 */
export function alignLists(before: readonly Value[], after: readonly Value[]): ListAlignment {
  let start = 0;
  let endBefore = before.length;
  let endAfter = after.length;
  while (start < endBefore && start < endAfter && valuesEqual(before[start], after[start])) start++;
  while (endBefore > start && endAfter > start && valuesEqual(before[endBefore - 1], after[endAfter - 1])) {
    endBefore--;
    endAfter--;
  }
  const alignable = endBefore > start && endAfter > start && endBefore + endAfter - 2 * start <= maxAligned;
  const anchors = alignable ? findAnchors(before.slice(start, endBefore), after.slice(start, endAfter)) : [];
  const gaps = new GapList();
  let fromBefore = start;
  let fromAfter = start;
  for (const [a, b] of anchors) {
    gaps.add(fromBefore, start + a, fromAfter, start + b);
    fromBefore = start + a + 1;
    fromAfter = start + b + 1;
  }
  gaps.add(fromBefore, endBefore, fromAfter, endAfter);
  return gaps;
}

class GapList implements ListAlignment {
  readonly removed: number[] = [];
  readonly added: number[] = [];
  readonly paired: [number, number][] = [];

  add(fromBefore: number, toBefore: number, fromAfter: number, toAfter: number): void {
    const pairs = Math.min(toBefore - fromBefore, toAfter - fromAfter);
    for (let i = 0; i < pairs; i++) this.paired.push([fromBefore + i, fromAfter + i]);
    for (let i = fromBefore + pairs; i < toBefore; i++) this.removed.push(i);
    for (let i = fromAfter + pairs; i < toAfter; i++) this.added.push(i);
  }
}

/** Pairs of equal items, ascending on both sides. Equal items are matched in order of appearance. */
function findAnchors(before: readonly Value[], after: readonly Value[]): [number, number][] {
  const places = new Map<string, number[]>();
  for (let index = after.length - 1; index >= 0; index--) {
    const text = canonicalText(after[index]);
    const list = places.get(text);
    if (list === undefined) places.set(text, [index]);
    else list.push(index);
  }
  const matches: [number, number][] = [];
  before.forEach((item, index) => {
    const place = places.get(canonicalText(item))?.pop();
    if (place !== undefined) matches.push([index, place]);
  });
  return longestAscending(matches);
}

/** Longest subsequence ascending in the second number, by patience sorting. */
function longestAscending(matches: readonly [number, number][]): [number, number][] {
  const tails: number[] = [];
  const previous: number[] = [];
  matches.forEach(([, place], index) => {
    const pile = lowerBound(tails, matches, place);
    previous[index] = pile === 0 ? -1 : (tails[pile - 1] as number);
    tails[pile] = index;
  });
  const result: [number, number][] = [];
  for (let at = tails.at(-1) ?? -1; at !== -1; at = previous[at] as number)
    result.push(matches[at] as [number, number]);
  return result.reverse();
}

function lowerBound(tails: readonly number[], matches: readonly [number, number][], place: number): number {
  let low = 0;
  let high = tails.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((matches[tails[middle] as number] as [number, number])[1] < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
