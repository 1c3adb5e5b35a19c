import type { ExecutionEvent } from '../../model/event.ts';
import type { ExecutionId, Seq, ValueHash, WorkflowId } from '../../model/ids.ts';
import {
  alreadyThere,
  appended,
  checkAppend,
  listed,
  newFacts,
  numbered,
  removed,
  renamed,
  restored,
  wasRemoved,
  type ExecutionFacts,
} from '../execution-facts.ts';
import { KeptVersions } from '../kept-versions.ts';
import type {
  CommitBatch,
  ExecutionHead,
  ExecutionRecord,
  ExecutionStore,
  Store,
  StoredKeyframe,
  StoredVersion,
  WorkflowRecord,
  WorkflowStore,
  WorkflowVersion,
} from '../ports.ts';
import { notFound, versionConflict } from '../storage-error.ts';

/**
 * A store that lasts as long as the process: for the command line, for tests, and where IndexedDB is not to be had.
 * What it is given is immutable by contract and kept as it is.
 */
export function createMemoryStore(): Store {
  return {
    workflows: new MemoryWorkflows(),
    executions: new MemoryExecutions(),
    health: async () => ({ kind: 'memory', usedBytes: undefined, quotaBytes: undefined, persisted: undefined }),
    close: () => undefined,
  };
}

class MemoryWorkflows implements WorkflowStore {
  private readonly records = new Map<WorkflowId, WorkflowRecord>();
  private readonly kept = new KeptVersions();

  async list(): Promise<readonly WorkflowRecord[]> {
    return [...this.records.values()]
      .filter(({ deletedAt }) => deletedAt === undefined)
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }
  async get(id: WorkflowId): Promise<WorkflowRecord | undefined> {
    const record = this.records.get(id);
    return record?.deletedAt === undefined ? record : undefined;
  }
  async save(record: Omit<WorkflowRecord, 'version'>, basedOn: number): Promise<WorkflowRecord> {
    const found = this.records.get(record.id)?.version ?? 0;
    if (found !== basedOn) throw versionConflict(record.id, basedOn, found);
    const saved = { ...record, version: found + 1 };
    this.records.set(record.id, saved);
    this.kept.add(saved);
    return saved;
  }
  async versions(id: WorkflowId): Promise<readonly WorkflowVersion[]> {
    return this.kept.list(id);
  }
  async getVersion(id: WorkflowId, version: number): Promise<StoredVersion | undefined> {
    return this.kept.get(id, version);
  }
  async setBreakpoints(id: WorkflowId, breakpoints: WorkflowRecord['breakpoints']): Promise<void> {
    this.records.set(id, { ...this.find(id), breakpoints });
  }
  async remove(id: WorkflowId, at: number): Promise<void> {
    this.records.set(id, { ...this.find(id), deletedAt: at });
  }
  async restore(id: WorkflowId): Promise<void> {
    const { deletedAt: _, ...record } = this.find(id);
    this.records.set(id, record);
  }
  async purge(before: number): Promise<number> {
    const gone = [...this.records.values()].filter(({ deletedAt }) => deletedAt !== undefined && deletedAt < before);
    for (const { id } of gone) {
      this.records.delete(id);
      this.kept.forget(id);
    }
    return gone.length;
  }

  private find(id: WorkflowId): WorkflowRecord {
    const record = this.records.get(id);
    if (record === undefined) throw notFound(`workflow ${id}`);
    return record;
  }
}

interface MemoryExecution {
  facts: ExecutionFacts;
  readonly events: ExecutionEvent[];
  readonly keyframes: StoredKeyframe[];
  readonly values: Map<ValueHash, Uint8Array>;
}

class MemoryExecutions implements ExecutionStore {
  private readonly executions = new Map<ExecutionId, MemoryExecution>();

  async create(record: Omit<ExecutionRecord, 'number'>, head: ExecutionHead): Promise<ExecutionRecord> {
    if (this.executions.has(record.id)) throw alreadyThere(record.id);
    const facts = newFacts(numbered(record, this.facts()), head);
    this.executions.set(record.id, { facts, events: [], keyframes: [], values: new Map() });
    return facts.record;
  }

  async list(workflow?: WorkflowId) {
    return listed(this.facts(), workflow);
  }

  async find(id: ExecutionId) {
    const { facts } = this.executions.get(id) ?? {};
    return facts && { record: facts.record, head: facts.head };
  }

  async load(id: ExecutionId) {
    const found = this.executions.get(id);
    if (found === undefined) return undefined;
    const { facts, events, keyframes } = found;
    return { record: facts.record, head: facts.head, events: [...events], keyframes: [...keyframes] };
  }

  async events(id: ExecutionId, from: Seq): Promise<readonly ExecutionEvent[]> {
    return this.ensure(id).events.slice(from);
  }

  async readValue(id: ExecutionId, hash: ValueHash): Promise<Uint8Array> {
    const bytes = this.ensure(id).values.get(hash);
    if (bytes === undefined) throw notFound(`value ${hash} of execution ${id}`);
    return bytes;
  }

  async readValues(id: ExecutionId, hashes: readonly ValueHash[]): Promise<ReadonlyMap<ValueHash, Uint8Array>> {
    const values = await Promise.all(hashes.map(async (hash) => [hash, await this.readValue(id, hash)] as const));
    return new Map(values);
  }

  async acquire(id: ExecutionId): Promise<number> {
    return this.change(id, (facts) => ({ ...facts, epoch: facts.epoch + 1 })).epoch;
  }

  async append(batch: CommitBatch): Promise<void> {
    const found = this.ensure(batch.execution);
    checkAppend(batch, found.facts);
    let bytes = JSON.stringify(batch.events, replaceBigInt).length;
    found.events.push(...batch.events);
    found.keyframes.push(...batch.keyframes);
    for (const [hash, encoded] of batch.values) {
      bytes += encoded.length;
      found.values.set(hash, encoded);
    }
    found.facts = appended(found.facts, batch, bytes);
  }

  async rename(id: ExecutionId, name: string | undefined): Promise<void> {
    this.change(id, (facts) => renamed(facts, name));
  }
  async remove(id: ExecutionId, at: number): Promise<void> {
    this.change(id, (facts) => removed(facts, at));
  }
  async restore(id: ExecutionId): Promise<void> {
    this.change(id, restored);
  }
  async purge(before: number): Promise<number> {
    const gone = this.facts().filter((facts) => wasRemoved(facts, before));
    for (const { record } of gone) this.executions.delete(record.id);
    return gone.length;
  }
  async size(id: ExecutionId): Promise<number> {
    return this.ensure(id).facts.bytes;
  }

  private facts(): readonly ExecutionFacts[] {
    return Array.from(this.executions.values(), ({ facts }) => facts);
  }

  private change(id: ExecutionId, edit: (facts: ExecutionFacts) => ExecutionFacts): ExecutionFacts {
    const found = this.ensure(id);
    found.facts = edit(found.facts);
    return found.facts;
  }

  private ensure(id: ExecutionId): MemoryExecution {
    const found = this.executions.get(id);
    if (found === undefined) throw notFound(`execution ${id}`);
    return found;
  }
}

const replaceBigInt = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
