import Blocks from 'lucide-react/icons/blocks';
import FolderOpen from 'lucide-react/icons/folder-open';
import History from 'lucide-react/icons/history';
import X from 'lucide-react/icons/x';
import type { KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { IconButton } from '../widgets/Button.tsx';
import { Tooltip } from '../widgets/Tooltip.tsx';
import type { ViewState } from '../workbench/view-state.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { Build } from './Build.tsx';
import { ExecutionList, WorkflowList } from './LibraryLists.tsx';
import layout from './Layout.module.css';

const rooms = [
  { id: 'workflows', label: 'Workflows', icon: <FolderOpen aria-hidden="true" />, content: <WorkflowList /> },
  { id: 'build', label: 'Build', icon: <Blocks aria-hidden="true" />, content: <Build /> },
  { id: 'executions', label: 'Executions', icon: <History aria-hidden="true" />, content: <ExecutionList /> },
] as const;

const tabId = (room: ViewState['leftTab']): string => `library-tab-${room}`;
const panelId = 'library-panel';

/** The left rail where there is little room: three icons; the chosen one opens its room beside the canvas, until it is closed. */
export function NarrowRail() {
  const { view } = useWorkbench();
  const open = useStore(view, (state) => state.leftOpen);
  const tab = useStore(view, (state) => state.leftTab);
  return (
    <aside className={layout['iconRail']} aria-label="Library">
      <div role="tablist" aria-label="Library" aria-orientation="vertical" className={layout['icons']}>
        {rooms.map((room) => (
          <Tooltip key={room.id} text={room.label} side="right">
            <button
              id={tabId(room.id)}
              type="button"
              role="tab"
              aria-label={room.label}
              aria-selected={open && room.id === tab}
              aria-controls={panelId}
              className={layout['icon']}
              onClick={() => view.setState({ leftTab: room.id, leftOpen: true })}
            >
              {room.icon}
            </button>
          </Tooltip>
        ))}
      </div>
    </aside>
  );
}

/** The room that was chosen in the narrow rail. */
export function NarrowRoom({ onClose }: { readonly onClose: () => void }) {
  const { view } = useWorkbench();
  const tab = useStore(view, (state) => state.leftTab);
  const room = rooms.find(({ id }) => id === tab);
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    onClose();
    document.getElementById(tabId(tab))?.focus();
  };
  const panelRole = { role: 'tabpanel', tabIndex: -1, onKeyDown: closeOnEscape } as const;
  return (
    <div id={panelId} {...panelRole} aria-labelledby={tabId(tab)} className={layout['room']}>
      <div className={layout['roomHead']}>
        <strong>{room?.label}</strong>
        <IconButton label="Close" icon={<X />} onClick={onClose} />
      </div>
      {room?.content}
    </div>
  );
}
