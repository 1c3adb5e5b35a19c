import type { WorkflowId } from '../../model/ids.ts';
import { KeptVersions } from '../kept-versions.ts';
import type { StoredVersion, WorkflowRecord, WorkflowStore, WorkflowVersion } from '../ports.ts';
import { notFound, versionConflict } from '../storage-error.ts';
import type { LineFile } from './line-file.ts';
import type { Serial } from './serial.ts';

type WorkflowLine =
  | { readonly type: 'saved'; readonly record: WorkflowRecord }
  | { readonly type: 'purged'; readonly id: WorkflowId };

/** All workflows in one file: each change is the whole record, the last line about a workflow holds; earlier ones are its versions. */
export class FileWorkflows implements WorkflowStore {
  private readonly records = new Map<WorkflowId, WorkflowRecord>();
  private readonly kept = new KeptVersions();
  private readonly file: LineFile;
  private readonly serial: Serial;

  constructor(file: LineFile, serial: Serial) {
    this.file = file;
    this.serial = serial;
  }

  list(): Promise<readonly WorkflowRecord[]> {
    return this.serial(async () =>
      [...(await this.all()).values()]
        .filter(({ deletedAt }) => deletedAt === undefined)
        .sort((a, b) => b.updatedAt - a.updatedAt),
    );
  }
  get(id: WorkflowId): Promise<WorkflowRecord | undefined> {
    return this.serial(async () => {
      const record = (await this.all()).get(id);
      return record?.deletedAt === undefined ? record : undefined;
    });
  }
  save(record: Omit<WorkflowRecord, 'version'>, basedOn: number): Promise<WorkflowRecord> {
    return this.serial(async () => {
      const found = (await this.all()).get(record.id)?.version ?? 0;
      if (found !== basedOn) throw versionConflict(record.id, basedOn, found);
      return this.put({ ...record, version: found + 1 });
    });
  }
  versions(id: WorkflowId): Promise<readonly WorkflowVersion[]> {
    return this.serial(async () => {
      await this.all();
      return this.kept.list(id);
    });
  }
  getVersion(id: WorkflowId, version: number): Promise<StoredVersion | undefined> {
    return this.serial(async () => {
      await this.all();
      return this.kept.get(id, version);
    });
  }
  setBreakpoints(id: WorkflowId, breakpoints: WorkflowRecord['breakpoints']): Promise<void> {
    return this.change(id, (record) => ({ ...record, breakpoints }));
  }
  remove(id: WorkflowId, at: number): Promise<void> {
    return this.change(id, (record) => ({ ...record, deletedAt: at }));
  }
  restore(id: WorkflowId): Promise<void> {
    return this.change(id, ({ deletedAt: _deletedAt, ...record }) => record);
  }
  purge(before: number): Promise<number> {
    return this.serial(async () => {
      const gone = [...(await this.all()).values()].filter(({ deletedAt }) => (deletedAt ?? Infinity) < before);
      for (const { id } of gone) await this.add({ type: 'purged', id });
      return gone.length;
    });
  }

  private change(id: WorkflowId, edit: (record: WorkflowRecord) => WorkflowRecord): Promise<void> {
    return this.serial(async () => {
      const record = (await this.all()).get(id);
      if (record === undefined) throw notFound(`workflow ${id}`);
      await this.put(edit(record));
    });
  }

  private async put(record: WorkflowRecord): Promise<WorkflowRecord> {
    await this.add({ type: 'saved', record });
    return record;
  }

  private async add(line: WorkflowLine): Promise<void> {
    await this.file.append(line, true);
    this.apply(line);
  }

  private async all(): Promise<ReadonlyMap<WorkflowId, WorkflowRecord>> {
    const added = await this.file.readNew((lines) => lines.map((line) => this.file.parse(line) as WorkflowLine));
    for (const line of added ?? []) this.apply(line);
    return this.records;
  }

  private apply(line: WorkflowLine): void {
    if (line.type === 'saved') {
      this.records.set(line.record.id, line.record);
      this.kept.add(line.record);
    } else {
      this.records.delete(line.id);
      this.kept.forget(line.id);
    }
  }
}
