import { useStore } from 'zustand';
import { graphNames } from '../../model/graph-names.ts';
import { DialogBoundary } from '../shell/DialogBoundary.tsx';
import { lazyAgain } from '../shell/lazy-again.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './GraphBar.module.css';
import { useLender } from './use-lender.ts';

// Many workflows have one graph only: then there is nowhere to go.
const GraphWay = lazyAgain(async () => (await import('./GraphWay.tsx')).GraphWay);

/**
 * Which of the document's graphs the canvas shows, the way there, and the way to the others, those of the inspected execution
 * included. Not there while there is only one.
 */
export function GraphBar() {
  const { editor, toasts } = useWorkbench();
  const lender = useLender();
  const hasGraphs = useStore(editor.store, (state) => graphNames(state.document).length > 1);
  if (!hasGraphs && graphNames(lender).length < 2) return undefined;
  return (
    <div className={styles['bar']}>
      <DialogBoundary onFailure={(error) => toasts.error(error)}>
        <GraphWay />
      </DialogBoundary>
    </div>
  );
}
