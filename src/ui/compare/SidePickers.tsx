import { useQuery } from '@tanstack/react-query';
import ArrowLeftRight from 'lucide-react/icons/arrow-left-right';
import type { ExecutionSummary } from '../../model/execution.ts';
import { executionId } from '../../model/ids.ts';
import type { CheckpointId } from '../../model/ids.ts';
import type { Point } from '../detail/queries.ts';
import { namesOf, rowReference, rowTitle } from '../timeline/names.ts';
import { useDebug } from '../timeline/use-debug.ts';
import { IconButton } from '../widgets/Button.tsx';
import { Select } from '../widgets/Select.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { pointChoices, useTimelineOf } from './use-side.ts';
import type { SideTimeline } from './use-side.ts';
import styles from './Compare.module.css';

const none = '' as const;

/** Which two points are compared. The right one is the selected step; the left one may be of another execution. */
export function SidePickers({ left, right }: { readonly left: Point | undefined; readonly right: Point }) {
  const { debug } = useWorkbench();
  const executions = useExecutions();
  const leftExecution = left?.execution ?? right.execution;
  const leftTimeline = useTimelineOf(leftExecution);
  const rightTimeline = useTimelineOf(right.execution);
  const leftPoints = usePoints(leftTimeline, left?.checkpoint);
  const rightPoints = usePoints(rightTimeline, right.checkpoint);
  const chooseExecution = (id: string) => {
    const chosen = executions.find((candidate) => candidate.id === id);
    if (chosen !== undefined) debug.compare({ execution: chosen.id, checkpoint: chosen.head });
  };
  const swapSides = () => {
    if (left === undefined || left.execution !== right.execution) return;
    debug.compare(right);
    debug.select(left.checkpoint);
  };
  return (
    <div className={styles['pickers']}>
      <Select
        label="Left execution"
        hideLabel
        small
        value={String(leftExecution)}
        onChange={chooseExecution}
        options={executions.map((execution) => ({ value: String(execution.id), label: executionName(execution) }))}
      />
      <Select
        label="Left side"
        hideLabel
        small
        value={String(left?.checkpoint ?? none)}
        onChange={(value) => {
          if (value !== none)
            debug.compare({ execution: executionId(leftExecution), checkpoint: value as CheckpointId });
        }}
        options={left === undefined ? [{ value: none, label: 'Choose…' }, ...leftPoints] : leftPoints}
      />
      <IconButton
        label="Swap sides"
        icon={<ArrowLeftRight />}
        disabled={left === undefined || left.execution !== right.execution}
        onClick={swapSides}
      />
      <Select
        label="Right side"
        hideLabel
        small
        value={String(right.checkpoint)}
        onChange={(value) => debug.select(value as CheckpointId)}
        options={rightPoints}
      />
    </div>
  );
}

function usePoints(timeline: SideTimeline | undefined, chosen: CheckpointId | undefined) {
  const names = namesOf(useDebug((state) => state.document));
  const nameOf = (checkpoint: CheckpointId) => {
    const row = timeline?.rows[timeline.rowOf.get(checkpoint) ?? -1];
    return row === undefined ? checkpoint : `${rowReference(row)} ${rowTitle(row, names)}`;
  };
  return pointChoices(timeline, chosen, nameOf).map(({ checkpoint, label }) => ({ value: String(checkpoint), label }));
}

/** The workflow's executions, the one under inspection always among them. */
function useExecutions(): readonly ExecutionSummary[] {
  const { client } = useWorkbench();
  const own = useDebug((state) => state.execution);
  const listed = useQuery({
    networkMode: 'always',
    queryKey: ['executions', own?.workflow],
    queryFn: () => client.executions.list(own?.workflow),
    enabled: own !== undefined,
  });
  const others = (listed.data ?? []).filter((execution) => execution.id !== own?.id);
  return own === undefined ? others : [own, ...others];
}

const executionName = ({ number, name }: ExecutionSummary): string =>
  name === undefined ? `#${number}` : `#${number} ${name}`;
