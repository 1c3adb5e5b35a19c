import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useWorkbench } from '../workbench/workbench.ts';

/** Where no workflow can be opened the panels come all the same. */
const patienceMs = 3000;

/**
 * Whether the canvas has shown a workflow. What the panels around it load must not delay that, so they wait for it:
 * a tenth of a second where all is well.
 */
export function useFirstPicture(): boolean {
  const { editor } = useWorkbench();
  const hasDocument = useStore(editor.store, (state) => state.document !== undefined);
  const [shown, setShown] = useState(hasDocument);
  useEffect(() => {
    if (shown) return undefined;
    if (!hasDocument) {
      const timer = setTimeout(() => setShown(true), patienceMs);
      return () => clearTimeout(timer);
    }
    // The first frame draws the pane, the second its cards.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setShown(true));
    });
    return () => cancelAnimationFrame(frame);
  }, [shown, hasDocument]);
  return shown;
}
