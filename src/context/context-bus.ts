import type { Dispose } from '../base/disposable.ts';
import { createEmitter } from '../base/emitter.ts';
import { emptyMap } from '../base/persistent-map.ts';
import type { PersistentMap } from '../base/persistent-map.ts';
import type { CheckpointSource, ContextDiff, ContextEntry } from '../model/checkpoint.ts';
import type { ContextEdit } from '../model/command.ts';
import type { ContextChange } from '../model/event.ts';
import type { ActivationPath, CheckpointId } from '../model/ids.ts';
import type { Value, ValueRef } from '../model/value.ts';

/** The keys of a context with their values by reference, in key order. Versions share what they have in common. */
export type ContextEntries = PersistentMap<ContextEntry>;

/** One checkpoint's changes, as the owner of the execution tells the bus after a start, a commit, an edit or a swap. */
export interface ContextRecord {
  readonly checkpoint: CheckpointId;
  readonly parent: CheckpointId | undefined;
  readonly source: CheckpointSource;
  /** The activation; `undefined` for initial values and edits by hand. */
  readonly writer: ActivationPath | undefined;
  readonly changes: readonly ContextChange[];
}

/** One write of one key. */
export interface KeyRecord extends Omit<ContextRecord, 'changes'> {
  readonly key: string;
  readonly before?: ValueRef;
  readonly after?: ValueRef;
}

/** Told to subscribers: the context is now another one, by a new checkpoint or by moving to an old one. */
export interface ContextMoved {
  readonly checkpoint: CheckpointId;
  /** The record that made the checkpoint, when it is new. */
  readonly record: ContextRecord | undefined;
}

/** The two doors of the bus to the execution that it stands for. */
export interface ContextBusPorts {
  /** Takes edits from outside: the engine's `edit-context` command. Rejects where the execution does not allow it. */
  edit(edits: readonly ContextEdit[]): Promise<unknown>;
  /** Reads a value that the context refers to. */
  load(value: ValueRef): Promise<Value>;
}

/**
 * The shared context of one execution, as a service in the engine's worker. The execution's event log is the one owner
 * of the truth: the bus is its projection, and its writes are edits that come back through `record`, with who wrote.
 *
 * ```
 * set, merge, remove, clear ──▶ edit (engine command) ──▶ event ──▶ record ──▶ get, history, subscribers
 *                                                  rollback ──▶ moveTo ──▶
 * ```
 *
 * Values are held by reference, so that a bus over 10,000 checkpoints costs what the steps changed.
 */
export interface ContextBus {
  /** The value at the head; `undefined` where the key is missing (ask `has`). */
  get(key: string): Promise<Value>;
  has(key: string): boolean;
  keys(): readonly string[];
  /** How many keys. */
  readonly size: number;
  /** Stored bytes of all values. */
  readonly bytes: number;
  /** The context at the head, or at a checkpoint that was recorded; `undefined` where none such was. */
  snapshot(at?: CheckpointId): ContextEntries | undefined;
  /** Where the context stands; `undefined` before the first record. */
  readonly head: CheckpointId | undefined;
  set(key: string, value: Value): Promise<void>;
  /** Sets several keys at once; like every edit by hand it replaces, whatever the merge rules. */
  merge(values: Readonly<Record<string, Value>>): Promise<void>;
  remove(key: string): Promise<void>;
  clear(): Promise<void>;
  /** The owner tells of a new checkpoint; its parent must be known, unless it is the root. The head moves to it. */
  record(record: ContextRecord): void;
  /** The owner went back (or forward) to a checkpoint that was recorded. */
  moveTo(checkpoint: CheckpointId): void;
  /** Who wrote what, oldest first, on the path from the root to the head (or to `at`); of one key or of all. */
  history(key?: string, at?: CheckpointId): readonly KeyRecord[];
  /** Called after each move; with a key, only when that key's entry is another one. */
  subscribe(listener: (moved: ContextMoved) => void, key?: string): Dispose;
}

