import type { Clock } from '../base/clock.ts';
import type { CodeRunner, ExpressionEvaluator } from '../model/activation.ts';
import { nodeExecutors } from '../nodes/executors.ts';
import { nodeKinds } from '../nodes/registry.ts';
import { createInlineCodeRunner } from '../sandbox/inline/inline-code-runner.ts';
import { createInlineExpressionEvaluator } from '../sandbox/inline/inline-expression-evaluator.ts';
import { createMemoryStore } from '../storage/memory/memory-store.ts';
import type { Store } from '../storage/ports.ts';
import { createLocalLocks, type DriverLocks } from './driver-locks.ts';
import { createEngineHost, type EngineHost } from './engine-host.ts';
import { noTabs, type TabChannel } from './tab-channel.ts';

export interface InlineHostOptions {
  readonly clock: Clock;
  readonly createId: () => string;
  readonly random: () => number;
  readonly store?: Store;
  readonly code?: CodeRunner;
  readonly expressions?: ExpressionEvaluator;
  readonly locks?: DriverLocks;
  readonly tabs?: TabChannel;
}

/**
 * The whole engine in the caller's thread: for tests and for trusted code. User code shares the process; where it is
 * not trusted, the Web Worker host is the one to use.
 */
export function createInlineHost(options: InlineHostOptions): EngineHost {
  return createEngineHost({
    store: options.store ?? createMemoryStore(),
    code: options.code ?? createInlineCodeRunner(),
    expressions: options.expressions ?? createInlineExpressionEvaluator(),
    kinds: nodeKinds,
    executors: nodeExecutors,
    clock: options.clock,
    locks: options.locks ?? createLocalLocks(),
    tabs: options.tabs ?? noTabs,
    createId: options.createId,
    random: options.random,
  });
}
