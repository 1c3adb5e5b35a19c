import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { NodeId } from '../../model/ids.ts';
import { boundImplementation } from '../dialogs/swap-target.ts';
import { useWorkbench } from '../workbench/workbench.ts';

/** What runs for a node (as a plan names it) in the execution under inspection. */
export function useBound(node: NodeId) {
  const { debug } = useWorkbench();
  const rows = useStore(debug.store, (state) => state.rows);
  const events = useStore(debug.store, (state) => state.events);
  const document = useStore(debug.store, (state) => state.document);
  const nodes = useStore(debug.store, (state) => state.nodes);
  return useMemo(
    () => boundImplementation({ rows, events, document, nodes }, node),
    [rows, events, document, nodes, node],
  );
}
