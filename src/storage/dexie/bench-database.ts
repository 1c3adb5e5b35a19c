import { Dexie } from 'dexie';
import type { DexieOptions, Table } from 'dexie';
import { schemaVersion, stores } from './schema.ts';
import type {
  DocumentRow,
  EventPackRow,
  ExecutionRow,
  KeyframeRow,
  MetaRow,
  ValueRow,
  WorkflowRow,
  WorkflowVersionRow,
} from './schema.ts';
import { keepNewestVersions } from './upgrades.ts';

/** One connection. Two are open side by side: one whose transactions reach the disk, one whose need not. */
export class BenchDatabase extends Dexie {
  declare readonly workflows: Table<WorkflowRow, string>;
  declare readonly workflowVersions: Table<WorkflowVersionRow, [string, number]>;
  declare readonly executions: Table<ExecutionRow, string>;
  declare readonly documents: Table<DocumentRow, [string, number]>;
  declare readonly eventPacks: Table<EventPackRow, [string, number, number]>;
  declare readonly values: Table<ValueRow, [string, string, number]>;
  declare readonly keyframes: Table<KeyframeRow, [string, string, number]>;
  declare readonly meta: Table<MetaRow, string>;

  constructor(name: string, options: DexieOptions) {
    super(name, options);
    // Version 1 had all tables but one; a database that is made anew needs no upgrade.
    this.version(1).stores({ ...stores, workflowVersions: null });
    this.version(schemaVersion).stores(stores).upgrade(keepNewestVersions);
  }
}
