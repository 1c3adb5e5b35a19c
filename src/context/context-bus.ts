import type { Dispose } from '../base/disposable.ts';
import { createEmitter } from '../base/emitter.ts';
import type { ContextEdit } from '../model/command.ts';
import type { CheckpointSource } from '../model/checkpoint.ts';
import type { ContextChange } from '../model/event.ts';
import type { ActivationPath, CheckpointId } from '../model/ids.ts';
import type { JsonObject, Value } from '../model/value.ts';
import { applyChanges, contextBytes, emptyContext } from './context-version.ts';
import type { ContextVersion } from './context-version.ts';
import type { StoredValue } from './stored-value.ts';

/** One checkpoint's changes, as the owner of the execution tells the bus after a commit, an edit or a rollback. */
export interface ContextRecord {
  readonly checkpoint: CheckpointId;
  readonly parent: CheckpointId | undefined;
  readonly source: CheckpointSource;
  /** The activation; `undefined` for initial values and edits by hand. */
  readonly writer: ActivationPath | undefined;
  readonly changes: readonly ContextChange<StoredValue>[];
}

/** One write of one key. */
export interface KeyRecord extends Omit<ContextRecord, 'changes'> {
  readonly key: string;
  readonly before?: StoredValue;
  readonly after?: StoredValue;
}

/** Told to subscribers: the context is now another one, by a new checkpoint or by moving to an old one. */
export interface ContextMoved {
  readonly checkpoint: CheckpointId;
  /** The record that made the checkpoint, when it is new. */
  readonly record: ContextRecord | undefined;
}

/** Where edits from outside go: the engine's `edit-context` command. Rejects where the execution does not allow it. */
export type EditSink = (edits: readonly ContextEdit[]) => Promise<unknown>;

/**
 * The shared context of one execution, as a service. The execution's event log is the one owner of the truth:
 * the bus reads a version of it, and its writes are edits handed to the sink, which come back through `record`.
 *
 * ```
 * set, merge, remove, clear ──▶ sink (engine command) ──▶ event ──▶ record ──▶ get, history, subscribers
 *                                                  rollback ──▶ moveTo ──▶
 * ```
 */
export interface ContextBus {
  get(key: string): Value;
  has(key: string): boolean;
  keys(): readonly string[];
  /** How many keys. */
  readonly size: number;
  /** Stored bytes of all values. */
  readonly bytes: number;
  /** The whole context, immutable, with the checkpoint that it stands for. */
  snapshot(): { readonly checkpoint: CheckpointId | undefined; readonly context: ContextVersion };
  set(key: string, value: Value): Promise<void>;
  /** Sets several keys at once; like every edit by hand it replaces, whatever the merge rules. */
  merge(values: JsonObject | Readonly<Record<string, Value>>): Promise<void>;
  remove(key: string): Promise<void>;
  clear(): Promise<void>;
  /** The owner tells of a new checkpoint; its parent must be known, unless it is the root. The head moves to it. */
  record(record: ContextRecord): void;
  /** The owner went back (or forward) to a checkpoint that was recorded. */
  moveTo(checkpoint: CheckpointId): void;
  /** Who wrote what, oldest first, on the path from the root to the head (or to `at`); of one key or of all. */
  history(key?: string, at?: CheckpointId): readonly KeyRecord[];
  /** Called after each move; with a key, only when that key's slot is another one. */
  subscribe(listener: (moved: ContextMoved) => void, key?: string): Dispose;
}

interface Point {
  readonly record: ContextRecord;
  readonly context: ContextVersion;
}

/** @param start where the bus begins when it is made over an execution that is under way */
export function createContextBus(
  sink: EditSink,
  start?: { readonly record: ContextRecord; readonly context: ContextVersion },
): ContextBus {
  return new LoggedContextBus(sink, start);
}

class LoggedContextBus implements ContextBus {
  private readonly sink: EditSink;
  private readonly points = new Map<CheckpointId, Point>();
  private readonly moves = createEmitter<ContextMoved & { readonly before: ContextVersion }>();
  private head: Point | undefined;

  constructor(sink: EditSink, start: Point | undefined) {
    this.sink = sink;
    this.head = start;
    if (start !== undefined) this.points.set(start.record.checkpoint, start);
  }

  private get context(): ContextVersion {
    return this.head?.context ?? emptyContext;
  }

  get size(): number {
    return this.context.slots.size;
  }
  get bytes(): number {
    return contextBytes(this.context);
  }
  get(key: string): Value {
    return this.context.slots.get(key)?.value.value;
  }
  has(key: string): boolean {
    return this.context.slots.has(key);
  }
  keys(): readonly string[] {
    return [...this.context.slots.keys()];
  }
  snapshot(): { readonly checkpoint: CheckpointId | undefined; readonly context: ContextVersion } {
    return { checkpoint: this.head?.record.checkpoint, context: this.context };
  }

  async set(key: string, value: Value): Promise<void> {
    await this.sink([{ key, value }]);
  }
  async merge(values: Readonly<Record<string, Value>>): Promise<void> {
    await this.sink(Object.keys(values).map((key) => ({ key, value: values[key] })));
  }
  async remove(key: string): Promise<void> {
    await this.sink([{ key, remove: true }]);
  }
  async clear(): Promise<void> {
    await this.sink(this.keys().map((key) => ({ key, remove: true })));
  }

  record(record: ContextRecord): void {
    const parent = record.parent === undefined ? emptyContext : this.pointAt(record.parent).context;
    const by = { checkpoint: record.checkpoint, path: record.writer };
    const point = { record, context: applyChanges(parent, record.changes, by) };
    this.points.set(record.checkpoint, point);
    this.move(point, record);
  }

  moveTo(checkpoint: CheckpointId): void {
    this.move(this.pointAt(checkpoint), undefined);
  }

  private move(point: Point, record: ContextRecord | undefined): void {
    const before = this.context;
    this.head = point;
    this.moves.emit({ checkpoint: point.record.checkpoint, record, before });
  }

  history(key?: string, at?: CheckpointId): readonly KeyRecord[] {
    const records: KeyRecord[] = [];
    let point = at === undefined ? this.head : this.pointAt(at);
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
      if (key === undefined || before.slots.get(key) !== this.context.slots.get(key)) listener(moved);
    });
  }

  private pointAt(checkpoint: CheckpointId): Point {
    const point = this.points.get(checkpoint);
    if (point === undefined) throw new Error(`The context bus was never told of checkpoint ${checkpoint}.`);
    return point;
  }
}
