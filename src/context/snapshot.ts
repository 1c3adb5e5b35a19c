import type { ContextSnapshot } from '../model/activation.ts';
import type { ContextVersion } from './context-version.ts';

/**
 * The context as one activation sees it.
 * @param visible the node's `reads` contract: the snapshot shows these keys and no others
 */
export function createSnapshot(context: ContextVersion, visible?: readonly string[]): ContextSnapshot {
  const allowed = visible === undefined ? undefined : new Set(visible);
  const reads = new Set<string>();
  let allKeys = false;
  const slotOf = (key: string) => (allowed === undefined || allowed.has(key) ? context.slots.get(key) : undefined);
  const visibleKeys = (): readonly string[] =>
    [...context.slots.keys()].filter((key) => allowed === undefined || allowed.has(key));

  return {
    get(key) {
      reads.add(key);
      return slotOf(key)?.value.value;
    },
    has(key) {
      reads.add(key);
      return slotOf(key) !== undefined;
    },
    keys() {
      allKeys = true;
      return visibleKeys();
    },
    hashOf: (key) => slotOf(key)?.value.hash,
    visibleKeys,
    peek: (key) => slotOf(key)?.value.value,
    recordReads(keys, all) {
      for (const key of keys) reads.add(key);
      allKeys ||= all;
    },
    readSet() {
      const keys = [...reads].sort().map((key) => [key, slotOf(key)?.value.hash ?? null] as const);
      return { keys: Object.fromEntries(keys), allKeys };
    },
  };
}
