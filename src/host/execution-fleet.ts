import type { Dispose } from '../base/disposable.ts';
import { decodeValue } from '../context/codec.ts';
import type { RuntimeStart } from '../engine/execution-runtime.ts';
import { hashesOf } from '../model/event-values.ts';
import { WtbError } from '../model/errors.ts';
import type { ExecutionOptions } from '../model/execution.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import {
  branchNumber,
  checkpointId,
  executionId,
  seq,
  type ExecutionId,
  type ValueHash,
  type WorkflowId,
} from '../model/ids.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { Plan } from '../model/plan.ts';
import type { Value } from '../model/value.ts';
import type { ExecutionHead, ExecutionRecord, Store, StoredExecution } from '../storage/ports.ts';
import type { DriverLocks } from './driver-locks.ts';
import { ensurePlan } from './ensure-plan.ts';
import type { EventListener } from './event-feed.ts';
import { createExecutionLog } from './execution-log.ts';
import { createLiveExecution, type LiveExecution } from './live-execution.ts';
import type { RuntimeFactory } from './runtime-factory.ts';
import type { TabChannel } from './tab-channel.ts';

/** The executions that this host drives. Each is held under a lock that no other tab has at the same time. */
export interface ExecutionFleet {
  create(creation: Creation): Promise<LiveExecution>;
  /** Takes the execution up where it was saved, unless it is alive here already. Rejects `execution/driven-elsewhere`. */
  ensure(id: ExecutionId): Promise<LiveExecution>;
  /** Only when it is alive here. */
  find(id: ExecutionId): Promise<LiveExecution | undefined>;
  all(): Promise<readonly LiveExecution[]>;
  /** Saves and lets go, whoever asks for it next takes it up again. */
  letGo(id: ExecutionId): Promise<void>;
  isDriven(id: ExecutionId): Promise<boolean>;
  /** Resolves when no tab drives it; rejects when `signal` is aborted before. */
  whenUndriven(id: ExecutionId, signal: AbortSignal): Promise<void>;
  ensureStored(id: ExecutionId): Promise<StoredExecution>;
  /** A value that some event of the execution names. */
  readonly readValue: (id: ExecutionId, hash: ValueHash) => Promise<Value>;
}

export interface FleetOptions {
  readonly store: Store;
  readonly kinds: NodeKinds;
  readonly locks: DriverLocks;
  readonly tabs: TabChannel;
  readonly runtimes: RuntimeFactory;
  readonly now: () => number;
  readonly createId: () => string;
  readonly onEvents: EventListener;
  /** A list that shows the execution is out of date. */
  onChange(record: ExecutionRecord): void;
}

export interface Creation {
  readonly workflow: WorkflowId;
  readonly document: GraphDocument;
  readonly plan: Plan;
  readonly name?: string | undefined;
  readonly options: Partial<ExecutionOptions>;
  readonly begin: RuntimeStart;
}

const lockName = (id: ExecutionId) => `wtb:execution:${id}`;

