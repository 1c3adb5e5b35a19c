import { useStore } from 'zustand';
import type { GraphDocument } from '../../model/graph-document.ts';
import { lenderOf } from '../workbench/graph-place.ts';
import { useWorkbench } from '../workbench/workbench.ts';

/** The document of the execution that is inspected: it has the workflows to which the open one refers. */
export function useLender(): GraphDocument | undefined {
  const { debug, editor } = useWorkbench();
  const workflow = useStore(editor.store, (state) => state.workflow);
  return useStore(debug.store, (state) => lenderOf({ editor: { workflow }, debug: state }));
}
