import type { Clock } from '../base/clock.ts';
import { createEmitter } from '../base/emitter.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { Journal, Keyframe } from '../engine/ports.ts';
import { WtbError, toErrorInfo } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { Durability } from '../model/execution.ts';
import type { ExecutionId, Seq, ValueHash } from '../model/ids.ts';
import type { CommitBatch, ExecutionHead, ExecutionStore, StoredKeyframe } from '../storage/ports.ts';
import { toPersistedEvent } from '../storage/persisted-event.ts';

export interface GroupCommitOptions {
  readonly store: Pick<ExecutionStore, 'append'>;
  readonly execution: ExecutionId;
  /** From `ExecutionStore.acquire`. */
  readonly epoch: number;
  readonly durability: Durability;
  readonly clock: Clock;
  /** The head as of the event appended last; asked when a group is taken. */
  readonly head: () => ExecutionHead;
  /** Hashes that the store has already, as after loading or forking. Unknown ones are saved again, which does no harm. */
  readonly savedValues?: Iterable<ValueHash>;
  /** How long a group may gather; default 50 ms. */
  readonly groupMs?: number;
  /** How many events make a group at once; default 500. */
  readonly groupEvents?: number;
  /** Every so many groups one reaches the disk before it counts; bounds what a power loss takes. Default 10. */
  readonly strictEvery?: number;
}

/** The host's journal: the engine's port, and what only the host asks for. */
export interface GroupCommit extends Journal {
  /** Events that are not saved yet. */
  readonly pending: number;
  /** Set while the last write failed: what happened. Everything stays queued. */
  readonly failure: ErrorInfo | undefined;
  /** Tries again after a failure; resolves when everything queued is durable, rejects when it failed again. */
  retry(): Promise<void>;
  /** Stops the timer; what is queued is not written any more. */
  dispose(): void;
}

interface Entry {
  readonly events: readonly ExecutionEvent<StoredValue>[];
  readonly keyframe: StoredKeyframe | undefined;
}

/**
 * Gathers events into commit groups and saves each in one transaction.
 *
 * ```
 * append ─▶ queue ──(50 ms, 500 events, flush)──▶ writing ──▶ durable
 *             ▲                                      │
 *             └──────────── kept on failure ◀────────┘ ── retry / flush ──▶ writing
 * ```
 *
 * `step` writes each append at once and to the disk; `batched` groups; `exit` writes on `flush` alone. Writes of one
 * execution never overlap. After a failure nothing is dropped and nothing is written until `retry` or `flush`.
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  return new GroupCommitJournal(options);
}

class GroupCommitJournal implements GroupCommit {
  failure: ErrorInfo | undefined;
  private readonly options: GroupCommitOptions;
  private readonly savedValues: Set<ValueHash>;
  private readonly durable = createEmitter<Seq>();
  private readonly failures = createEmitter<ErrorInfo>();
  private queue: Entry[] = [];
  private queued = 0;
  private writing: Promise<void> | undefined;
  private inFlight = 0;
  private groups = 0;
  private cancelTimer: (() => void) | undefined;
  private disposed = false;
  /** The last group may still be on its way to the disk. */
  private unsynced = false;

  constructor(options: GroupCommitOptions) {
    this.options = options;
    this.savedValues = new Set(options.savedValues);
  }

  get pending(): number {
    return this.queued + this.inFlight;
  }

  append(events: readonly ExecutionEvent<StoredValue>[], keyframe?: Keyframe): void {
    const last = events.at(-1);
    const seq = last?.seq ?? this.options.head().lastSeq;
    this.queue.push({ events, keyframe: keyframe === undefined ? undefined : { ...keyframe, seq } });
    this.queued += events.length;
    if (this.failure === undefined) this.schedule();
  }

  async flush(): Promise<void> {
    await this.drain(true);
  }

  async retry(): Promise<void> {
    await this.drain(true);
  }

  onDurable(listener: (upTo: Seq) => void): () => void {
    return this.durable.subscribe(listener);
  }

  onFailure(listener: (error: ErrorInfo) => void): () => void {
    return this.failures.subscribe(listener);
  }

  dispose(): void {
    this.disposed = true;
    this.stopTimer();
  }

  private schedule(): void {
    const { durability, clock, groupMs = 50, groupEvents = 500 } = this.options;
    if (durability === 'exit' || this.disposed) return;
    if (durability === 'step' || this.queued >= groupEvents) this.writeSoon();
    else this.cancelTimer ??= clock.setTimer(clock.now() + groupMs, () => this.writeSoon());
  }

  /** Failures are told to the listeners; nobody awaits this. */
  private writeSoon(): void {
    this.drain(false).catch(() => undefined);
  }

  private stopTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  /**
   * Writes group after group until nothing is queued. A `strict` one ends with a group that reached the disk, be it an
   * empty one: on the disk, what was written before a transaction is there when that transaction is.
   */
  private async drain(strict: boolean): Promise<void> {
    this.stopTimer();
    while (this.writing !== undefined) await this.writing.catch(() => undefined);
    while (this.isDue(strict)) {
      this.writing = this.writeGroup(strict || this.options.durability === 'step');
      try {
        await this.writing;
      } finally {
        this.writing = undefined;
      }
    }
  }

  private isDue(strict: boolean): boolean {
    return !this.disposed && (this.queue.length > 0 || (strict && this.unsynced));
  }

  private async writeGroup(strict: boolean): Promise<void> {
    const entries = this.queue;
    const batch = this.toBatch(entries);
    this.queue = [];
    this.queued -= batch.events.length;
    this.inFlight = batch.events.length;
    this.groups++;
    const toDisk = strict || this.groups % (this.options.strictEvery ?? 10) === 0;
    try {
      await this.options.store.append(batch, { strict: toDisk });
    } catch (thrown) {
      this.queue = [...entries, ...this.queue];
      this.queued += batch.events.length;
      this.inFlight = 0;
      throw this.fail(thrown);
    }
    this.inFlight = 0;
    this.unsynced = !toDisk;
    this.failure = undefined;
    for (const hash of batch.values.keys()) this.savedValues.add(hash);
    const last = batch.events.at(-1);
    if (last !== undefined) this.durable.emit(last.seq);
  }

  private fail(thrown: unknown): WtbError {
    const error = toErrorInfo(thrown);
    this.failure = error;
    this.failures.emit(error);
    return thrown instanceof WtbError ? thrown : new WtbError(error);
  }

  private toBatch(entries: readonly Entry[]): CommitBatch {
    const { execution, epoch, head } = this.options;
    const values = new Map<ValueHash, Uint8Array>();
    const keep = (value: StoredValue): void => {
      if (!this.savedValues.has(value.hash) && !values.has(value.hash)) values.set(value.hash, value.encode());
    };
    const events = entries.flatMap((entry) => entry.events.map((event) => toPersistedEvent(event, keep)));
    return {
      execution,
      epoch,
      events,
      values,
      keyframes: entries.flatMap(({ keyframe }) => keyframe ?? []),
      head: head(),
    };
  }
}
