import type { GraphNode } from '../../model/graph-document.ts';
import type { WorkflowId } from '../../model/ids.ts';
import { openWorkflow } from '../shell/workflow-actions.ts';
import { openGraph, scopeTarget, type ScopeTarget } from '../workbench/graph-place.ts';
import type { Workbench } from '../workbench/workbench.ts';

export function targetOf({ editor, debug, kinds }: Workbench, node: GraphNode): ScopeTarget | undefined {
  return scopeTarget(node, { editor: editor.store.getState(), debug: debug.store.getState(), kinds });
}

/** Goes into what a node runs; nothing happens where it runs nothing that can be shown. */
export function openScope(workbench: Workbench, node: GraphNode): void {
  const target = targetOf(workbench, node);
  if (target?.type === 'graph') openGraph(workbench, target.graph);
  if (target?.type === 'workflow') goToWorkflow(workbench, target.workflow);
}

/** Opens another workflow to which this one refers; it may not be there. */
export function goToWorkflow(workbench: Workbench, workflow: WorkflowId): void {
  openWorkflow(workbench, workflow).catch((error: unknown) => workbench.toasts.error(error));
}
