import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toErrorInfo, WtbError, type ErrorInfo } from '../../model/errors.ts';
import type { ExecutionEvent } from '../../model/event.ts';
import { executionId, type ExecutionId, type Seq, type ValueHash, type WorkflowId } from '../../model/ids.ts';
import type { CommitBatch, ExecutionHead, ExecutionRecord, ExecutionStore } from '../ports.ts';
import { corrupt, notFound, outOfOrder, staleEpoch } from '../storage-error.ts';
import { LineFile } from './line-file.ts';
import type { Serial } from './serial.ts';
import { applyLine, readExecution, toBatchLine, type ExecutionLine, type FileExecution } from './stored-execution.ts';

interface Opened {
  readonly file: LineFile;
  execution: FileExecution | undefined;
}

type Found = { readonly record: ExecutionRecord; readonly head: ExecutionHead };

const suffix = '.ndjson';

/** One file per execution. It is read whole when it is first asked for, and after that only where it has grown. */
export class FileExecutions implements ExecutionStore {
  private readonly opened = new Map<ExecutionId, Opened>();
  private readonly folder: string;
  private readonly serial: Serial;
  /** Files that could not be read, by name. */
  readonly problems = new Map<string, ErrorInfo>();

  constructor(folder: string, serial: Serial) {
    this.folder = folder;
    this.serial = serial;
  }

  create(record: Omit<ExecutionRecord, 'number'>, head: ExecutionHead): Promise<ExecutionRecord> {
    return this.serial(async () => {
      if ((await this.read(record.id)) !== undefined) {
        throw new WtbError({ code: 'storage/conflict', message: `Execution ${record.id} is there already.` });
      }
      const others = (await this.all()).filter((other) => other.record.workflow === record.workflow);
      const numbered = { ...record, number: Math.max(0, ...others.map((other) => other.record.number)) + 1 };
      const entry = this.entry(record.id);
      const line = { type: 'created', record: numbered, head } as const;
      await entry.file.append(line, true);
      entry.execution = readExecution(entry.file.path, [line]);
      return numbered;
    });
  }

  list(workflow?: WorkflowId): Promise<readonly Found[]> {
    return this.serial(async () =>
      (await this.all())
        .filter(({ record }) => record.deletedAt === undefined && (workflow ?? record.workflow) === record.workflow)
        .map(({ record, head }) => ({ record, head }))
        .sort((a, b) => b.record.createdAt - a.record.createdAt || b.record.number - a.record.number),
    );
  }

  load(id: ExecutionId) {
    return this.serial(async () => {
      const found = await this.read(id);
      if (found === undefined) return undefined;
      return { record: found.record, head: found.head, events: [...found.events], keyframes: [...found.keyframes] };
    });
  }

  find(id: ExecutionId): Promise<Found | undefined> {
    return this.serial(async () => {
      const found = await this.read(id);
      return found && { record: found.record, head: found.head };
    });
  }

  events(id: ExecutionId, from: Seq): Promise<readonly ExecutionEvent[]> {
    return this.serial(async () => (await this.ensure(id)).events.slice(from));
  }

  readValue(id: ExecutionId, hash: ValueHash): Promise<Uint8Array> {
    return this.serial(async () => valueOf(await this.ensure(id), hash));
  }

  readValues(id: ExecutionId, hashes: readonly ValueHash[]): Promise<ReadonlyMap<ValueHash, Uint8Array>> {
    return this.serial(async () => {
      const found = await this.ensure(id);
      return new Map(hashes.map((hash) => [hash, valueOf(found, hash)]));
    });
  }

  acquire(id: ExecutionId): Promise<number> {
    return this.serial(async () => {
      const epoch = (await this.ensure(id)).epoch + 1;
      await this.add(id, { type: 'acquired', epoch }, true);
      return epoch;
    });
  }

