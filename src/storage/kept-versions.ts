import type { WorkflowId } from '../model/ids.ts';
import type { StoredVersion, WorkflowRecord, WorkflowVersion } from './ports.ts';
import { pinKey, pinKeysOf, surplusVersions, type VersionFacts } from './version-retention.ts';

interface KeptVersion extends StoredVersion, VersionFacts {
  readonly pins: readonly string[];
}

/** The versions of workflows that a store keeps, for stores that hold them in memory. */
export class KeptVersions {
  /** Versions in the order in which they were saved, which is that of their numbers. */
  private readonly workflows = new Map<WorkflowId, Map<number, KeptVersion>>();
  /** How many kept versions are pinned to a version. */
  private readonly pinned = new Map<string, number>();

  /** Notes the version that a record is, unless it is known, and lets go of what is surplus then. */
  add({ id, version, document, updatedAt }: WorkflowRecord): void {
    const versions = this.workflows.get(id) ?? new Map<number, KeptVersion>();
    if (versions.has(version)) return;
    const pins = pinKeysOf(document);
    const bytes = JSON.stringify(document).length;
    this.workflows.set(id, versions.set(version, { version, savedAt: updatedAt, document, bytes, pins }));
    this.count(pins, 1);
    for (const surplus of surplusVersions([...versions.values()].toReversed())) this.drop(id, surplus);
  }

  get(id: WorkflowId, version: number): StoredVersion | undefined {
    const found = this.workflows.get(id)?.get(version);
    return found && { version, savedAt: found.savedAt, document: found.document };
  }

  /** Newest first. */
  list(id: WorkflowId): readonly WorkflowVersion[] {
    const versions = [...(this.workflows.get(id)?.values() ?? [])];
    return versions.toReversed().map(({ version, savedAt }) => ({ version, savedAt }));
  }

  forget(id: WorkflowId): void {
    for (const { pins } of this.workflows.get(id)?.values() ?? []) this.count(pins, -1);
    this.workflows.delete(id);
  }

  private drop(id: WorkflowId, version: number): void {
    const versions = this.workflows.get(id);
    const found = versions?.get(version);
    if (found === undefined || this.pinned.has(pinKey({ workflow: id, version }))) return;
    this.count(found.pins, -1);
    versions?.delete(version);
  }

  private count(pins: readonly string[], by: 1 | -1): void {
    for (const pin of pins) {
      const count = (this.pinned.get(pin) ?? 0) + by;
      if (count === 0) this.pinned.delete(pin);
      else this.pinned.set(pin, count);
    }
  }
}
