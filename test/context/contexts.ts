import { applyEdits } from '../../src/context/write-set.ts';
import { emptyContext } from '../../src/context/context-version.ts';
import type { ContextVersion } from '../../src/context/context-version.ts';
import { storeValue } from '../../src/context/store-value.ts';
import type { WriteSet } from '../../src/context/write-set.ts';
import { activationPath, checkpointId } from '../../src/model/ids.ts';
import type { Value } from '../../src/model/value.ts';

export const by = (checkpoint: number, path: string) => ({
  checkpoint: checkpointId(checkpoint),
  path: activationPath(path),
});

export const byHand = (checkpoint: number) => ({ checkpoint: checkpointId(checkpoint), path: undefined });

/** A context whose keys were set by hand at `c0`. */
export function contextOf(values: Readonly<Record<string, Value>>): ContextVersion {
  const edits = Object.keys(values).map((key) => ({ key, value: values[key] }));
  const outcome = applyEdits(emptyContext, edits, byHand(0));
  if (outcome.type === 'refused') throw new Error(outcome.error.message);
  return outcome.context;
}

export const writing = (writes: Readonly<Record<string, Value>>, removed: readonly string[] = []): WriteSet => ({
  writes: Object.keys(writes).map((key) => ({ key, value: storeValue(writes[key]) })),
  removed,
});

export const plainContext = (context: ContextVersion): Record<string, Value> =>
  Object.fromEntries([...context.slots.entries()].map(([key, slot]) => [key, slot.value.value]));
