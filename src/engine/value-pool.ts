import type { ContextVersion } from '../context/context-version.ts';
import { isLoaded, release, reload, storedFromRef } from '../context/store-value.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { WtbError } from '../model/errors.ts';
import type { ContextChange, ExecutionEvent, ForkedScope } from '../model/event.ts';
import { mapEventValues } from '../model/event-values.ts';
import type { Seq, ValueHash } from '../model/ids.ts';
import type { ValueRef } from '../model/value.ts';
import type { LoadValues } from './execution-runtime.ts';
import { HistoryBytes } from './history-bytes.ts';
import type { EngineEvent } from './state.ts';

/** Smaller ones stay: letting go of them would hardly free more than knowing their hashes takes. */
const worthReleasing = 1024;

export interface PoolOptions {
  /** Reads saved values back; where it is absent, nothing is let go of. */
  readonly loadValues: LoadValues | undefined;
  /** How many bytes of saved values are kept although nothing needs them. */
  readonly maxBytes: number;
  /** What has to stay all the same. */
  needed(): Iterable<StoredValue>;
}

/** What the values of an execution take in memory; those under 1 KB are not counted. */
export interface RetainedValues {
  readonly values: number;
  readonly bytes: number;
  /** How much of it can't be let go of because it is not saved yet. */
  readonly unsavedBytes: number;
}

/**
 * The values that one execution's events name. Those that are saved and not needed are let go of, longest unused
 * first, when they take more than a bound; what is left of them is hash, size and summary, until `load`.
 *
 * ```
 * appended ──▶ unsaved ──(durable)──▶ saved ──(too many bytes)──▶ reference alone
 *                                       ▲                                │
 *                                       └────────────── load ◀───────────┘
 * ```
 */
export class ValuePool {
  /** What the values take that were appended or revived. */
  readonly history = new HistoryBytes();
  private readonly byHash = new Map<string, StoredValue>();
  private readonly options: PoolOptions;
  private unsaved: { readonly seq: Seq; readonly values: readonly StoredValue[] }[] = [];
  /** With their bytes, longest unused first. */
  private readonly saved = new Map<StoredValue, number>();
  private savedBytes = 0;

  constructor(options: PoolOptions) {
    this.options = options;
  }

  /** Encodes what was not encoded yet: ask when somebody looks. */
  get retained(): RetainedValues {
    const unsaved = this.unsaved.flatMap(({ values }) => values);
    const unsavedBytes = unsaved.reduce((sum, { bytes }) => sum + bytes, 0);
    return { values: this.saved.size + unsaved.length, bytes: this.savedBytes + unsavedBytes, unsavedBytes };
  }

  /** These events are out: from when they are durable, their values can be read back. */
  appended(events: readonly EngineEvent[]): void {
    for (const event of events) {
      const all = newValues(event);
      if (all.length === 0) continue;
      const once = all.length === 1 ? all : [...new Set(all)];
      this.history.add(once);
      if (this.options.loadValues === undefined) continue;
      const values = once.filter((value) => value.bytesBound >= worthReleasing && isLoaded(value));
      if (values.length > 0) this.unsaved.push({ seq: event.seq, values });
    }
  }

  /** Everything up to `upTo` can be read back. */
  durable(upTo: Seq): void {
    const count = this.unsaved.findIndex(({ seq }) => seq > upTo);
    const now = this.unsaved.splice(0, count < 0 ? this.unsaved.length : count);
    for (const { values } of now) for (const value of values) this.use(value);
    if (this.options.loadValues !== undefined) this.history.measure();
    this.trim([]);
  }

  /** Lets go of more than is asked, so that it is not done for every value. */
  private trim(justLoaded: readonly StoredValue[]): void {
    const { maxBytes } = this.options;
    if (this.savedBytes <= maxBytes) return;
    const staying = new Set([...this.options.needed(), ...justLoaded]);
    for (const [value, bytes] of this.saved) {
      if (this.savedBytes <= maxBytes * 0.75) return;
      if (staying.has(value)) continue;
      this.saved.delete(value);
      this.savedBytes -= bytes;
      release(value);
    }
  }

  /** It was used just now. */
  private use(value: StoredValue): void {
    const bytes = this.saved.get(value) ?? value.bytes;
    if (bytes < worthReleasing) return;
    if (!this.saved.delete(value)) this.savedBytes += bytes;
    this.saved.set(value, bytes);
  }

  /** A saved event with values in place of references; loads nothing. */
  revive(event: ExecutionEvent): EngineEvent {
    return mapEventValues(event, (value) => this.hold(value));
  }

  /** Resolves when every one of them can be read. Rejects `storage/not-found` where one is gone. */
  async load(values: Iterable<StoredValue>): Promise<void> {
    const missing = [...values].filter((value) => !isLoaded(value));
    if (missing.length === 0) return;
    const found = await this.options.loadValues?.([...new Set(missing.map(({ hash }) => hash))]);
    for (const value of missing) {
      const stored = found?.get(value.hash);
      if (stored === undefined) throw notFound(value.hash);
      reload(value, stored.encode());
      this.use(value);
    }
    this.trim(missing);
  }

  private hold(ref: ValueRef): StoredValue {
    const known = this.byHash.get(ref.hash);
    if (known !== undefined) return known;
    const value = storedFromRef(ref);
    this.byHash.set(ref.hash, value);
    this.history.addMeasured(ref.bytes);
    return value;
  }
}

/** The values that the event may be the first to name. */
function newValues(event: EngineEvent): StoredValue[] {
  switch (event.type) {
    case 'execution-started':
      return [
        ...after(event),
        ...(event.input === undefined ? [] : [event.input]),
        ...(event.scopes ?? []).flatMap(scopeValues),
      ];
    case 'frame-opened':
    case 'context-edited':
      return after(event);
    case 'step-committed': {
      const values = after(event);
      for (const { value } of event.writes ?? []) values.push(value);
      for (const patch of event.patches ?? []) if ('value' in patch) values.push(patch.value);
      if (event.input !== undefined) values.push(event.input);
      for (const act of event.acts ?? []) if ('value' in act) values.push(act.value);
      // Under an `output` key it is one of the writes.
      return values;
    }
    case 'activation-failed':
      return event.input === undefined ? [] : [event.input];
    case 'message-sent':
      return [event.value];
    case 'context-conflict':
      return event.values.filter((value) => value !== undefined);
    case 'context-rejected':
      return [event.value, event.repaired].filter((value) => value !== undefined);
    default:
      return [];
  }
}

function after({ changes }: { readonly changes: readonly ContextChange<StoredValue>[] }): StoredValue[] {
  const values: StoredValue[] = [];
  for (const change of changes) if (change.after !== undefined) values.push(change.after);
  return values;
}

function scopeValues({ entries, own }: ForkedScope<StoredValue>): StoredValue[] {
  const writes = own.flatMap((writeSet) => writeSet.writes);
  return [...entries, ...writes].map(({ value }) => value);
}

export function* valuesOf(context: ContextVersion): IterableIterator<StoredValue> {
  for (const slot of context.slots.values()) yield slot.value;
}

const notFound = (hash: ValueHash): WtbError =>
  new WtbError({
    code: 'storage/not-found',
    message: `The value ${hash.slice(0, 12)}… of this execution is not in the store.`,
    remedy: 'Roll back to another checkpoint; this one names a value that is gone.',
  });
