import type { Value } from '../../model/value.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { KeptValue, SentValues } from './messages.ts';

/** Frozen values by hash. What to keep is decided on the other side, which says what to evict. */
export interface ValueCache {
  /** The values by key, frozen; notes in `kept` what came new with a hash. */
  receive(sent: SentValues): { readonly values: Map<string, Value>; readonly kept: KeptValue[] };
}

export function createValueCache(): ValueCache {
  const held = new Map<string, Value>();
  return {
    receive({ entries, evict }) {
      for (const hash of evict) held.delete(hash);
      const values = new Map<string, Value>();
      const kept: KeptValue[] = [];
      for (const { key, hash, value } of entries) {
        if (value === undefined) {
          values.set(key, held.get(hash ?? ''));
          continue;
        }
        const frozen = deepFreeze(value.is);
        values.set(key, value.is);
        if (hash === undefined) continue;
        if (frozen.complete) held.set(hash, value.is);
        kept.push({ hash, bytes: frozen.complete ? frozen.bytes : undefined });
      }
      return { values, kept };
    },
  };
}
