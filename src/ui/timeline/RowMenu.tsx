import { useState } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import { type MenuEntry, type MenuPoint, PointMenu } from '../widgets/Menu.tsx';
import { pathBreakpointEntries, placeOfRow } from '../workbench/path-breakpoints.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { checkpointOf, useStepActions } from './step-actions.ts';
import { rowId } from './TimelineRowView.tsx';

/**
 * The menu of a row: what its buttons do, and to hold at its place alone the next time. `rowAt` tells which row something in the grid
 * is about; the menu's key opens it at the selected one.
 */
export function useRowMenu(rowAt: (target: Element) => TimelineRow | undefined): {
  readonly open: (event: MouseEvent) => void;
  readonly element: ReactNode;
} {
  const { debug } = useWorkbench();
  const [menu, setMenu] = useState<{ readonly row: TimelineRow; readonly at: MenuPoint }>();
  const open = (event: MouseEvent) => {
    const target = event.target as Element;
    const row = rowAt(target);
    if (row === undefined) return;
    event.preventDefault();
    debug.selectRow(row.key);
    const box = target.closest('[data-row]') === null ? boxOf(row) : undefined;
    setMenu({
      row,
      at: box === undefined ? { x: event.clientX, y: event.clientY } : { x: box.left + 40, y: box.bottom },
    });
  };
  return { open, element: <RowMenu row={menu?.row} at={menu?.at} onClose={() => setMenu(undefined)} /> };
}

const boxOf = ({ key }: TimelineRow) => document.getElementById(rowId(key))?.getBoundingClientRect();

function RowMenu(props: {
  readonly row: TimelineRow | undefined;
  readonly at: MenuPoint | undefined;
  readonly onClose: () => void;
}) {
  const workbench = useWorkbench();
  const actions = useStepActions();
  const { row, at, onClose } = props;
  const checkpoint = checkpointOf(row);
  const place = placeOfRow(row);
  const steps: readonly MenuEntry[] =
    checkpoint === undefined
      ? []
      : [
          { label: 'Roll back to here', onSelect: () => actions.rollback(checkpoint) },
          { label: 'Fork from here', onSelect: () => actions.fork(checkpoint) },
          ...(row?.type === 'failed' ? [] : [{ label: 'Compare', onSelect: () => actions.compare(checkpoint) }]),
        ];
  // Breakpoints are those of the workflow that is open.
  const isOpen = workbench.editor.store.getState().workflow === workbench.debug.store.getState().execution?.workflow;
  const breakpoints = place === undefined || !isOpen ? [] : pathBreakpointEntries(workbench, place.node, place);
  const between: readonly MenuEntry[] = breakpoints.length === 0 ? [] : [{ type: 'separator' }];
  return <PointMenu at={at} items={[...steps, ...between, ...breakpoints]} onClose={onClose} />;
}
