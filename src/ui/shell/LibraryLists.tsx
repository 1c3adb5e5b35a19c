import type { ReactNode } from 'react';
import { useWorkbench } from '../workbench/workbench.ts';
import { DialogBoundary } from './DialogBoundary.tsx';
import { lazyAgain } from './lazy-again.tsx';

// What one builds with is shown first; the lists are asked for when their tab is.
const Workflows = lazyAgain(async () => (await import('./Workflows.tsx')).Workflows);
const Executions = lazyAgain(async () => (await import('./Executions.tsx')).Executions);

function Listed({ children }: { readonly children: ReactNode }) {
  const { toasts } = useWorkbench();
  return <DialogBoundary onFailure={(error) => toasts.error(error)}>{children}</DialogBoundary>;
}

export const WorkflowList = () => (
  <Listed>
    <Workflows />
  </Listed>
);
export const ExecutionList = () => (
  <Listed>
    <Executions />
  </Listed>
);
