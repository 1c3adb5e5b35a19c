import { useStore } from 'zustand';
import type { DebugState } from '../../debugger/debug-state.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import { useWorkbench } from '../workbench/workbench.ts';

/** A part of the execution under inspection. The selector must give the same reference for the same state. */
export function useDebug<T>(select: (state: DebugState) => T): T {
  return useStore(useWorkbench().debug.store, select);
}

/** The row that the panels look at: the selected step, or the failed attempt that is selected. */
export function selectedRowOf(state: DebugState): TimelineRow | undefined {
  if (state.selectedRow === undefined) return undefined;
  const made = state.selected === undefined ? undefined : state.rows[state.rowOf.get(state.selected) ?? -1];
  if (made?.key === state.selectedRow) return made;
  return state.rows.findLast((row) => row.key === state.selectedRow);
}

export function useSelectedRow(): TimelineRow | undefined {
  return useDebug(selectedRowOf);
}
