import GitFork from 'lucide-react/icons/git-fork';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { DebugState } from '../../debugger/debug-state.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import { Compare } from '../compare/Compare.tsx';
import { checkpointOf, useStepActions } from '../timeline/step-actions.ts';
import { selectedRowOf, useDebug, useSelectedRow } from '../timeline/use-debug.ts';
import { IconButton } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { Tabs } from '../widgets/Tabs.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { CompareWithMenu } from './CompareWithMenu.tsx';
import { ContextTab } from './ContextTab.tsx';
import { DiffTab } from './DiffTab.tsx';
import { IoTab } from './IoTab.tsx';
import { LogsTab } from './LogsTab.tsx';
import { OpenPathsProvider, useOpenPathsState } from './open-paths.ts';

/** Everything about the selected step. Tabs follow `view.detailTab`; open paths stay open while the step changes. */
export function DetailPanel({ end }: { readonly end?: ReactNode }) {
  const { view } = useWorkbench();
  const tab = useStore(view, (state) => state.detailTab);
  const paths = useOpenPathsState();
  return (
    <OpenPathsProvider value={paths}>
      <Tabs
        label="Step"
        value={tab}
        onChange={(detailTab) => view.setState({ detailTab })}
        end={
          <>
            <StepActions />
            {end}
          </>
        }
        tabs={[
          { id: 'diff', label: 'Diff', panel: <DiffTab /> },
          { id: 'context', label: 'Context', panel: <ContextTab /> },
          { id: 'io', label: 'Input / Output', panel: <IoTab /> },
          { id: 'logs', label: 'Logs', panel: <LogsTab /> },
          { id: 'compare', label: 'Compare', panel: <Compare /> },
        ]}
      />
    </OpenPathsProvider>
  );
}

/** Says which step this is. While the timeline is in view, its toolbar has the verbs; otherwise they are here. */
function StepActions() {
  const { view } = useWorkbench();
  const row = useSelectedRow();
  const words = useDebug(stepWords);
  const elsewhere = useStore(view, (state) => state.bottomTab !== 'timeline');
  const comparing = useStore(view, (state) => state.detailTab === 'compare');
  if (row === undefined) return undefined;
  return (
    <>
      {comparing ? undefined : <Chip title={row.key}>{words}</Chip>}
      <CompareWithMenu />
      {elsewhere ? <MoveActions row={row} /> : undefined}
    </>
  );
}

function MoveActions({ row }: { readonly row: TimelineRow }) {
  const actions = useStepActions();
  const checkpoint = checkpointOf(row);
  const isHead = useDebug((state) => state.head === checkpoint);
  if (checkpoint === undefined) return undefined;
  return (
    <>
      <IconButton
        label="Roll back to here"
        icon={<RotateCcw />}
        disabled={isHead}
        onClick={() => actions.rollback(checkpoint)}
      />
      <IconButton label="Fork from here" icon={<GitFork />} onClick={() => actions.fork(checkpoint)} />
    </>
  );
}

/** `step 5 → 6`, `start`, `edit after 5`. */
function stepWords(state: DebugState): string {
  const row = selectedRowOf(state);
  if (row === undefined) return '';
  switch (row.type) {
    case 'start':
      return 'start';
    case 'failed':
      return `step ${row.step} failed`;
    case 'edit':
      return `edit after step ${row.step}`;
    case 'swap':
      return `swap after step ${row.step}`;
    case 'scope':
      return `${row.path} begins`;
    default:
      return `step ${row.step - 1} → ${row.step}`;
  }
}