export function createExecutionFleet(options: FleetOptions): ExecutionFleet {
  const { store, locks } = options;
  const alive = new Map<ExecutionId, Promise<LiveExecution>>();

  function add(id: ExecutionId, opening: Promise<LiveExecution>): Promise<LiveExecution> {
    alive.set(id, opening);
    opening.catch(() => alive.delete(id));
    return opening;
  }

  async function make(id: ExecutionId, creation: Creation): Promise<LiveExecution> {
    const release = await ensureLock(id);
    try {
      const executionOptions = { ...defaultOptions(id), ...creation.options };
      const record = await store.executions.create(
        newRecord(id, creation, executionOptions, options.now()),
        newHead(options.now()),
      );
      const live = await bringUp({ record, plan: creation.plan, options: executionOptions, release, saved: undefined });
      await live.runtime.start(creation.begin);
      return live;
    } catch (error) {
      release();
      throw error;
    }
  }

  async function takeUp(id: ExecutionId): Promise<LiveExecution> {
    const release = await ensureLock(id);
    try {
      const saved = await ensureStored(id);
      const started = saved.events[0];
      return await bringUp({
        record: saved.record,
        plan: ensurePlan(saved.record.document, options.kinds),
        options: started?.type === 'execution-started' ? started.options : defaultOptions(id),
        release,
        saved,
      });
    } catch (error) {
      release();
      throw error;
    }
  }

  interface BringUp {
    readonly record: ExecutionRecord;
    readonly plan: Plan;
    readonly options: ExecutionOptions;
    readonly release: Dispose;
    readonly saved: StoredExecution | undefined;
  }

  async function bringUp({ record, plan, options: own, release, saved }: BringUp): Promise<LiveExecution> {
    const epoch = await store.executions.acquire(record.id);
    const { runtime, journal } = options.runtimes.create({
      record,
      plan,
      options: own,
      epoch,
      ...(saved === undefined ? {} : { savedValues: hashesOf(saved.events) }),
    });
    const log = createExecutionLog(
      {
        edit: (changes) => runtime.dispatch({ type: 'edit-context', changes }),
        load: ({ hash }) => readValue(record.id, hash),
      },
      record.document,
      saved?.events,
    );
    const live = createLiveExecution({
      record,
      runtime,
      journal,
      log,
      tabs: options.tabs,
      release,
      onChange: () => options.onChange(record),
    });
    live.feed.subscribe(options.onEvents);
    if (saved !== undefined) await runtime.restoreFrom({ events: saved.events, keyframes: saved.keyframes });
    const breakpoints = (await store.workflows.get(record.workflow))?.breakpoints ?? [];
    if (saved !== undefined || breakpoints.length > 0) await runtime.dispatch({ type: 'set-breakpoints', breakpoints });
    return live;
  }

  async function ensureLock(id: ExecutionId): Promise<Dispose> {
    const release = await locks.acquire(lockName(id));
    if (release !== undefined) return release;
    throw new WtbError({
      code: 'execution/driven-elsewhere',
      message: 'Another tab drives this execution.',
      remedy: 'Watch it here, or close the other tab and try again.',
    });
  }

  async function ensureStored(id: ExecutionId): Promise<StoredExecution> {
    const saved = await store.executions.load(id);
    if (saved !== undefined) return saved;
    throw new WtbError({
      code: 'execution/not-found',
      message: `There is no execution ${id} here.`,
      remedy: 'It may have been deleted; choose one from the list.',
    });
  }

  async function readValue(id: ExecutionId, hash: ValueHash): Promise<Value> {
    const known = await (await find(id))?.runtime.value(hash);
    return known === undefined ? decodeValue(await store.executions.readValue(id, hash)) : known.value;
  }

  const find = (id: ExecutionId) => (alive.get(id) ?? Promise.resolve(undefined)).catch(() => undefined);

  return {
    create: (creation) => {
      const id = executionId(options.createId());
      return add(id, make(id, creation));
    },
    ensure: (id) => alive.get(id) ?? add(id, takeUp(id)),
    find,
    async all() {
      const opened = await Promise.all([...alive.keys()].map(find));
      return opened.filter((live) => live !== undefined);
    },
    async letGo(id) {
      const live = await find(id);
      alive.delete(id);
      await live?.close();
    },
    isDriven: (id) => locks.isHeld(lockName(id)),
    whenUndriven: (id, signal) => locks.whenFree(lockName(id), signal),
    ensureStored,
    readValue,
  };
}

export const defaultOptions = (id: ExecutionId): ExecutionOptions => ({
  seed: id,
  durability: 'batched',
  onUncaught: 'pause',
  startPaused: false,
  ordered: false,
});

function newRecord(id: ExecutionId, creation: Creation, options: ExecutionOptions, at: number) {
  const { from } = creation.begin;
  return {
    id,
    workflow: creation.workflow,
    plan: creation.plan.hash,
    document: creation.document,
    createdAt: at,
    durability: options.durability,
    ...(creation.name === undefined ? {} : { name: creation.name }),
    ...(from === undefined ? {} : { forkedFrom: { execution: from.execution, checkpoint: from.checkpoint } }),
  };
}

const newHead = (at: number): ExecutionHead => ({
  status: 'created',
  head: checkpointId(0),
  branch: branchNumber(1),
  branches: 1,
  steps: 0,
  lastSeq: seq(-1),
  contextKeys: 0,
  contextBytes: 0,
  updatedAt: at,
});
