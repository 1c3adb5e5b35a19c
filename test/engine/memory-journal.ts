import type { StoredValue } from '../../src/context/stored-value.ts';
import { storedFromEncoding, toValueRef } from '../../src/context/store-value.ts';
import type { LoadValues } from '../../src/engine/execution-runtime.ts';
import type { Journal, Keyframe } from '../../src/engine/ports.ts';
import type { EngineEvent } from '../../src/engine/state.ts';
import { WtbError } from '../../src/model/errors.ts';
import type { ErrorInfo } from '../../src/model/errors.ts';
import type { ExecutionEvent } from '../../src/model/event.ts';
import { seq } from '../../src/model/ids.ts';
import type { Seq, ValueHash } from '../../src/model/ids.ts';

/** Keeps what an execution wrote, as a store would: events by reference, values by hash as encoded bytes. */
export class MemoryJournal implements Journal {
  readonly appended: EngineEvent[] = [];
  readonly keyframes: Keyframe[] = [];
  flushes = 0;
  /** How much was there at the last flush that worked. */
  flushed = 0;
  /** Set to make every flush fail. */
  failure: ErrorInfo | undefined;
  private readonly stored = new Map<ValueHash, Uint8Array>();
  private encoded = 0;
  private readonly durable = new Set<(upTo: Seq) => void>();
  private readonly failed = new Set<(error: ErrorInfo) => void>();

  append(events: readonly EngineEvent[], keyframe?: Keyframe): void {
    for (const event of events) this.appended.push(event);
    if (keyframe !== undefined) this.keyframes.push(keyframe);
    if (this.failure !== undefined) for (const listener of this.failed) listener(this.failure);
  }

  async flush(): Promise<void> {
    this.flushes++;
    if (this.failure !== undefined) throw new WtbError(this.failure);
    this.flushed = this.appended.length;
    this.encode();
    for (const listener of this.durable) listener(seq(this.appended.length - 1));
  }

  onDurable(listener: (upTo: Seq) => void): () => void {
    this.durable.add(listener);
    return () => this.durable.delete(listener);
  }

  onFailure(listener: (error: ErrorInfo) => void): () => void {
    this.failed.add(listener);
    return () => this.failed.delete(listener);
  }

  /** The log as it is read back: JSON with references in place of values. */
  saved(): ExecutionEvent[] {
    return this.appended.map((event) => JSON.parse(JSON.stringify(event, replaceValue)) as ExecutionEvent);
  }

  /** How many values were asked for. */
  loads = 0;

  readonly loadValues: LoadValues = async (hashes) => {
    this.encode();
    const found = new Map<ValueHash, StoredValue>();
    for (const hash of hashes) {
      const encoding = this.stored.get(hash);
      this.loads++;
      if (encoding !== undefined) found.set(hash, storedFromEncoding(encoding, hash));
    }
    return found;
  };

  /** Another one with the same in it, as after a reload. */
  reopened(): MemoryJournal {
    const next = new MemoryJournal();
    this.encode();
    for (const event of this.appended) next.appended.push(event);
    for (const [hash, encoding] of this.stored) next.stored.set(hash, encoding);
    next.encoded = this.encoded;
    return next;
  }

  protected encode(): void {
    for (; this.encoded < this.appended.length; this.encoded++) {
      for (const value of valuesIn(this.appended[this.encoded])) {
        if (!this.stored.has(value.hash)) this.stored.set(value.hash, value.encode());
      }
    }
  }
}

function replaceValue(_key: string, value: unknown): unknown {
  return isStored(value) ? toValueRef(value) : value;
}

const isStored = (value: unknown): value is StoredValue =>
  typeof value === 'object' && value !== null && 'encode' in value && typeof value.encode === 'function';

function* valuesIn(part: unknown): IterableIterator<StoredValue> {
  if (isStored(part)) yield part;
  else if (typeof part === 'object' && part !== null) for (const inner of Object.values(part)) yield* valuesIn(inner);
}
