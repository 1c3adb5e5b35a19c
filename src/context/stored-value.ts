import type { Value, ValueRef, ValueSummary } from '../model/value.ts';
import type { ValueHash } from '../model/ids.ts';

/**
 * A value as the engine holds it: checked, immutable, with hash, size and summary computed when first asked for.
 * Being a {@link ValueRef}, it can stand wherever only the reference is needed; `value` never leaves the worker unasked.
 */
export interface StoredValue extends ValueRef {
  readonly value: Value;
  readonly hash: ValueHash;
  readonly bytes: number;
  readonly summary: ValueSummary;
  /** An upper bound of `bytes` that costs nothing to ask for and never changes. */
  readonly bytesBound: number;
  /** The stored encoding. */
  encode(): Uint8Array;
}
