import { useStore as useFlowStore } from '@xyflow/react';
import Maximize from 'lucide-react/icons/maximize';
import Minus from 'lucide-react/icons/minus';
import Network from 'lucide-react/icons/network';
import Plus from 'lucide-react/icons/plus';
import { Button, ButtonGroup } from '../widgets/Button.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Canvas.module.css';

/** Zoom, fit and arrange at the canvas's lower left. */
export function CanvasToolbar() {
  const { commands } = useWorkbench();
  const percent = useFlowStore(({ transform: [, , zoom] }) => Math.round(zoom * 100));
  const run = (id: string) => () => void commands.run(id);
  return (
    <div className={styles['toolbar']}>
      <ButtonGroup label="View of the canvas">
        <Button icon={<Minus />} aria-label="Zoom out" title="Zoom out (−)" onClick={run('canvas.zoomOut')} />
        <Button
          className={styles['zoom'] ?? ''}
          aria-label={`Zoom ${percent} %, reset`}
          title="Reset zoom (0)"
          onClick={run('canvas.resetZoom')}
        >
          {percent} %
        </Button>
        <Button icon={<Plus />} aria-label="Zoom in" title="Zoom in (+)" onClick={run('canvas.zoomIn')} />
        <Button icon={<Maximize />} title="Fit view (1)" onClick={run('canvas.fit')}>
          Fit
        </Button>
        <Button icon={<Network />} title="Lay the nodes out (Shift A)" onClick={run('edit.arrange')}>
          Arrange
        </Button>
      </ButtonGroup>
    </div>
  );
}
