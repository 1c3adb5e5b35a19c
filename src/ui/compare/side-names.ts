import { useQuery } from '@tanstack/react-query';
import type { Point } from '../detail/queries.ts';
import { rowReference } from '../timeline/names.ts';
import { useDebug } from '../timeline/use-debug.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import type { SideData } from './use-side.ts';

/** What heads a column of each side. */
export interface SideNames {
  readonly left: string;
  readonly right: string;
}

interface SidePoint {
  readonly point: Point;
  readonly data: SideData;
}

/** What tells the sides apart: the execution, or the branch, or else the step. */
export function useSideNames(left: SidePoint, right: SidePoint): SideNames {
  const { client } = useWorkbench();
  const own = useDebug((state) => state.execution);
  const elsewhere = left.point.execution !== right.point.execution;
  const { data } = useQuery({
    networkMode: 'always',
    queryKey: ['execution-number', left.point.execution],
    queryFn: async () => (await client.executions.get(left.point.execution)).number,
    enabled: elsewhere,
  });
  if (elsewhere) return { left: data === undefined ? 'other execution' : `#${data}`, right: `#${own?.number ?? ''}` };
  const [a, b] = [rowAt(left), rowAt(right)];
  if (a === undefined || b === undefined) return { left: 'left', right: 'right' };
  if (a.branch !== b.branch) return { left: `branch ${a.branch}`, right: `branch ${b.branch}` };
  return { left: rowReference(a), right: rowReference(b) };
}

function rowAt({ point, data: { timeline } }: SidePoint) {
  return timeline?.rows[timeline.rowOf.get(point.checkpoint) ?? -1];
}
