import { useEffect } from 'react';
import { useStore } from 'zustand';
import { DialogBoundary } from './DialogBoundary.tsx';
import { lazyAgain } from './lazy-again.tsx';
import { useWorkbench } from '../workbench/workbench.ts';

const TourCard = lazyAgain(async () => (await import('./TourCard.tsx')).TourCard);

/** The two-minute tour: begins on the first visit, and whenever it is asked for. */
export function Tour() {
  const { view, editor } = useWorkbench();
  const tour = useStore(view, (state) => state.tour);
  const ready = useStore(editor.store, (state) => state.document !== undefined);
  useEffect(() => {
    if (tour === 'unseen' && ready) view.setState({ tour: 'running' });
  }, [tour, ready, view]);
  if (tour !== 'running' || !ready) return undefined;
  const end = () => view.setState({ tour: 'done' });
  return (
    <DialogBoundary onFailure={end}>
      <TourCard onDone={end} />
    </DialogBoundary>
  );
}
