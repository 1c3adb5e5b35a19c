import { useMemo } from 'react';
import { useStore } from 'zustand';
import { nodeId } from '../../model/ids.ts';
import { boundImplementation } from '../dialogs/swap-target.ts';
import { useWorkbench } from '../workbench/workbench.ts';

/** What runs for a node in the execution under inspection. */
export function useBound(node: string) {
  const { debug } = useWorkbench();
  const rows = useStore(debug.store, (state) => state.rows);
  const events = useStore(debug.store, (state) => state.events);
  const document = useStore(debug.store, (state) => state.document);
  const nodes = useStore(debug.store, (state) => state.nodes);
  return useMemo(
    () => boundImplementation({ rows, events, document, nodes }, nodeId(node)),
    [rows, events, document, nodes, node],
  );
}
