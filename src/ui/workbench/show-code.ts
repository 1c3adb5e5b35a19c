import type { StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../../model/errors.ts';
import type { NodeId } from '../../model/ids.ts';
import type { ViewState } from './view-state.ts';

/** Shows a node's code in the inspector, at the line where it failed if the error names one. */
export function showCode(view: StoreApi<ViewState>, node: NodeId, error?: ErrorInfo): void {
  const { variant, line, column } = error?.place ?? {};
  const reveal =
    variant === undefined || line === undefined
      ? undefined
      : { node, variant, line, ...(column === undefined ? {} : { column }) };
  view.setState({ selectedNodes: [node], selectedEdges: [], inspectorTab: 'variants', reveal });
}
