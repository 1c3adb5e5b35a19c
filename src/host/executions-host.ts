import { createEmitter } from '../base/emitter.ts';
import { persistentMap } from '../base/persistent-map.ts';
import { bytesOf, diffEntries, type ContextBusPorts, type ContextEntries } from '../context/context-bus.ts';
import { embedWorkflows } from '../graph/embed-workflows.ts';
import { nodeAtPath } from '../graph/node-at-path.ts';
import { matchesActivation } from '../model/activation-path.ts';
import type { Breakpoint } from '../model/breakpoint.ts';
import type { ExecutionCommand } from '../model/command.ts';
import { WtbError } from '../model/errors.ts';
import type { SwapPolicy } from '../model/event.ts';
import type { ExecutionSummary } from '../model/execution.ts';
import {
  branchNumber,
  seq,
  type ActivationNumber,
  type ActivationPath,
  type CheckpointId,
  type ExecutionId,
  type NodeId,
  type VariantId,
  type WorkflowId,
} from '../model/ids.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { ExecutionHead, ExecutionRecord, Store } from '../storage/ports.ts';
import { exportBundle, importBundle } from './bundle.ts';
import { checkNewBreakpoints } from './breakpoint-check.ts';
import type { DriverLocks } from './driver-locks.ts';
import type { ExecutionsClient, Point, StartRequest, WorkflowsClient } from './engine-client.ts';
import { ensurePlan } from './ensure-plan.ts';
import { createExecutionFleet } from './execution-fleet.ts';
import { createExecutionLog, type ExecutionLog } from './execution-log.ts';
import { toSummary } from './live-execution.ts';
import { checkpointAtPath, frameOfPoint, isCheckpointId } from './named-point.ts';
import type { RuntimeFactory } from './runtime-factory.ts';
import { storedWorkflows } from './stored-workflows.ts';
import type { TabChannel } from './tab-channel.ts';
import { replayExecution } from './replay.ts';
import { verifyExecution } from './verify.ts';
import { createWatchers } from './watchers.ts';

export interface ExecutionsHostOptions {
  readonly store: Store;
  readonly workflows: WorkflowsClient;
  readonly kinds: NodeKinds;
  readonly locks: DriverLocks;
  readonly tabs: TabChannel;
  readonly runtimes: RuntimeFactory;
  readonly now: () => number;
  readonly createId: () => string;
}

export interface ExecutionsHost extends ExecutionsClient {
  /** Resolves when everything that this host drives is saved. */
  flush(): Promise<void>;
  /** Saves everything and lets go of every execution. */
  close(): Promise<void>;
}

