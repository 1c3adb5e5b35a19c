import type { ValuePath } from '../model/event.ts';
import type { Value } from '../model/value.ts';
import { copyValue } from './check-value.ts';
import { isPlainJson } from './codec.ts';
import { isPlain, storeOwned } from './store-value.ts';
import type { StoredValue } from './stored-value.ts';
import { removePath, writePath } from './value-path.ts';

/** What comes to stand at a place, made of parts that are checked and frozen, of which the largest new one is `from`. */
export interface PatchPart {
  readonly part: Value;
  readonly from: StoredValue;
}

/** A key's value with one place written or (without `written`) removed; the same reference where nothing changed. */
export function patchStored(
  before: StoredValue | undefined,
  key: string,
  path: ValuePath,
  written: PatchPart | undefined,
): StoredValue | undefined {
  if (written === undefined) return before === undefined ? undefined : removed(before, path);
  const value = writePath(before?.value, path, written.part, { key });
  // A sum of plain numbers may be infinite.
  const part = typeof written.part === 'number' ? isPlainJson(written.part) : isPlain(written.from);
  const parts = part && (before === undefined || isPlain(before));
  const sum = (before?.bytesBound ?? 0) + written.from.bytesBound + pathBytes(path);
  const anchor = (before && anchors.get(before)) ?? before?.bytesBound ?? 0;
  const loose = sum > 2 * anchor + slack;
  const bytesBound = loose ? copyValue(value).bytesBound : sum;
  const patched = storeOwned({ value, bytesBound, plain: parts || isPlainJson(value) });
  anchors.set(patched, loose ? bytesBound : anchor);
  return patched;
}

/**
 * A bound that only grows says little after many writes of one place. So it is worked out anew when it is twice what it
 * last was for certain, which costs each write a part of what it adds.
 */
const anchors = new WeakMap<StoredValue, number>();
const slack = 4096;

function removed(before: StoredValue, path: ValuePath): StoredValue {
  const value = removePath(before.value, path);
  if (value === before.value) return before;
  return storeOwned({ value, bytesBound: before.bytesBound, plain: isPlain(before) || isPlainJson(value) });
}

/** What a path may add: containers that were missing and the names in them. */
const pathBytes = (path: ValuePath): number =>
  path.reduce<number>((sum, segment) => sum + (typeof segment === 'string' ? segment.length * 6 : 0) + 16, 16);
