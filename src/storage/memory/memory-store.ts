import { WtbError } from '../../model/errors.ts';
import type { ExecutionEvent } from '../../model/event.ts';
import type { ExecutionId, Seq, ValueHash, WorkflowId } from '../../model/ids.ts';
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
import { corrupt, notFound, outOfOrder, staleEpoch, versionConflict } from '../storage-error.ts';

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

const newestFirst = (a: number, b: number): number => b - a;

class MemoryWorkflows implements WorkflowStore {
  private readonly records = new Map<WorkflowId, WorkflowRecord>();
  private readonly kept = new KeptVersions();

  async list(): Promise<readonly WorkflowRecord[]> {
    return [...this.records.values()]
      .filter(({ deletedAt }) => deletedAt === undefined)
      .sort((a, b) => newestFirst(a.updatedAt, b.updatedAt));
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
  record: ExecutionRecord;
  head: ExecutionHead;
  epoch: number;
  bytes: number;
  readonly events: ExecutionEvent[];
  readonly keyframes: StoredKeyframe[];
  readonly values: Map<ValueHash, Uint8Array>;
}

class MemoryExecutions implements ExecutionStore {
  private readonly executions = new Map<ExecutionId, MemoryExecution>();

  async create(record: Omit<ExecutionRecord, 'number'>, head: ExecutionHead): Promise<ExecutionRecord> {
    if (this.executions.has(record.id)) {
      throw new WtbError({ code: 'storage/conflict', message: `Execution ${record.id} is there already.` });
    }
    const numbers = [...this.executions.values()]
      .filter((other) => other.record.workflow === record.workflow)
      .map((other) => other.record.number);
    const numbered = { ...record, number: Math.max(0, ...numbers) + 1 };
    const empty = { events: [], keyframes: [], values: new Map<ValueHash, Uint8Array>() };
    this.executions.set(record.id, { record: numbered, head, epoch: 0, bytes: 0, ...empty });
    return numbered;
  }

  async list(workflow?: WorkflowId): Promise<readonly { record: ExecutionRecord; head: ExecutionHead }[]> {
    return [...this.executions.values()]
      .filter(({ record }) => record.deletedAt === undefined && (workflow ?? record.workflow) === record.workflow)
      .map(({ record, head }) => ({ record, head }))
      .sort(compareExecutions);
  }

  async find(id: ExecutionId) {
    const found = this.executions.get(id);
    return found === undefined ? undefined : { record: found.record, head: found.head };
  }

  async load(id: ExecutionId) {
    const found = this.executions.get(id);
    if (found === undefined) return undefined;
    return { record: found.record, head: found.head, events: [...found.events], keyframes: [...found.keyframes] };
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
    return ++this.ensure(id).epoch;
  }

  async append(batch: CommitBatch): Promise<void> {
    const found = this.ensure(batch.execution);
    if (found.epoch !== batch.epoch) throw staleEpoch(batch.execution);
    const [first] = batch.events;
    if (first !== undefined && first.seq !== found.events.length) {
      throw outOfOrder(batch.execution, found.events.length, first.seq);
    }
    found.events.push(...batch.events);
    found.keyframes.push(...batch.keyframes);
    for (const [hash, bytes] of batch.values) {
      if (bytes.length === 0) throw new WtbError(corrupt(`value ${hash}`, 'it is empty'));
      found.bytes += bytes.length;
      found.values.set(hash, bytes);
    }
    found.bytes += JSON.stringify(batch.events, replaceBigInt).length;
    found.head = batch.head;
  }

  async rename(id: ExecutionId, name: string | undefined): Promise<void> {
    const found = this.ensure(id);
    const { name: _, ...record } = found.record;
    found.record = name === undefined ? record : { ...record, name };
  }
  async remove(id: ExecutionId, at: number): Promise<void> {
    const found = this.ensure(id);
    found.record = { ...found.record, deletedAt: at };
  }
  async restore(id: ExecutionId): Promise<void> {
    const found = this.ensure(id);
    const { deletedAt: _, ...record } = found.record;
    found.record = record;
  }
  async purge(before: number): Promise<number> {
    const gone = [...this.executions.values()].filter(({ record }) => (record.deletedAt ?? Infinity) < before);
    for (const { record } of gone) this.executions.delete(record.id);
    return gone.length;
  }
  async size(id: ExecutionId): Promise<number> {
    return this.ensure(id).bytes;
  }

  private ensure(id: ExecutionId): MemoryExecution {
    const found = this.executions.get(id);
    if (found === undefined) throw notFound(`execution ${id}`);
    return found;
  }
}

const compareExecutions = (a: { record: ExecutionRecord }, b: { record: ExecutionRecord }): number =>
  b.record.createdAt - a.record.createdAt || b.record.number - a.record.number;

const replaceBigInt = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
