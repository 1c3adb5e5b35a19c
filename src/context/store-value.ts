import type { ValueHash } from '../model/ids.ts';
import type { Value, ValueRef, ValueSummary } from '../model/value.ts';
import { hashValue } from './canonical.ts';
import { copyValue } from './check-value.ts';
import type { CopyOptions, OwnedValue } from './check-value.ts';
import { decodeValue, encodeValue } from './codec.ts';
import type { StoredValue } from './stored-value.ts';
import { summarize } from './value-summary.ts';

/**
 * Stored values made here, by their frozen root: a node that hands on what it read costs neither check nor copy.
 * Only values that are frozen all through are in it.
 */
const byRoot = new WeakMap<object, StoredValue>();

/**
 * Checks a value and takes a copy, so that whoever made it may go on changing theirs. The copy's objects and arrays
 * are frozen; `Date`, `Map`, `Set` and bytes can't be, and whoever reads them from the context must not change them.
 * Hash, size, encoding and summary are computed when first asked for.
 * Throws `WtbError`: see {@link copyValue}.
 */
export function storeValue(value: Value, options: CopyOptions = {}): StoredValue {
  const known = typeof value === 'object' && value !== null ? byRoot.get(value) : undefined;
  return known ?? storeOwned(copyValue(value, options));
}

/** Of a value that was checked and copied already, such as one merged from stored values. */
export function storeOwned(owned: OwnedValue): StoredValue {
  const stored = new LazyStoredValue(owned);
  if (owned.plain && typeof owned.value === 'object' && owned.value !== null) byRoot.set(owned.value, stored);
  return stored;
}

/** A value read back from a store; decoded when first looked at. Reading `value` throws `storage/corrupt` on damage. */
export function storedFromEncoding(bytes: Uint8Array, hash?: ValueHash): StoredValue {
  return new LazyStoredValue({ encoding: bytes, hash });
}

/** A saved value of which only the reference is in memory; its value can be read after {@link reload}. */
export function storedFromRef(ref: ValueRef): StoredValue {
  return new LazyStoredValue({ ref });
}

/** Whether its value is in memory, decoded or encoded. */
export const isLoaded = (stored: StoredValue): boolean => !(stored instanceof LazyStoredValue) || stored.isLoaded;

/** Keeps hash, size and summary alone; for values that are saved elsewhere and can be loaded again. */
export function release(stored: StoredValue): void {
  if (stored instanceof LazyStoredValue) stored.release();
}

/** Puts back what {@link release} dropped. */
export function reload(stored: StoredValue, encoding: Uint8Array): void {
  if (stored instanceof LazyStoredValue) stored.reload(encoding);
}

/** The same value for another owner: releasing one leaves the other as it is. */
export const sharedCopy = (stored: StoredValue): StoredValue =>
  stored instanceof LazyStoredValue ? stored.copy() : stored;

/** Just the reference, as plain data that can be sent and saved. */
export function toValueRef({ hash, bytes, summary }: ValueRef): ValueRef {
  return { hash, bytes, summary };
}

/** Parts that combine into a new owned value need to know whether theirs is plain JSON. */
export const isPlain = (stored: StoredValue): boolean => stored instanceof LazyStoredValue && stored.plain;

type Source =
  | OwnedValue
  | { readonly encoding: Uint8Array; readonly hash: ValueHash | undefined }
  | { readonly ref: ValueRef };

/** Stands for a value that is not in memory: `undefined` is a value. */
const unloaded = Symbol('unloaded');

class LazyStoredValue implements StoredValue {
  /** Of a value that is not loaded: not known to be. */
  plain: boolean;
  /** Never changes, so that sums of bounds come out even when a value is replaced. */
  readonly bytesBound: number;
  private held: Value | typeof unloaded = unloaded;
  private encoding: Uint8Array | undefined;
  private length: number | undefined;
  private knownHash: ValueHash | undefined;
  private knownSummary: ValueSummary | undefined;

  constructor(source: Source) {
    if ('value' in source) {
      this.held = source.value;
      this.bytesBound = source.bytesBound;
      this.plain = source.plain;
    } else if ('encoding' in source) {
      this.encoding = source.encoding;
      this.length = source.encoding.length;
      this.bytesBound = source.encoding.length;
      this.knownHash = source.hash;
      this.plain = source.encoding[0] === 1;
    } else {
      const { hash, bytes, summary } = source.ref;
      this.bytesBound = bytes;
      this.length = bytes;
      this.knownHash = hash;
      this.knownSummary = summary;
      this.plain = false;
    }
  }

  get value(): Value {
    if (this.held === unloaded) {
      if (this.encoding === undefined) throw new Error(`Invariant broken: value ${this.knownHash} is not loaded`);
      this.held = decodeValue(this.encoding);
    }
    return this.held;
  }

  get isLoaded(): boolean {
    return this.held !== unloaded || this.encoding !== undefined;
  }

  release(): void {
    if (!this.isLoaded) return;
    this.knownHash = this.hash;
    this.length = this.bytes;
    this.knownSummary = this.summary;
    const root = this.held;
    if (typeof root === 'object' && root !== null && byRoot.get(root) === this) byRoot.delete(root);
    this.held = unloaded;
    this.encoding = undefined;
  }

  reload(encoding: Uint8Array): void {
    if (this.isLoaded) return;
    this.encoding = encoding;
    this.plain = encoding[0] === 1;
  }

  copy(): StoredValue {
    const copy = new LazyStoredValue({ ref: toValueRef(this) });
    copy.held = this.held;
    copy.encoding = this.encoding;
    copy.plain = this.plain;
    return copy;
  }

  get hash(): ValueHash {
    this.knownHash ??= hashValue(this.value);
    return this.knownHash;
  }

  get bytes(): number {
    if (this.length === undefined) {
      this.encoding = encodeValue(this.value, this.plain);
      this.length = this.encoding.length;
    }
    return this.length;
  }

  get summary(): ValueSummary {
    this.knownSummary ??= summarize(this.value);
    return this.knownSummary;
  }

  /** The encoding is kept only until somebody took it: once saved, it would be memory held twice. */
  encode(): Uint8Array {
    const encoding = this.encoding ?? encodeValue(this.value, this.plain);
    this.length = encoding.length;
    this.encoding = this.held === unloaded ? encoding : undefined;
    return encoding;
  }
}
