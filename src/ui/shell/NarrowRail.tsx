import Blocks from 'lucide-react/icons/blocks';
import FolderOpen from 'lucide-react/icons/folder-open';
import History from 'lucide-react/icons/history';
import { useState } from 'react';
import { useStore } from 'zustand';
import { IconButton } from '../widgets/Button.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { LeftRail } from './LeftRail.tsx';
import layout from './Layout.module.css';

const rooms = [
  { id: 'workflows', label: 'Workflows', icon: <FolderOpen /> },
  { id: 'build', label: 'Build', icon: <Blocks /> },
  { id: 'executions', label: 'Executions', icon: <History /> },
] as const;

/** The left rail where there is little room: three icons, the chosen one opens over the canvas. */
export function NarrowRail() {
  const { view } = useWorkbench();
  const tab = useStore(view, (state) => state.leftTab);
  const [open, setOpen] = useState(false);
  return (
    <nav className={layout['iconRail']} aria-label="Rooms">
      {rooms.map(({ id, label, icon }) => (
        <IconButton
          key={id}
          size="normal"
          label={label}
          icon={icon}
          pressed={open && tab === id}
          onClick={() => {
            setOpen(!(open && tab === id));
            view.setState({ leftTab: id });
          }}
        />
      ))}
      {open ? (
        <div className={layout['flyout']}>
          <LeftRail />
        </div>
      ) : undefined}
    </nav>
  );
}
