import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toErrorInfo, type ErrorInfo } from '../../model/errors.ts';
import type { ExecutionEvent } from '../../model/event.ts';
import { executionId, type ExecutionId, type Seq, type ValueHash, type WorkflowId } from '../../model/ids.ts';
import type { CommitBatch, ExecutionHead, ExecutionRecord, ExecutionStore, StoredExecution } from '../ports.ts';
import {
  alreadyThere,
  checkAppend,
  listed,
  newFacts,
  numbered,
  removed,
  renamed,
  restored,
  wasRemoved,
  type ExecutionFacts,
  type ListedExecution,
} from '../execution-facts.ts';
import { notFound } from '../storage-error.ts';
import { ExecutionFile } from './execution-file.ts';
import type { Serial } from './serial.ts';
import type { ExecutionLine } from './stored-execution.ts';

const suffix = '.ndjson';

/** One file per execution. Memory holds what is known of each, not what happened in it: of that the file tells. */
export class FileExecutions implements ExecutionStore {
  private readonly opened = new Map<ExecutionId, ExecutionFile>();
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
      const file = this.at(record.id);
      if ((await file.facts()) !== undefined) throw alreadyThere(record.id);
      const facts = newFacts(numbered(record, await this.all()), head);
      await file.add({ type: 'created', record: facts.record, head }, facts, true);
      return facts.record;
    });
  }

  list(workflow?: WorkflowId): Promise<readonly ListedExecution[]> {
    return this.serial(async () => listed(await this.all(), workflow));
  }

  load(id: ExecutionId): Promise<StoredExecution | undefined> {
    return this.serial(async () => {
      const file = this.at(id);
      const facts = await file.facts();
      return facts && { record: facts.record, head: facts.head, ...(await file.content()) };
    });
  }

  find(id: ExecutionId): Promise<ListedExecution | undefined> {
    return this.serial(async () => {
      const facts = await this.at(id).facts();
      return facts && { record: facts.record, head: facts.head };
    });
  }

  events(id: ExecutionId, from: Seq): Promise<readonly ExecutionEvent[]> {
    return this.serial(async () => (await this.ensure(id)).file.events(from));
  }

  readValue(id: ExecutionId, hash: ValueHash): Promise<Uint8Array> {
    return this.serial(async () => valueOf((await this.ensure(id)).file, id, hash));
  }

  readValues(id: ExecutionId, hashes: readonly ValueHash[]): Promise<ReadonlyMap<ValueHash, Uint8Array>> {
    return this.serial(async () => {
      const { file } = await this.ensure(id);
      const values = new Map<ValueHash, Uint8Array>();
      for (const hash of hashes) values.set(hash, await valueOf(file, id, hash));
      return values;
    });
  }

  async acquire(id: ExecutionId): Promise<number> {
    const { epoch } = await this.change(id, true, (facts) => {
      const next = facts.epoch + 1;
      return [
        { type: 'acquired', epoch: next },
        { ...facts, epoch: next },
      ];
    });
    return epoch;
  }

  append(batch: CommitBatch, { strict }: { readonly strict: boolean }): Promise<void> {
    return this.serial(async () => {
      const { file, facts } = await this.ensure(batch.execution);
      checkAppend(batch, facts);
      await file.append(batch, facts, strict);
    });
  }

  async rename(id: ExecutionId, name: string | undefined): Promise<void> {
    const line: ExecutionLine = { type: 'renamed', ...(name === undefined ? {} : { name }) };
    await this.change(id, false, (facts) => [line, renamed(facts, name)]);
  }
  async remove(id: ExecutionId, at: number): Promise<void> {
    await this.change(id, false, (facts) => [{ type: 'removed', at }, removed(facts, at)]);
  }
  async restore(id: ExecutionId): Promise<void> {
    await this.change(id, false, (facts) => [{ type: 'restored' }, restored(facts)]);
  }

  purge(before: number): Promise<number> {
    return this.serial(async () => {
      const gone = (await this.all()).filter((facts) => wasRemoved(facts, before));
      for (const { record } of gone) {
        await this.at(record.id).file.remove();
        this.opened.delete(record.id);
      }
      return gone.length;
    });
  }

  size(id: ExecutionId): Promise<number> {
    return this.serial(async () => (await this.ensure(id)).facts.bytes);
  }

  close(): Promise<void> {
    return this.serial(async () => {
      for (const { file } of this.opened.values()) await file.close();
    });
  }

  // Within `serial`

  private at(id: ExecutionId): ExecutionFile {
    const known = this.opened.get(id);
    if (known !== undefined) return known;
    const file = new ExecutionFile(join(this.folder, encodeURIComponent(id) + suffix));
    this.opened.set(id, file);
    return file;
  }

  private async ensure(id: ExecutionId): Promise<{ readonly file: ExecutionFile; readonly facts: ExecutionFacts }> {
    const file = this.at(id);
    const facts = await file.facts();
    if (facts === undefined) throw notFound(`execution ${id}`);
    return { file, facts };
  }

  private change(
    id: ExecutionId,
    strict: boolean,
    edit: (facts: ExecutionFacts) => readonly [ExecutionLine, ExecutionFacts],
  ): Promise<ExecutionFacts> {
    return this.serial(async () => {
      const { file, facts } = await this.ensure(id);
      const [line, changed] = edit(facts);
      await file.add(line, changed, strict);
      return changed;
    });
  }

  /** Those that can be read; of the others the problem is kept. */
  private async all(): Promise<ExecutionFacts[]> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith(suffix));
    const found: ExecutionFacts[] = [];
    for (const name of names) {
      try {
        const facts = await this.at(executionId(decodeURIComponent(name.slice(0, -suffix.length)))).facts();
        if (facts !== undefined) found.push(facts);
        this.problems.delete(name);
      } catch (thrown) {
        this.problems.set(name, toErrorInfo(thrown));
      }
    }
    return found;
  }
}

async function valueOf(file: ExecutionFile, id: ExecutionId, hash: ValueHash): Promise<Uint8Array> {
  const bytes = await file.value(hash);
  if (bytes === undefined) throw notFound(`value ${hash} of execution ${id}`);
  return bytes;
}
