import { useCallback } from 'react';
import type { EdgeChanges, NodeChanges } from '../../graph/edit.ts';
import { useWorkbench } from '../workbench/workbench.ts';

/** Changes a node's own fields. Successive changes of the same `field` are one command: typing is one undo. */
export function useNodeEdit(node: string) {
  const { editor } = useWorkbench();
  return useCallback(
    (field: string, label: string, changes: NodeChanges) => {
      editor.edit([{ type: 'update-node', node, changes }], { label, mergeKey: `node:${node}:${field}` });
    },
    [editor, node],
  );
}

export function useEdgeEdit(edge: string) {
  const { editor } = useWorkbench();
  return useCallback(
    (field: string, label: string, changes: EdgeChanges) => {
      editor.edit([{ type: 'update-edge', edge, changes }], { label, mergeKey: `edge:${edge}:${field}` });
    },
    [editor, edge],
  );
}
