import type { ExecutionSummary } from '../../model/execution.ts';
import type { ExecutionId } from '../../model/ids.ts';
import type { Workbench } from '../workbench/workbench.ts';

/** Looks at an execution; a failure is shown. */
export async function inspectExecution({ debug, toasts }: Workbench, id: ExecutionId | undefined): Promise<void> {
  try {
    await debug.inspect(id);
  } catch (error) {
    toasts.error(error);
  }
}

export async function duplicateExecution(workbench: Workbench, id: ExecutionId): Promise<void> {
  try {
    const copy = await workbench.client.executions.duplicate(id);
    await workbench.debug.inspect(copy.id);
  } catch (error) {
    workbench.toasts.error(error);
  }
}

/** Deletes an execution, with a way back. */
export async function removeExecution(workbench: Workbench, execution: ExecutionSummary): Promise<void> {
  const { client, debug, toasts } = workbench;
  try {
    await client.executions.remove(execution.id);
    if (debug.store.getState().execution?.id === execution.id) await debug.inspect(undefined);
    toasts.show({
      text: `Deleted execution #${execution.number}.`,
      action: { label: 'Undo', run: () => client.executions.restore(execution.id) },
    });
  } catch (error) {
    toasts.error(error);
  }
}
