import { emptyMap, type PersistentMap } from '../base/persistent-map.ts';
import type { ContextDiff, ContextEntry, ContextView } from '../model/checkpoint.ts';
import type { ContextChange, ExecutionEvent } from '../model/event.ts';
import type { ActivationPath, CheckpointId } from '../model/ids.ts';

export type ContextEntries = PersistentMap<ContextEntry>;

/**
 * The context at every checkpoint of an execution, by reference: folded from its events, each version sharing
 * with its parent what the step did not change. Costs O(change) a step, answers any checkpoint at once.
 */
export interface ContextHistory {
  add(event: ExecutionEvent): void;
  at(checkpoint: CheckpointId): ContextEntries | undefined;
}

export function createContextHistory(): ContextHistory {
  const versions = new Map<CheckpointId, ContextEntries>();
  return {
    add(event) {
      switch (event.type) {
        case 'execution-started':
          versions.set(event.checkpoint, apply(emptyMap(), event.changes, event.checkpoint, undefined));
          break;
        case 'step-committed':
          versions.set(event.checkpoint, apply(parentOf(event.parent), event.changes, event.checkpoint, event.path));
          break;
        case 'context-edited':
          versions.set(event.checkpoint, apply(parentOf(event.parent), event.changes, event.checkpoint, undefined));
          break;
        case 'variant-swapped':
          versions.set(event.checkpoint, parentOf(event.parent));
          break;
        default:
      }
    },
    at: (checkpoint) => versions.get(checkpoint),
  };

  function parentOf(checkpoint: CheckpointId): ContextEntries {
    return versions.get(checkpoint) ?? emptyMap();
  }
}

function apply(
  entries: ContextEntries,
  changes: readonly ContextChange[],
  writtenAt: CheckpointId,
  writer: ActivationPath | undefined,
): ContextEntries {
  let next = entries;
  for (const { key, after } of changes) {
    next = after === undefined ? next.delete(key) : next.set(key, { key, value: after, writtenAt, writer });
  }
  return next;
}

export function toContextView(checkpoint: CheckpointId, entries: ContextEntries): ContextView {
  const list = [...entries.values()];
  return { checkpoint, entries: list, bytes: list.reduce((sum, entry) => sum + entry.value.bytes, 0) };
}

/** Keys whose values differ by content; O(difference) for versions of one execution. */
export function diffEntries(before: ContextEntries, after: ContextEntries): ContextDiff {
  return before.changes(after).flatMap((change): ContextDiff => {
    const [from, to] = [change.before?.value, change.after?.value];
    if (from !== undefined && to !== undefined) {
      return from.hash === to.hash ? [] : [{ key: change.key, change: 'changed', before: from, after: to }];
    }
    if (to !== undefined) return [{ key: change.key, change: 'added', after: to }];
    return from === undefined ? [] : [{ key: change.key, change: 'removed', before: from }];
  });
}
