import { createRuntime } from '../../src/engine/create-runtime.ts';
import type { ExecutionRuntime } from '../../src/engine/execution-runtime.ts';
import type { Journal } from '../../src/engine/ports.ts';
import { systemClock } from '../../src/host/system-clock.ts';
import type { CodeRunner, ExpressionEvaluator, NodeExecutor } from '../../src/model/activation.ts';
import type { ExecutionOptions } from '../../src/model/execution.ts';
import { executionId } from '../../src/model/ids.ts';
import type { Plan } from '../../src/model/plan.ts';
import { chain, countingExecutor, fanOut, loop, trivialExecutor } from './trivial-kind.ts';
import { per, startWatch } from './watch.ts';
import type { Watched } from './watch.ts';

/** The engine with nothing around it: nothing is stored, and hashed only where that is asked. */

export const options: ExecutionOptions = {
  seed: 'bench',
  durability: 'batched',
  onUncaught: 'fail',
  startPaused: false,
  ordered: false,
};

const nowhere: Journal = {
  append() {},
  flush: () => Promise.resolve(),
  onDurable: () => () => {},
  onFailure: () => () => {},
};
export const noCode: CodeRunner = {
  run: () => Promise.reject(new Error('No code runs here.')),
  check: () => Promise.resolve(undefined),
  dispose() {},
};
export const noExpressions: ExpressionEvaluator = {
  evaluate() {
    throw new Error('No expression is evaluated here.');
  },
  dispose() {},
};

export function bareRuntime(plan: Plan, executor: NodeExecutor, hashing: boolean): ExecutionRuntime {
  return createRuntime({
    plan,
    hashing,
    options,
    executionId: executionId('bench'),
    random: () => 0.5,
    ports: {
      clock: systemClock,
      executors: new Map([['trivial', executor]]),
      code: noCode,
      expressions: noExpressions,
      journal: nowhere,
    },
  });
}

/** What a step costs, from the start until everything is done. */
export async function timeRun(runtime: ExecutionRuntime, steps: number): Promise<Watched> {
  const watch = startWatch();
  await runtime.start();
  await runtime.whenIdle();
  const cost = per(watch(), steps);
  if (runtime.summary.status !== 'completed' || runtime.summary.steps !== steps) {
    throw new Error(`Meant to complete ${steps} steps: ${JSON.stringify(runtime.summary)}`);
  }
  runtime.dispose();
  return cost;
}

export interface Shape {
  readonly name: string;
  readonly steps: number;
  readonly plan: Plan;
  readonly executor: () => NodeExecutor;
}

const thousand = 1000;
export const shapes: readonly Shape[] = [
  { name: 'chain of 1,000', steps: thousand, plan: chain(thousand), executor: countingExecutor },
  { name: 'fan-out of 1,000', steps: thousand + 2, plan: fanOut(thousand), executor: countingExecutor },
  { name: 'loop of 1,000', steps: thousand, plan: loop(), executor: () => trivialExecutor(thousand) },
];
