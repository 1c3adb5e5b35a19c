import type { ContextSnapshot } from '../../model/activation.ts';
import type { Value } from '../../model/value.ts';
import type { KeptValue, SentEntry, SentValues } from '../realm/messages.ts';

/** How much a realm keeps; beyond it, what was used longest ago is evicted. */
export const maxKeptBytes = 128 * 1024 * 1024;

/**
 * The account of which values one realm holds, by hash: a table of many rows is cloned into a realm once, not at
 * every step.
 */
export interface SentAccount {
  /** How much it holds. */
  readonly bytes: number;
  /** What to send so that the realm has these keys. */
  prepare(keys: Iterable<string>, context: ContextSnapshot): SentValues;
  /** What the realm said it kept of what was sent. */
  note(kept: readonly KeptValue[]): void;
}

export function createSentAccount(maxBytes = maxKeptBytes): SentAccount {
  /** Hash → bytes, least recently used first. */
  const held = new Map<string, number>();
  /** Parts of these can change, so each activation gets a copy of its own. */
  const unkept = new Set<string>();
  let bytes = 0;

  const evict = (needed: ReadonlySet<string>): string[] => {
    const evicted: string[] = [];
    for (const [hash, size] of held) {
      if (bytes <= maxBytes) break;
      if (needed.has(hash)) continue;
      held.delete(hash);
      bytes -= size;
      evicted.push(hash);
    }
    return evicted;
  };

  const entryOf = (key: string, value: Value, context: ContextSnapshot, needed: Set<string>): SentEntry => {
    const hash = isLarge(value) ? context.hashOf(key) : undefined;
    if (hash === undefined || unkept.has(hash)) return { key, value: { is: value } };
    const size = held.get(hash);
    const known = size !== undefined || needed.has(hash);
    needed.add(hash);
    if (size === undefined) return known ? { key, value: { is: value } } : { key, hash, value: { is: value } };
    held.delete(hash);
    held.set(hash, size);
    return { key, hash };
  };

  return {
    get bytes() {
      return bytes;
    },
    prepare(keys, context) {
      const needed = new Set<string>();
      const entries = [...keys].map((key) => entryOf(key, context.peek(key), context, needed));
      return { entries, evict: evict(needed) };
    },
    note(kept) {
      for (const { hash, bytes: size } of kept) {
        if (size === undefined) unkept.add(hash);
        else if (!held.has(hash)) {
          held.set(hash, size);
          bytes += size;
        }
      }
    },
  };
}

/** Whether looking a value up by hash is cheaper than sending it again. */
function isLarge(value: Value): boolean {
  if (typeof value === 'string') return value.length > 1000;
  return typeof value === 'object' && value !== null;
}
