import type { Clock } from '../../src/base/clock.ts';
import { createEmitter } from '../../src/base/emitter.ts';
import type { ExecutionsClient, WorkflowsClient } from '../../src/host/engine-client.ts';
import type { Breakpoint } from '../../src/model/breakpoint.ts';
import { WtbError } from '../../src/model/errors.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { workflowId, type WorkflowId } from '../../src/model/ids.ts';
import type { WorkflowRecord } from '../../src/storage/ports.ts';

/** A clock that stands still until it is told to go on; timers fire in order. */
export function createManualClock(): Clock & { advance(ms: number): void } {
  let now = 1_000_000;
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    monotonic: () => now,
    setTimer(at, callback) {
      const timer = { at, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(ms) {
      now += ms;
      for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
        if (timer.at > now || !timers.delete(timer)) continue;
        timer.callback();
      }
    },
  };
}

/** Workflows in memory with versions and conflicts as a store has them, and ways to make saving slow or fail. */
export class MemoryWorkflows implements Pick<WorkflowsClient, 'get' | 'save' | 'subscribe'> {
  readonly records = new Map<WorkflowId, WorkflowRecord>();
  readonly saves: GraphDocument[] = [];
  failure: WtbError | undefined;
  /** While set, saves wait for it. */
  gate: Promise<void> | undefined;
  private readonly changes = createEmitter<{ readonly id: WorkflowId }>();

  put(document: GraphDocument): WorkflowId {
    const id = workflowId(document.id);
    const version = (this.records.get(id)?.version ?? 0) + 1;
    const breakpoints = this.records.get(id)?.breakpoints ?? [];
    this.records.set(id, { id, document, version, createdAt: 0, updatedAt: 0, breakpoints });
    this.changes.emit({ id });
    return id;
  }

  async get(id: WorkflowId): Promise<WorkflowRecord> {
    await Promise.resolve();
    const found = this.records.get(id);
    if (found === undefined) throw new WtbError({ code: 'storage/not-found', message: `No workflow ${id}.` });
    return found;
  }

  async save(id: WorkflowId, document: GraphDocument, basedOn: number): Promise<WorkflowRecord> {
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    const found = await this.get(id);
    if (found.version !== basedOn) {
      throw new WtbError({ code: 'storage/conflict', message: 'A newer version is there.' });
    }
    this.saves.push(document);
    const stored = { ...found, document, version: basedOn + 1 };
    this.records.set(id, stored);
    this.changes.emit({ id });
    return stored;
  }

  subscribe: WorkflowsClient['subscribe'] = (listener) => this.changes.subscribe(listener);

  readonly executions: Pick<ExecutionsClient, 'setBreakpoints'> = {
    setBreakpoints: async (id: WorkflowId, breakpoints: readonly Breakpoint[]) => {
      const found = await this.get(id);
      this.records.set(id, { ...found, breakpoints });
      this.changes.emit({ id });
    },
  };
}

/** Lets everything that waits only for promises happen. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}
