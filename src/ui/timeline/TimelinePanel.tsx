import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { Branches } from '../branches/Branches.tsx';
import { Console } from '../console/Console.tsx';
import { Tabs } from '../widgets/Tabs.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { Timeline } from './Timeline.tsx';
import { useDebug } from './use-debug.ts';

/**
 * The bottom left panel: Timeline, Console, Branches and whatever the shell puts into Problems.
 * Rows and tabs follow `view.bottomTab`.
 */
export function TimelinePanel(props: {
  readonly problems: ReactNode;
  /** Shown beside the word Problems where there are any. */
  readonly problemCount?: number;
  /** What stands at the right end of the tabs, such as the panel's collapse button. */
  readonly end?: ReactNode;
}) {
  const { view } = useWorkbench();
  const tab = useStore(view, (state) => state.bottomTab);
  const branches = useDebug((state) => state.branches.length);
  return (
    <Tabs
      label="Execution"
      value={tab}
      onChange={(bottomTab) => view.setState({ bottomTab })}
      {...(props.end === undefined ? {} : { end: props.end })}
      tabs={[
        { id: 'timeline', label: 'Timeline', panel: <Timeline /> },
        { id: 'console', label: 'Console', panel: <Console /> },
        { id: 'branches', label: 'Branches', count: branches > 1 ? branches : undefined, panel: <Branches /> },
        {
          id: 'problems',
          label: 'Problems',
          ...(props.problemCount === undefined || props.problemCount === 0
            ? {}
            : { count: props.problemCount, tone: 'bad' as const }),
          panel: props.problems,
        },
      ]}
    />
  );
}
