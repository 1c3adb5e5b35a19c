import type { EngineClient, ExecutionsClient, WorkflowsClient } from '../host/engine-client.ts';
import type { ExecutionId, WorkflowId } from '../model/ids.ts';
import type { ExecutionSummary } from '../model/execution.ts';
import { WtbError } from '../model/errors.ts';
import type { WorkflowRecord } from '../storage/ports.ts';
import { openWorkflow } from '../ui/shell/workflow-actions.ts';
import type { Workbench } from '../ui/workbench/workbench.ts';

/**
 * `window.wtb`: the engine client for people's consoles and for browser-driven demos. Every command of an execution
 * takes its id; `whenIdle()` without one means the execution on screen.
 *
 * ```js
 * const run = await wtb.start({ workflow: 'language-detective' });
 * await wtb.whenIdle(run.id);
 * await wtb.context(run.id);
 * await wtb.step(run.id, undefined, 'into');
 * await wtb.rollback(run.id, 'map[12]/score'); // a path names the step; fork, step, context, diff and swap take one, too
 * await wtb.send(run.id, { name: 'paid', key: '7', value: { amount: 12 } });
 * ```
 */
export interface WtbConsole extends Omit<ExecutionsClient, 'whenIdle'> {
  readonly workflows: WorkflowsConsole;
  /** Resolves when the execution (the one on screen where none is named) neither runs nor pauses, and everything is saved: edits, too. */
  whenIdle(id?: ExecutionId): Promise<ExecutionSummary | undefined>;
  readonly health: EngineClient['health'];
}

export interface WorkflowsConsole extends Omit<WorkflowsClient, 'create'> {
  /** Takes JSON or YAML text. Rejects with the first problem; `error.info.place` says where. */
  import(text: string): Promise<WorkflowRecord>;
  export(id: WorkflowId, format?: 'json' | 'yaml'): Promise<string>;
  /** Shows the workflow on screen, with the newest of its executions. */
  open(id: WorkflowId): Promise<void>;
}

declare global {
  interface Window {
    wtb?: WtbConsole;
  }
}

export function createConsole(workbench: Workbench): WtbConsole {
  const { client, editor, debug } = workbench;
  const { executions, workflows } = client;
  const own = {
    workflows: overlay<WorkflowsConsole>(workflows, {
      async import(text: string) {
        const { parseDocument } = await import('../graph/parse.ts');
        const { withPlaces } = await import('../graph/layout.ts');
        const parsed = parseDocument(text);
        if ('errors' in parsed) throw new WtbError(parsed.errors[0]!);
        return workflows.create(withPlaces(parsed.document));
      },
      async export(id: WorkflowId, format: 'json' | 'yaml' = 'json') {
        const { formatDocument } = await import('../graph/parse.ts');
        return formatDocument((await workflows.get(id)).document, format);
      },
      open: (id: WorkflowId) => openWorkflow(workbench, id),
    }),
    async whenIdle(id: ExecutionId | undefined = debug.store.getState().execution?.id) {
      await editor.flush();
      return id === undefined ? undefined : executions.whenIdle(id);
    },
    health: () => client.health(),
  };
  return overlay<WtbConsole>(executions, own);
}

/** `base` with some of its members replaced or added. */
function overlay<T extends object>(base: object, own: Partial<T>): T {
  return new Proxy(own as T, {
    get: (target, name) => (name in target ? Reflect.get(target, name) : Reflect.get(base, name)) as unknown,
  });
}
