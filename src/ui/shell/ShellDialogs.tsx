import { useStore } from 'zustand';
import { DialogBoundary } from './DialogBoundary.tsx';
import { lazyAgain } from './lazy-again.tsx';
import { useWorkbench } from '../workbench/workbench.ts';

// None of them is needed for the first picture.
const CommandPalette = lazyAgain(async () => (await import('./CommandPalette.tsx')).CommandPalette);
const KeysDialog = lazyAgain(async () => (await import('./KeysDialog.tsx')).KeysDialog);
const Dialogs = lazyAgain(async () => (await import('../dialogs/Dialogs.tsx')).Dialogs);

/** The dialog that `view.dialog` names: palette and key list here, the rest from `ui/dialogs`. */
export function ShellDialogs() {
  const { view, toasts } = useWorkbench();
  const dialog = useStore(view, (state) => state.dialog);
  if (dialog === undefined) return undefined;
  const onFailure = (error: unknown) => {
    view.setState({ dialog: undefined });
    toasts.error(error);
  };
  return (
    <DialogBoundary key={dialog.type} onFailure={onFailure}>
      {dialog.type === 'palette' ? (
        <CommandPalette query={dialog.query ?? ''} />
      ) : dialog.type === 'keys' ? (
        <KeysDialog />
      ) : (
        <Dialogs />
      )}
    </DialogBoundary>
  );
}
