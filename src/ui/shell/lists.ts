import { useQuery } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import type { Dispose } from '../../base/disposable.ts';
import type { EngineClient } from '../../host/engine-client.ts';
import type { WorkflowId } from '../../model/ids.ts';
import { useWorkbench } from '../workbench/workbench.ts';

const workflowsKey = ['workflows'] as const;
const executionsKey = ['executions'] as const;
const healthKey = ['health'] as const;

/** Reads the lists again when a workflow or an execution was made, changed or removed, in this tab or another. */
export function invalidateOnChanges(client: EngineClient, queries: QueryClient): Dispose {
  const invalidate = (key: readonly string[]) => void queries.invalidateQueries({ queryKey: key });
  const stop = [
    client.workflows.subscribe(() => invalidate(workflowsKey)),
    client.executions.subscribeList(() => invalidate(executionsKey)),
  ];
  return () => {
    for (const end of stop) end();
  };
}

export function useWorkflows() {
  const { client } = useWorkbench();
  return useQuery({ queryKey: workflowsKey, queryFn: () => client.workflows.list() });
}

/** The versions of a workflow that are kept, newest first. */
export function useVersions(workflow: WorkflowId) {
  const { client } = useWorkbench();
  const queryKey = [...workflowsKey, 'versions', workflow];
  return useQuery({ queryKey, queryFn: () => client.workflows.versions(workflow) });
}

/** Newest first. */
export function useExecutions(workflow: WorkflowId | undefined) {
  const { client } = useWorkbench();
  return useQuery({
    queryKey: [...executionsKey, workflow],
    queryFn: () => client.executions.list(workflow),
    enabled: workflow !== undefined,
  });
}

export function useHealth() {
  const { client } = useWorkbench();
  return useQuery({ queryKey: healthKey, queryFn: () => client.health(), refetchInterval: 30_000 });
}
