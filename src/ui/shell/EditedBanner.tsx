import { useState } from 'react';
import { useStore } from 'zustand';
import { Banner } from '../widgets/Banner.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { differsInBehaviour } from './document-difference.ts';

/** The document has moved on since the execution that is shown was started. */
export function EditedBanner() {
  const { editor, debug } = useWorkbench();
  const document = useStore(editor.store, (state) => state.document);
  const pinned = useStore(debug.store, (state) => state.document);
  const execution = useStore(debug.store, (state) => state.execution);
  const [dismissed, setDismissed] = useState<string>();
  if (execution === undefined || document === undefined || pinned === undefined) return undefined;
  if (dismissed === execution.id || !differsInBehaviour(pinned, document)) return undefined;
  return (
    <Banner floating onClose={() => setDismissed(execution.id)}>
      The document was edited since this execution started: changes take effect in new executions.
    </Banner>
  );
}
