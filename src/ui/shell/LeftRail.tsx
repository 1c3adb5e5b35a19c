import { useStore } from 'zustand';
import { Tabs } from '../widgets/Tabs.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { Build } from './Build.tsx';
import { ExecutionList, WorkflowList } from './LibraryLists.tsx';
import styles from './LeftRail.module.css';

/** Workflows, what to build with, and executions. */
export function LeftRail() {
  const { view } = useWorkbench();
  const tab = useStore(view, (state) => state.leftTab);
  return (
    <aside className={styles['rail']} aria-label="Library">
      <Tabs
        label="Library"
        value={tab}
        onChange={(leftTab) => view.setState({ leftTab })}
        tabs={[
          { id: 'workflows', label: 'Workflows', panel: <WorkflowList /> },
          { id: 'build', label: 'Build', panel: <Build /> },
          { id: 'executions', label: 'Executions', panel: <ExecutionList /> },
        ]}
      />
    </aside>
  );
}
