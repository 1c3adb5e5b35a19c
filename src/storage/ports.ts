import type { Breakpoint } from '../model/breakpoint.ts';
import type { CheckpointId, ExecutionId, PlanHash, Seq, ValueHash, WorkflowId } from '../model/ids.ts';
import type { Durability, ExecutionStatus } from '../model/execution.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { ControlSnapshot } from '../model/checkpoint.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { PauseReason } from '../model/execution.ts';

/**
 * The store that the host works on; adapters in `memory/` and `dexie/`, one conformance suite for all
 * (`test/storage/conformance.ts`). Every method rejects with a `WtbError` of a `storage/…` code and nothing else.
 */
export interface Store {
  readonly workflows: WorkflowStore;
  readonly executions: ExecutionStore;
  /** How it is doing: what works, and how much room there is. */
  health(): Promise<StoreHealth>;
  close(): void;
}

export interface StoreHealth {
  /** `memory` where nothing outlives the tab. */
  readonly kind: 'memory' | 'indexeddb' | 'files';
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
  /** Whether the platform promised not to evict it. */
  readonly persisted: boolean | undefined;
  /** What was found wrong while reading: unreadable records (each one left out of lists), a database that was emptied. */
  readonly problems?: readonly ErrorInfo[];
}

export interface WorkflowRecord {
  readonly id: WorkflowId;
  readonly document: GraphDocument;
  /** Grows by one with each save; a save names the version that it is based on. */
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Set while deleted and still restorable. */
  readonly deletedAt?: number;
  /** Which shipped example it came from. */
  readonly example?: string;
  readonly breakpoints: readonly Breakpoint[];
}

/** A version of a workflow that is kept. */
export interface WorkflowVersion {
  readonly version: number;
  readonly savedAt: number;
}

export interface StoredVersion extends WorkflowVersion {
  readonly document: GraphDocument;
}

export interface WorkflowStore {
  /** Newest change first; deleted ones left out. */
  list(): Promise<readonly WorkflowRecord[]>;
  get(id: WorkflowId): Promise<WorkflowRecord | undefined>;
  /** `basedOn`: the version last seen (0 for a new one). Rejects `storage/conflict` when a newer one is there. */
  save(record: Omit<WorkflowRecord, 'version'>, basedOn: number): Promise<WorkflowRecord>;
  /**
   * The versions that are kept, newest first, those of a deleted workflow included; see `version-retention.ts` for which these
   * are. Empty for a workflow that is not there.
   */
  versions(id: WorkflowId): Promise<readonly WorkflowVersion[]>;
  /** One of these, with the document that was saved as it. */
  getVersion(id: WorkflowId, version: number): Promise<StoredVersion | undefined>;
  setBreakpoints(id: WorkflowId, breakpoints: readonly Breakpoint[]): Promise<void>;
  remove(id: WorkflowId, at: number): Promise<void>;
  restore(id: WorkflowId): Promise<void>;
  /** Erases for good what was removed before `before` (epoch ms); gives how many. */
  purge(before: number): Promise<number>;
}

export interface ExecutionRecord {
  readonly id: ExecutionId;
  readonly workflow: WorkflowId;
  readonly number: number;
  readonly name?: string;
  readonly plan: PlanHash;
  /** The document the plan was compiled from: compiling it again gives the same plan hash. */
  readonly document: GraphDocument;
  readonly createdAt: number;
  readonly deletedAt?: number;
  readonly durability: Durability;
  readonly forkedFrom?: { readonly execution: ExecutionId; readonly checkpoint: CheckpointId };
}

/** What changes with every commit group; written in the same transaction as its events. */
export interface ExecutionHead {
  readonly status: ExecutionStatus;
  readonly pause?: PauseReason;
  readonly error?: ErrorInfo;
  readonly head: CheckpointId;
  readonly branch: number;
  readonly branches: number;
  readonly steps: number;
  readonly lastSeq: Seq;
  readonly contextKeys: number;
  readonly contextBytes: number;
  readonly updatedAt: number;
}

/** One commit group: saved whole or not at all. */
export interface CommitBatch {
  readonly execution: ExecutionId;
  /** Who writes: see {@link ExecutionStore.acquire}. */
  readonly epoch: number;
  /** Consecutive in `seq`. */
  readonly events: readonly ExecutionEvent[];
  /** Stored encodings of the values that these events are the first to name. */
  readonly values: ReadonlyMap<ValueHash, Uint8Array>;
  readonly keyframes: readonly StoredKeyframe[];
  readonly head: ExecutionHead;
}

export interface StoredKeyframe {
  readonly checkpoint: CheckpointId;
  readonly seq: Seq;
  readonly control: ControlSnapshot;
  readonly context: readonly {
    readonly key: string;
    readonly hash: ValueHash;
    readonly writtenAt: CheckpointId;
    readonly writer: string | undefined;
  }[];
}

export interface StoredExecution {
  readonly record: ExecutionRecord;
  readonly head: ExecutionHead;
  readonly events: readonly ExecutionEvent[];
  readonly keyframes: readonly StoredKeyframe[];
}

export interface ExecutionStore {
  /** Gives the execution its number within the workflow and saves the record; the first batch follows through `append`. */
  create(record: Omit<ExecutionRecord, 'number'>, head: ExecutionHead): Promise<ExecutionRecord>;
  /** Newest first; deleted ones left out. */
  list(workflow?: WorkflowId): Promise<readonly { readonly record: ExecutionRecord; readonly head: ExecutionHead }[]>;
  load(id: ExecutionId): Promise<StoredExecution | undefined>;
  /** Record and head alone, deleted ones included; cheap. */
  find(id: ExecutionId): Promise<{ readonly record: ExecutionRecord; readonly head: ExecutionHead } | undefined>;
  /** Events from `from` on, for watchers that catch up. */
  events(id: ExecutionId, from: Seq): Promise<readonly ExecutionEvent[]>;
  /** The stored encoding; rejects `storage/not-found` or `storage/corrupt`. */
  readValue(id: ExecutionId, hash: ValueHash): Promise<Uint8Array>;
  readValues(id: ExecutionId, hashes: readonly ValueHash[]): Promise<ReadonlyMap<ValueHash, Uint8Array>>;
  /** Becomes the only writer: the returned epoch outdates every earlier one. */
  acquire(id: ExecutionId): Promise<number>;
  /**
   * One transaction. Rejects `storage/stale-epoch` when somebody acquired later, `storage/full` on quota,
   * `storage/conflict` when the events do not follow the last stored one; in each case nothing of the batch is stored.
   * `strict` asks the platform to reach the disk before it resolves.
   */
  append(batch: CommitBatch, options: { readonly strict: boolean }): Promise<void>;
  rename(id: ExecutionId, name: string | undefined): Promise<void>;
  remove(id: ExecutionId, at: number): Promise<void>;
  restore(id: ExecutionId): Promise<void>;
  /** Erases for good what was removed before `before` (epoch ms); gives how many. */
  purge(before: number): Promise<number>;
  /** Stored bytes per execution, values included. */
  size(id: ExecutionId): Promise<number>;
}
