import type { ContextSnapshot } from '../../model/activation.ts';
import type { Value } from '../../model/value.ts';

/** Values as what expressions are evaluated over. Nobody asks what was read. */
export function snapshotOf(values: ReadonlyMap<string, Value>): ContextSnapshot {
  return {
    get: (key) => values.get(key),
    has: (key) => values.has(key),
    keys: () => [...values.keys()],
    hashOf: () => undefined,
    visibleKeys: () => [...values.keys()],
    peek: (key) => values.get(key),
    recordReads: () => undefined,
    readSet: () => ({ keys: {}, allKeys: false }),
  };
}
