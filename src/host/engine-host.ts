import type { Clock } from '../base/clock.ts';
import type { CodeRunner, ExpressionEvaluator, NodeExecutor } from '../model/activation.ts';
import { toErrorInfo, type ErrorInfo } from '../model/errors.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { Store } from '../storage/ports.ts';
import type { DriverLocks } from './driver-locks.ts';
import type { EngineClient } from './engine-client.ts';
import { createExecutionsHost, type ExecutionsHost } from './executions-host.ts';
import { createRuntimeFactory } from './runtime-factory.ts';
import type { TabChannel } from './tab-channel.ts';
import { createWorkflowsHost } from './workflows-host.ts';

/** What a host is made of: the adapters of one place (a Web Worker, a test, a terminal). */
export interface EngineHostParts {
  readonly store: Store;
  /** Why the store is not the one that was wanted. */
  readonly storeProblem?: ErrorInfo;
  readonly code: CodeRunner;
  readonly expressions: ExpressionEvaluator;
  readonly sandboxProblem?: () => ErrorInfo | undefined;
  readonly kinds: NodeKinds;
  readonly executors: ReadonlyMap<string, NodeExecutor>;
  readonly clock: Clock;
  readonly locks: DriverLocks;
  readonly tabs: TabChannel;
  readonly createId: () => string;
  /** For the jitter of retries; numbers in [0, 1). */
  readonly random: () => number;
}

export interface EngineHost extends EngineClient {
  readonly executions: ExecutionsHost;
  /** Resolves when everything is saved. */
  flush(): Promise<void>;
  /** Saves everything, lets go of every execution and closes the store. */
  close(): Promise<void>;
}

/** The engine client itself, on the side where the engine runs. */
export function createEngineHost(parts: EngineHostParts): EngineHost {
  const { store, tabs, clock, createId } = parts;
  const now = () => clock.now();
  const workflows = createWorkflowsHost({ store: store.workflows, tabs, now, createId });
  const runtimes = createRuntimeFactory({ ...parts, store: store.executions });
  const executions = createExecutionsHost({ ...parts, workflows, runtimes, now });

  async function close(): Promise<void> {
    await executions.close();
    parts.code.dispose();
    parts.expressions.dispose();
    tabs.close();
    store.close();
  }
  return {
    executions,
    workflows,
    checkSource: (source) => parts.code.check(source),
    checkExpression: expressionFault,
    async health() {
      const sandboxProblem = parts.sandboxProblem?.();
      return {
        store: await store.health(),
        ...(parts.storeProblem === undefined ? {} : { storeProblem: parts.storeProblem }),
        ...(sandboxProblem === undefined ? {} : { sandboxProblem }),
      };
    },
    flush: () => executions.flush(),
    close,
    dispose: () => void close().catch((error: unknown) => globalThis.reportError?.(error)),
  };
}

/** The parser of expressions is not part of the first load. */
async function expressionFault(text: string): Promise<ErrorInfo | undefined> {
  const { analyseExpression } = await import('../sandbox/expression/analyse-expression.ts');
  try {
    analyseExpression(text);
    return undefined;
  } catch (error) {
    return toErrorInfo(error);
  }
}
