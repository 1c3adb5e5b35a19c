import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { sideOf } from '../../debugger/compare.ts';
import type { Side } from '../../debugger/compare.ts';
import { timelineOf } from '../../debugger/timeline-builder.ts';
import type { Timeline } from '../../debugger/timeline-builder.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import type { CheckpointId, ExecutionId } from '../../model/ids.ts';
import type { Point } from '../detail/queries.ts';
import { useDebug } from '../timeline/use-debug.ts';
import { useWorkbench } from '../workbench/workbench.ts';

export type SideTimeline = Pick<Timeline, 'rows' | 'rowOf' | 'branches' | 'head'>;

export interface SideData {
  readonly timeline: SideTimeline | undefined;
  readonly document: GraphDocument | undefined;
  readonly side: Side;
}

/** One side of a comparison: the steps that led to a point of the execution under inspection, or of another one. */
export function useSide(point: Point | undefined): SideData {
  const timeline = useTimelineOf(point?.execution);
  const document = useDocumentOf(point?.execution);
  const checkpoint = point?.checkpoint;
  const side = useMemo(
    () => (timeline === undefined ? [] : sideOf(timeline.rows, timeline.rowOf, checkpoint)),
    [timeline, checkpoint],
  );
  return { timeline, document, side };
}

export function useTimelineOf(execution: ExecutionId | undefined): SideTimeline | undefined {
  const { client } = useWorkbench();
  const own = useDebug((state) => state.execution?.id);
  const rows = useDebug((state) => state.rows);
  const rowOf = useDebug((state) => state.rowOf);
  const branches = useDebug((state) => state.branches);
  const head = useDebug((state) => state.head);
  const other = useQuery({
    networkMode: 'always',
    queryKey: ['timeline', execution],
    queryFn: async () => {
      if (execution === undefined) throw new Error('No execution is named.');
      return timelineOf(await client.executions.events(execution));
    },
    enabled: execution !== undefined && execution !== own,
  });
  return useMemo(
    () => (execution === own ? { rows, rowOf, branches, head } : other.data),
    [execution, own, rows, rowOf, branches, head, other.data],
  );
}

function useDocumentOf(execution: ExecutionId | undefined): GraphDocument | undefined {
  const { client } = useWorkbench();
  const own = useDebug((state) => state.execution?.id);
  const document = useDebug((state) => state.document);
  const other = useQuery({
    networkMode: 'always',
    staleTime: Number.POSITIVE_INFINITY,
    queryKey: ['execution-document', execution],
    queryFn: async () => {
      if (execution === undefined) throw new Error('No execution is named.');
      return client.executions.document(execution);
    },
    enabled: execution !== undefined && execution !== own,
  });
  return execution === own ? document : other.data;
}

export interface PointChoice {
  readonly checkpoint: CheckpointId;
  readonly label: string;
}

/** The points of an execution that one compares: its head, the ends of its branches, and `also` where it is another. */
export function pointChoices(
  timeline: SideTimeline | undefined,
  also: CheckpointId | undefined,
  nameOf: (checkpoint: CheckpointId) => string,
): readonly PointChoice[] {
  if (timeline === undefined) return [];
  const choices = new Map<CheckpointId, string>();
  if (timeline.head !== undefined) choices.set(timeline.head, `Head · ${nameOf(timeline.head)}`);
  for (const branch of timeline.branches) {
    if (!choices.has(branch.leaf)) choices.set(branch.leaf, `Branch ${branch.number} · ${nameOf(branch.leaf)}`);
  }
  if (also !== undefined && !choices.has(also)) choices.set(also, nameOf(also));
  return [...choices].map(([checkpoint, label]) => ({ checkpoint, label }));
}