  append(batch: CommitBatch, { strict }: { readonly strict: boolean }): Promise<void> {
    return this.serial(async () => {
      const { execution: id, epoch, events } = batch;
      const found = await this.ensure(id);
      if (found.epoch !== epoch) throw staleEpoch(id);
      const [first] = events;
      if (first !== undefined && first.seq !== found.events.length) {
        throw outOfOrder(id, found.events.length, first.seq);
      }
      for (const [hash, bytes] of batch.values) {
        if (bytes.length === 0) throw new WtbError(corrupt(`value ${hash}`, 'it is empty'));
      }
      const { file } = this.entry(id);
      found.bytes += await file.append(toBatchLine(batch), strict);
      found.events.push(...events);
      found.keyframes.push(...batch.keyframes);
      for (const [hash, bytes] of batch.values) found.values.set(hash, bytes);
      found.head = batch.head;
    });
  }

  rename(id: ExecutionId, name: string | undefined): Promise<void> {
    return this.serial(() => this.add(id, { type: 'renamed', ...(name === undefined ? {} : { name }) }, false));
  }
  remove(id: ExecutionId, at: number): Promise<void> {
    return this.serial(() => this.add(id, { type: 'removed', at }, false));
  }
  restore(id: ExecutionId): Promise<void> {
    return this.serial(() => this.add(id, { type: 'restored' }, false));
  }

  purge(before: number): Promise<number> {
    return this.serial(async () => {
      const gone = (await this.all()).filter(({ record }) => (record.deletedAt ?? Infinity) < before);
      for (const { record } of gone) {
        await this.entry(record.id).file.remove();
        this.opened.delete(record.id);
      }
      return gone.length;
    });
  }

  size(id: ExecutionId): Promise<number> {
    return this.serial(async () => (await this.ensure(id)).bytes);
  }

  close(): Promise<void> {
    return this.serial(async () => {
      for (const { file } of this.opened.values()) await file.close();
    });
  }

  // Within `serial`

  private entry(id: ExecutionId): Opened {
    const known = this.opened.get(id);
    if (known !== undefined) return known;
    const entry: Opened = {
      file: new LineFile(join(this.folder, encodeURIComponent(id) + suffix)),
      execution: undefined,
    };
    this.opened.set(id, entry);
    return entry;
  }

  /** As it is now, what other processes added included. */
  private async read(id: ExecutionId): Promise<FileExecution | undefined> {
    const entry = this.entry(id);
    const { file } = entry;
    const lines = await file.readNew();
    if (lines === undefined) {
      entry.execution = undefined;
    } else if (entry.execution === undefined) {
      entry.execution = readExecution(file.path, lines);
    } else {
      for (const line of lines) applyLine(entry.execution, line as ExecutionLine, file.path);
    }
    return entry.execution;
  }

  private async ensure(id: ExecutionId): Promise<FileExecution> {
    const found = await this.read(id);
    if (found === undefined) throw notFound(`execution ${id}`);
    return found;
  }

  private async add(id: ExecutionId, line: ExecutionLine, strict: boolean): Promise<void> {
    const found = await this.ensure(id);
    const { file } = this.entry(id);
    await file.append(line, strict);
    applyLine(found, line, file.path);
  }

  /** Those that can be read; of the others the problem is kept. */
  private async all(): Promise<FileExecution[]> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith(suffix));
    const found: FileExecution[] = [];
    for (const name of names) {
      try {
        const execution = await this.read(executionId(decodeURIComponent(name.slice(0, -suffix.length))));
        if (execution !== undefined) found.push(execution);
        this.problems.delete(name);
      } catch (thrown) {
        this.problems.set(name, toErrorInfo(thrown));
      }
    }
    return found;
  }
}

function valueOf({ record, values }: FileExecution, hash: ValueHash): Uint8Array {
  const bytes = values.get(hash);
  if (bytes === undefined) throw notFound(`value ${hash} of execution ${record.id}`);
  return bytes;
}