/** Executions over a store: those that this host drives are alive in its fleet, all others are read. */
export function createExecutionsHost(options: ExecutionsHostOptions): ExecutionsHost {
  const { store, tabs, kinds } = options;
  const listChanges = createEmitter<{ readonly id: ExecutionId; readonly workflow: WorkflowId }>();
  const commands = new Map<ExecutionId, Set<Promise<ExecutionSummary>>>();

  function changed(record: { readonly id: ExecutionId; readonly workflow: WorkflowId }): void {
    listChanges.emit({ id: record.id, workflow: record.workflow });
    tabs.send({ type: 'execution-changed', id: record.id, workflow: record.workflow });
  }

  const fleet = createExecutionFleet({
    ...options,
    onEvents: (events, summary) => watchers.notify(events, summary),
    onChange: changed,
  });
  const watchers = createWatchers({
    isDrivenElsewhere: async (id) => (await fleet.isDriven(id)) && (await fleet.find(id)) === undefined,
    whenUndriven: (id, signal) => fleet.whenUndriven(id, signal),
    get,
  });

  tabs.subscribe((message) => {
    if (message.type === 'execution-changed') {
      listChanges.emit({ id: message.id as ExecutionId, workflow: message.workflow as WorkflowId });
    }
    if (message.type === 'events') watchers.notifyFromElsewhere(message.events, message.summary);
  });

  // ── commands ────────────────────────────────────────────────────────────────────────────────────

  async function start(request: StartRequest): Promise<ExecutionSummary> {
    const asked = request.document ?? (await options.workflows.get(request.workflow)).document;
    const document = await embedWorkflows(asked, storedWorkflows(store.workflows));
    const variants = Object.entries(request.variants ?? {}) as [NodeId, VariantId][];
    const live = await fleet.create({
      workflow: request.workflow,
      document,
      plan: ensurePlan(document, kinds),
      name: request.name,
      options: request.options ?? {},
      begin: {
        variants: new Map(variants),
        ...(request.input === undefined ? {} : { input: request.input }),
      },
    });
    return live.summary();
  }

  const dispatch = (id: ExecutionId, command: ExecutionCommand) => accepted(id, () => carryOut(id, command));

  /** `whenIdle` waits for what is not accepted yet: for a command whose words are still being looked up, too. */
  function accepted(id: ExecutionId, work: () => Promise<ExecutionSummary>): Promise<ExecutionSummary> {
    const underWay = commands.get(id) ?? new Set();
    commands.set(id, underWay);
    const outcome = work().finally(() => underWay.delete(outcome));
    underWay.add(outcome);
    return outcome;
  }

  async function carryOut(id: ExecutionId, command: ExecutionCommand): Promise<ExecutionSummary> {
    const live = await fleet.ensure(id);
    await live.runtime.dispatch(command);
    live.feed.flush();
    return live.summary();
  }

  async function fork(id: ExecutionId, point: Point): Promise<ExecutionSummary> {
    const source = await fleet.ensure(id);
    const at = await checkpointOf(id, point);
    const started = source.log.events[0];
    const live = await fleet.create({
      workflow: source.record.workflow,
      document: source.record.document,
      plan: source.runtime.plan,
      options: { ...(started?.type === 'execution-started' ? started.options : {}), startPaused: true },
      begin: { from: await source.runtime.exportState(at) },
    });
    return live.summary();
  }

  const swap: ExecutionsClient['swap'] = async (id, named, to, policy) => {
    const swapped = async (of: ExecutionId, how: SwapPolicy) =>
      carryOut(of, { type: 'swap', node: await nodeNamed(of, named), to, policy: how });
    if (policy !== 'fork') return accepted(id, () => swapped(id, policy));
    const forked = await fork(id, (await fleet.ensure(id)).runtime.summary.head);
    return accepted(forked.id, () => swapped(forked.id, 'from-here'));
  };

  /** A node by its id in the plan, or by the path of one of its activations. What is neither is left to be refused. */
  async function nodeNamed(id: ExecutionId, named: NodeId | ActivationPath): Promise<NodeId> {
    const { runtime, record } = await fleet.ensure(id);
    if (runtime.plan.nodeIndex.has(named as NodeId)) return named as NodeId;
    return nodeAtPath(record.document, named, kinds) ?? (named as NodeId);
  }

  const step: ExecutionsClient['step'] = (id, named, depth) =>
    accepted(id, async () => {
      const activation = typeof named === 'string' ? await activationAt(id, named) : named;
      return carryOut(id, { type: 'step', ...given({ activation, depth }) });
    });

  async function activationAt(id: ExecutionId, path: ActivationPath): Promise<ActivationNumber> {
    const { live } = (await fleet.ensure(id)).summary();
    const there = live.filter((one) => matchesActivation(path, one.path, one.iteration));
    const found = there.find(({ state }) => state === 'ready' || state === 'failed') ?? there[0];
    if (found !== undefined) return found.activation;
    throw new WtbError({
      code: 'execution/unknown-activation',
      message: `Nothing is live at ${path}.`,
      remedy: `There is: ${live.map((one) => one.path).join(', ') || 'nothing'}.`,
    });
  }

  async function setBreakpoints(workflow: WorkflowId, breakpoints: readonly Breakpoint[]): Promise<void> {
    await checkNewBreakpoints({ store, kinds }, workflow, breakpoints);
    await store.workflows.setBreakpoints(workflow, breakpoints);
    for (const live of await fleet.all()) {
      if (live.record.workflow === workflow) await live.runtime.dispatch({ type: 'set-breakpoints', breakpoints });
    }
  }

  // ── reading ─────────────────────────────────────────────────────────────────────────────────────

  async function logOf(id: ExecutionId): Promise<ExecutionLog> {
    const live = await fleet.find(id);
    if (live !== undefined) return live.log;
    const { record, events } = await fleet.ensureStored(id);
    return createExecutionLog(readOnly(id), record.document, events);
  }

  /** What a point of the client names. */
  async function checkpointOf(id: ExecutionId, point: Point): Promise<CheckpointId> {
    if (isCheckpointId(point)) return point;
    return checkpointAtPath((await logOf(id)).events, (await get(id)).head, point);
  }

  /** The context that a point is about. */
  async function entriesAt(id: ExecutionId, point: Point): Promise<ContextEntries> {
    const log = await logOf(id);
    const checkpoint = await checkpointOf(id, point);
    const frame = frameOfPoint(point);
    const view = log.scopesAt(checkpoint).find(({ scope }) => scope === frame);
    return view === undefined
      ? log.contextAt(checkpoint)
      : persistentMap(view.entries.map((entry) => [entry.key, entry] as const));
  }

  /** A log without an execution behind it: whoever wants to write takes the execution up first. */
  const readOnly = (id: ExecutionId): ContextBusPorts => ({
    edit: (changes) => dispatch(id, { type: 'edit-context', changes }),
    load: ({ hash }) => fleet.readValue(id, hash),
  });

  async function summaryOf(record: ExecutionRecord, head: ExecutionHead): Promise<ExecutionSummary> {
    const live = await fleet.find(record.id);
    if (live !== undefined) return { ...live.summary(), name: record.name };
    const isDriven = await fleet.isDriven(record.id);
    const isInterrupted = !isDriven && (head.status === 'running' || head.status === 'pausing');
    return toSummary(
      record,
      {
        ...head,
        status: isInterrupted ? 'interrupted' : head.status,
        branch: branchNumber(head.branch),
        durableSeq: head.lastSeq,
        live: [],
      },
      isDriven ? 'elsewhere' : 'none',
    );
  }

  async function get(id: ExecutionId): Promise<ExecutionSummary> {
    const row = await store.executions.find(id);
    if (row !== undefined) return summaryOf(row.record, row.head);
    throw new WtbError({
      code: 'execution/not-found',
      message: `There is no execution ${id} here.`,
      remedy: 'It may have been deleted; choose one from the list.',
    });
  }

  const bundleText = async (id: ExecutionId): Promise<string> => {
    await (await fleet.find(id))?.runtime.flush();
    return exportBundle(await fleet.ensureStored(id), store.executions);
  };
  const fromBundle = async (text: string): Promise<ExecutionSummary> => {
    const record = await importBundle(text, options);
    changed(record);
    return get(record.id);
  };

  return {
    start,
    pause: (id, inFlight = 'finish') => dispatch(id, { type: 'pause', inFlight }),
    resume: (id) => dispatch(id, { type: 'resume' }),
    step,
    stepBack: (id) => dispatch(id, { type: 'step-back' }),
    stop: (id) => dispatch(id, { type: 'stop' }),
    rollback: (id, to) => accepted(id, async () => carryOut(id, { type: 'rollback', to: await checkpointOf(id, to) })),
    editContext: (id, changes, scope) => dispatch(id, { type: 'edit-context', changes, ...given({ scope }) }),
    send: (id, message) => dispatch(id, { type: 'send', message }),
    answer: (id, path, value) => dispatch(id, { type: 'answer', path, value }),
    fork,
    swap,
    setBreakpoints,

    get,
    async list(workflow) {
      const rows = await store.executions.list(workflow);
      return Promise.all(rows.map(({ record, head }) => summaryOf(record, head)));
    },
    document: async (id) => ((await fleet.find(id)) ?? (await fleet.ensureStored(id))).record.document,
    events: async (id, from = seq(0)) => (await logOf(id)).from(from),
    async context(id, at) {
      const log = await logOf(id);
      const checkpoint = at === undefined ? (await get(id)).head : await checkpointOf(id, at);
      const entries = log.contextAt(checkpoint);
      const scopes = log.scopesAt(checkpoint);
      const view = { checkpoint, entries: [...entries.values()], bytes: bytesOf(entries) };
      return scopes.length === 0 ? view : { ...view, scopes };
    },
    value: fleet.readValue,
    diff: async (id, a, b, other = id) => diffEntries(await entriesAt(id, a), await entriesAt(other, b)),
    async verify(id) {
      await (await fleet.find(id))?.runtime.flush();
      return verifyExecution(await fleet.ensureStored(id), store.executions, kinds);
    },
    async replay(id) {
      await (await fleet.find(id))?.runtime.flush();
      return replayExecution(await fleet.ensureStored(id), store.executions, { kinds, ports: options.runtimes.ports });
    },

    async rename(id, name) {
      await store.executions.rename(id, name);
      changed(await get(id));
    },
    async remove(id) {
      const summary = await get(id);
      await fleet.ensure(id);
      await fleet.letGo(id);
      await store.executions.remove(id, options.now());
      changed(summary);
    },
    async restore(id) {
      await store.executions.restore(id);
      changed(await get(id));
    },
    duplicate: async (id) => fromBundle(await bundleText(id)),
    exportBundle: bundleText,
    importBundle: fromBundle,
    subscribe: (id, listener) => watchers.subscribe(id, listener),
    subscribeList: (listener) => listChanges.subscribe(listener),
    async whenIdle(id) {
      // A command that is not accepted yet has its consequences before it.
      await Promise.allSettled(commands.get(id) ?? new Set<Promise<ExecutionSummary>>());
      const live = await fleet.find(id);
      await live?.runtime.whenIdle();
      live?.feed.flush();
      return get(id);
    },
    async flush() {
      for (const live of await fleet.all()) await live.runtime.flush();
    },
    async close() {
      for (const live of await fleet.all()) await fleet.letGo(live.record.id);
    },
  };
}

/** Without the fields that are `undefined`. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
