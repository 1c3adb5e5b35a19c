import { useState } from 'react';
import { useStore } from 'zustand';
import { DialogBoundary } from '../shell/DialogBoundary.tsx';
import { lazyAgain } from '../shell/lazy-again.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import type { CanvasActions } from './canvas-actions.ts';
import { useCanvas } from './canvas-context.ts';

const ChooseDialog = lazyAgain(async () => (await import('./ChooseDialog.tsx')).ChooseDialog);

/** The dialog of verbs that need a second node or a kind: loaded when one is first asked for. */
export function Choosing({ actions }: { readonly actions: CanvasActions }) {
  const { toasts } = useWorkbench();
  const { store } = useCanvas();
  const isChoosing = useStore(store, (state) => state.choosing !== undefined);
  const [needed, setNeeded] = useState(false);
  if (isChoosing && !needed) setNeeded(true);
  if (!needed) return undefined;
  return (
    <DialogBoundary onFailure={(error) => toasts.error(error)}>
      <ChooseDialog actions={actions} />
    </DialogBoundary>
  );
}
