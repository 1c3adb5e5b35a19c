import { createRuntime } from '../../src/engine/create-runtime.ts';
import type { ExecutionRuntime, RuntimeConfig, RuntimeStart } from '../../src/engine/execution-runtime.ts';
import type { EngineEvent } from '../../src/engine/state.ts';
import type {
  ActivationRequest,
  CodeRunner,
  ExpressionEvaluator,
  NodeExecutor,
  NodeResult,
  NodeTools,
} from '../../src/model/activation.ts';
import type { ExecutionOptions } from '../../src/model/execution.ts';
import { executionId } from '../../src/model/ids.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Value } from '../../src/model/value.ts';
import { createFakeClock } from './fake-clock.ts';
import type { FakeClock } from './fake-clock.ts';
import { MemoryJournal } from './memory-journal.ts';

/** What a node does: gives a value (the write set), or a whole result, at once or later. May throw. */
export type Behaviour = (activation: ActivationRequest, tools: NodeTools) => unknown;
export type Behaviours = Readonly<Record<string, Behaviour>>;

export interface Bench {
  readonly runtime: ExecutionRuntime;
  readonly clock: FakeClock;
  readonly journal: MemoryJournal;
  readonly events: EngineEvent[];
  /** Starts and waits until nothing happens any more. */
  run(request?: RuntimeStart): Promise<Bench>;
  /** Another runtime over what was written so far, as after a reload. */
  reload(): Promise<Bench>;
  /** Committed paths of the head's branch, in order. */
  steps(): string[];
  context(): Promise<Record<string, Value>>;
  dispatch(command: Parameters<ExecutionRuntime['dispatch']>[0]): Promise<Bench>;
}

export interface BenchSettings {
  readonly options?: Partial<ExecutionOptions>;
  readonly config?: Partial<RuntimeConfig>;
  readonly clock?: FakeClock;
  readonly journal?: MemoryJournal;
  /** Whole JSONata, where a test needs more than {@link simple}. */
  readonly expressions?: ExpressionEvaluator;
  /** Of further kinds, beside `test`. */
  readonly executors?: ReadonlyMap<string, NodeExecutor>;
}

export const defaultOptions: ExecutionOptions = {
  seed: 'test',
  durability: 'batched',
  onUncaught: 'pause',
  startPaused: false,
  ordered: false,
};

/** What attempts need of the world. */
export function benchPorts(behaviours: Behaviours, settings: BenchSettings = {}) {
  const execute = (activation: ActivationRequest, tools: NodeTools) => resultOf(activation, tools, behaviours);
  return {
    clock: settings.clock ?? createFakeClock(),
    executors: new Map<string, NodeExecutor>([...(settings.executors ?? []), ['test', { execute }]]),
    code: noCode,
    expressions: settings.expressions ?? expressions,
  };
}

export function createBench(plan: Plan, behaviours: Behaviours = {}, settings: BenchSettings = {}): Bench {
  const journal = settings.journal ?? new MemoryJournal();
  const ports = { ...benchPorts(behaviours, settings), journal };
  const { clock } = ports;
  const runtime = createRuntime({
    plan,
    executionId: executionId('x'),
    options: { ...defaultOptions, ...settings.options },
    random: () => 0.5,
    loadValues: journal.loadValues,
    ports,
    ...settings.config,
  });
  const events: EngineEvent[] = [];
  runtime.subscribe((batch) => void events.push(...batch));
  const bench: Bench = {
    runtime,
    clock,
    journal,
    events,
    async run(request) {
      await runtime.start(request);
      await runtime.whenIdle();
      return bench;
    },
    async reload() {
      runtime.dispose();
      const next = createBench(plan, behaviours, { ...settings, clock, journal: journal.reopened() });
      await next.runtime.restoreFrom({ events: journal.saved(), keyframes: journal.keyframes });
      return next;
    },
    steps: () => runtime.path().flatMap(({ source, path }) => (source === 'step' && path !== undefined ? [path] : [])),
    async context() {
      const entries = await Promise.all(
        runtime.contextAt().entries.map(async ({ key, value }) => [key, (await runtime.value(value.hash))?.value]),
      );
      return Object.fromEntries(entries) as Record<string, Value>;
    },
    async dispatch(command) {
      await runtime.dispatch(command);
      await runtime.whenIdle();
      return bench;
    },
  };
  return bench;
}

function resultOf(
  activation: ActivationRequest,
  tools: NodeTools,
  behaviours: Behaviours,
): NodeResult | Promise<NodeResult> {
  const { node, variant } = activation;
  const behaviour = behaviours[`${node}/${variant}`] ?? behaviours[node];
  try {
    const given = behaviour?.(activation, tools);
    return given instanceof Promise ? given.then(toResult, toFailure) : toResult(given);
  } catch (thrown) {
    return toFailure(thrown);
  }
}

const toResult = (given: unknown): NodeResult =>
  typeof given === 'object' && given !== null && 'type' in given
    ? (given as NodeResult)
    : { type: 'returned', value: given };

const toFailure = (thrown: unknown): NodeResult => ({
  type: 'failed',
  error: { code: 'node/threw', message: thrown instanceof Error ? thrown.message : String(thrown) },
});

export const noCode: CodeRunner = {
  run: () => Promise.reject(new Error('These tests run no code.')),
  check: () => Promise.resolve(undefined),
  dispose() {},
};

/** A little of JSONata, at once: `x`, `$not(x)`, `x < 3`, `x = 3`, `x > y`; `later(x)` gives a promise. */
const expressions: ExpressionEvaluator = {
  evaluate(expression, context) {
    const later = /^later\((.*)\)$/.exec(expression);
    if (later !== null) return Promise.resolve().then(() => simple(later[1] ?? '', (name) => context.get(name)));
    return simple(expression, (name) => context.get(name));
  },
  dispose() {},
};

function simple(expression: string, get: (name: string) => Value): Value {
  const not = /^\$not\((\w+)\)$/.exec(expression);
  if (not !== null) return get(not[1] ?? '') !== true;
  const [left = '', operator, right = ''] = expression.split(/\s*([<>=])\s*/);
  const value = (text: string): Value => (/^\d+$/.test(text) ? Number(text) : get(text));
  if (operator === undefined) return value(left);
  const [a, b] = [value(left) as number, value(right) as number];
  return operator === '<' ? a < b : operator === '>' ? a > b : a === b;
}

/** A promise that the test settles. */
export function createGate<T = unknown>() {
  let open: (value: T) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

/** Lets promises that are settled already have their effects. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};
