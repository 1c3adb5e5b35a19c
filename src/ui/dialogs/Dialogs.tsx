import { useStore } from 'zustand';
import { useWorkbench } from '../workbench/workbench.ts';
import { EditContextDialog } from './EditContextDialog.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { RunInputDialog } from './RunInputDialog.tsx';
import { SendDialog } from './SendDialog.tsx';
import { SwapDialog } from './SwapDialog.tsx';

/** The dialog that `view.dialog` names, if it is one of those made here. Loaded when the first one opens. */
export function Dialogs() {
  const { view } = useWorkbench();
  const dialog = useStore(view, (state) => state.dialog);
  const close = () => view.setState({ dialog: undefined });
  switch (dialog?.type) {
    case 'run-input':
      return <RunInputDialog startPaused={dialog.startPaused} onClose={close} />;
    case 'swap':
      return <SwapDialog node={dialog.node} variant={dialog.variant} onClose={close} />;
    case 'import':
      return <ImportDialog onClose={close} />;
    case 'export':
      return <ExportDialog what={dialog.what} onClose={close} />;
    case 'send':
      return <SendDialog name={dialog.name} messageKey={dialog.key} onClose={close} />;
    case 'edit-context':
      return <EditContextDialog scope={dialog.scope} onClose={close} />;
    default:
      return undefined;
  }
}
