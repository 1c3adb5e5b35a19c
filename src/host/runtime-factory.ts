import type { Clock } from '../base/clock.ts';
import { storedFromEncoding } from '../context/store-value.ts';
import { createRuntime } from '../engine/create-runtime.ts';
import type { EnginePorts } from '../engine/ports.ts';
import type { ExecutionRuntime, LoadValues, RuntimeConfig } from '../engine/execution-runtime.ts';
import type { CodeRunner, ExpressionEvaluator, NodeExecutor } from '../model/activation.ts';
import type { ExecutionOptions } from '../model/execution.ts';
import type { ValueHash } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import type { ExecutionHead, ExecutionRecord, ExecutionStore } from '../storage/ports.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';

export interface RuntimeRequest {
  readonly record: ExecutionRecord;
  readonly plan: Plan;
  readonly options: ExecutionOptions;
  /** From `ExecutionStore.acquire`. */
  readonly epoch: number;
  /** Hashes of values that the store has already. */
  readonly savedValues?: Iterable<ValueHash>;
}

/** Makes the runtime of one execution with a journal of its own. */
export interface RuntimeFactory {
  /** What steps are run again with. */
  readonly ports: Omit<EnginePorts, 'journal'>;
  create(request: RuntimeRequest): { readonly runtime: ExecutionRuntime; readonly journal: GroupCommit };
}

export interface RuntimeFactoryOptions {
  readonly store: ExecutionStore;
  readonly clock: Clock;
  readonly executors: ReadonlyMap<string, NodeExecutor>;
  readonly code: CodeRunner;
  readonly expressions: ExpressionEvaluator;
  readonly random: () => number;
}

export function createRuntimeFactory(options: RuntimeFactoryOptions): RuntimeFactory {
  const { store, clock, executors, code, expressions, random } = options;
  return {
    ports: { clock, executors, code, expressions },
    create({ record, plan, options: executionOptions, epoch, savedValues }) {
      const journal = createGroupCommit({
        store,
        execution: record.id,
        epoch,
        durability: executionOptions.durability,
        clock,
        head: () => toHead(runtime),
        ...(savedValues === undefined ? {} : { savedValues }),
      });
      const runtime: ExecutionRuntime = createRuntime({
        plan,
        ports: { clock, executors, code, expressions, journal },
        executionId: record.id,
        options: executionOptions,
        random,
        loadValues: valueLoader(record, store),
      } satisfies RuntimeConfig);
      return { runtime, journal };
    },
  };
}

function valueLoader({ id }: ExecutionRecord, store: ExecutionStore): LoadValues {
  return async (hashes) => {
    const encoded = await store.readValues(id, hashes);
    return new Map([...encoded].map(([hash, bytes]) => [hash, storedFromEncoding(bytes, hash)]));
  };
}

function toHead({ summary }: ExecutionRuntime): ExecutionHead {
  const { status, pause, error, head, branch, branches, steps, lastSeq, contextKeys, contextBytes, updatedAt } =
    summary;
  return {
    status,
    ...(pause === undefined ? {} : { pause }),
    ...(error === undefined ? {} : { error }),
    head,
    branch,
    branches,
    steps,
    lastSeq,
    contextKeys,
    contextBytes,
    updatedAt,
  };
}