interface Point {
  readonly record: ContextRecord;
  readonly entries: ContextEntries;
}

export function createContextBus(ports: ContextBusPorts): ContextBus {
  return new LoggedContextBus(ports);
}

class LoggedContextBus implements ContextBus {
  private readonly ports: ContextBusPorts;
  private readonly points = new Map<CheckpointId, Point>();
  private readonly moves = createEmitter<ContextMoved & { readonly before: ContextEntries }>();
  private current: Point | undefined;

  constructor(ports: ContextBusPorts) {
    this.ports = ports;
  }

  private get entries(): ContextEntries {
    return this.current?.entries ?? emptyMap();
  }

  get head(): CheckpointId | undefined {
    return this.current?.record.checkpoint;
  }
  get size(): number {
    return this.entries.size;
  }
  get bytes(): number {
    return bytesOf(this.entries);
  }
  async get(key: string): Promise<Value> {
    const entry = this.entries.get(key);
    return entry === undefined ? undefined : this.ports.load(entry.value);
  }
  has(key: string): boolean {
    return this.entries.has(key);
  }
  keys(): readonly string[] {
    return [...this.entries.keys()];
  }
  snapshot(at?: CheckpointId): ContextEntries | undefined {
    return at === undefined ? this.entries : this.points.get(at)?.entries;
  }

  async set(key: string, value: Value): Promise<void> {
    await this.ports.edit([{ key, value }]);
  }
  async merge(values: Readonly<Record<string, Value>>): Promise<void> {
    await this.ports.edit(Object.keys(values).map((key) => ({ key, value: values[key] })));
  }
  async remove(key: string): Promise<void> {
    await this.ports.edit([{ key, remove: true }]);
  }
  async clear(): Promise<void> {
    await this.ports.edit(this.keys().map((key) => ({ key, remove: true })));
  }

  record(record: ContextRecord): void {
    const parent = record.parent === undefined ? emptyMap<ContextEntry>() : this.pointAt(record.parent).entries;
    const point = { record, entries: applied(parent, record) };
    this.points.set(record.checkpoint, point);
    this.move(point, record);
  }

  moveTo(checkpoint: CheckpointId): void {
    this.move(this.pointAt(checkpoint), undefined);
  }

  private move(point: Point, record: ContextRecord | undefined): void {
    const before = this.entries;
    this.current = point;
    this.moves.emit({ checkpoint: point.record.checkpoint, record, before });
  }

  history(key?: string, at?: CheckpointId): readonly KeyRecord[] {
    const records: KeyRecord[] = [];
    let point = at === undefined ? this.current : this.pointAt(at);
    while (point !== undefined) {
      const { changes, ...facts } = point.record;
      const wanted = changes.filter((change) => key === undefined || change.key === key);
      records.push(...wanted.toReversed().map((change) => ({ ...facts, ...change })));
      point = facts.parent === undefined ? undefined : this.points.get(facts.parent);
    }
    return records.reverse();
  }

  subscribe(listener: (moved: ContextMoved) => void, key?: string): Dispose {
    return this.moves.subscribe(({ before, ...moved }) => {
      if (key === undefined || before.get(key) !== this.entries.get(key)) listener(moved);
    });
  }

  private pointAt(checkpoint: CheckpointId): Point {
    const point = this.points.get(checkpoint);
    if (point === undefined) throw new Error(`The context bus was never told of checkpoint ${checkpoint}.`);
    return point;
  }
}

function applied(entries: ContextEntries, { changes, checkpoint, writer }: ContextRecord): ContextEntries {
  let next = entries;
  for (const { key, after } of changes) {
    next = after === undefined ? next.delete(key) : next.set(key, { key, value: after, writtenAt: checkpoint, writer });
  }
  return next;
}

/** Stored bytes of all values. */
export function bytesOf(entries: ContextEntries): number {
  let bytes = 0;
  for (const { value } of entries.values()) bytes += value.bytes;
  return bytes;
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
