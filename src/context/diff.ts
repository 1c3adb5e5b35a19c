import type { ContextDiff, ContextDiffEntry } from '../model/checkpoint.ts';
import type { Change } from '../base/persistent-map.ts';
import type { ContextSlot, ContextVersion } from './context-version.ts';
import { toValueRef } from './store-value.ts';

/** What differs between two contexts, in key order. O(difference): what they share is not looked at. */
export function diffContexts(a: ContextVersion, b: ContextVersion): ContextDiff {
  return a.slots.changes(b.slots).flatMap(toEntry);
}

/** A key written anew with an equal value is no difference. */
function toEntry({ key, before, after }: Change<ContextSlot>): ContextDiffEntry[] {
  if (before !== undefined && after !== undefined) {
    if (before.value === after.value || before.value.hash === after.value.hash) return [];
    return [{ key, change: 'changed', before: toValueRef(before.value), after: toValueRef(after.value) }];
  }
  if (after !== undefined) return [{ key, change: 'added', after: toValueRef(after.value) }];
  return before === undefined ? [] : [{ key, change: 'removed', before: toValueRef(before.value) }];
}
