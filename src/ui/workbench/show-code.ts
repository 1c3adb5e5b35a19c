import type { ErrorInfo } from '../../model/errors.ts';
import type { NodeId } from '../../model/ids.ts';
import { openNode } from './graph-place.ts';
import type { Workbench } from './workbench.ts';

/** Shows a node's code in the inspector, at the line where it failed if the error names one. */
export function showCode(
  workbench: Pick<Workbench, 'editor' | 'view' | 'debug'>,
  node: NodeId,
  error?: ErrorInfo,
): void {
  const { variant, line, column } = error?.place ?? {};
  const reveal =
    variant === undefined || line === undefined
      ? undefined
      : { node, variant, line, ...(column === undefined ? {} : { column }) };
  openNode(workbench, node);
  workbench.view.setState({ inspectorTab: 'variants', reveal });
}
