import { ownGraph } from '../../model/graph-names.ts';
import { useStore } from 'zustand';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { BorrowedInspector } from './BorrowedInspector.tsx';
import { EdgeInspector } from './EdgeInspector.tsx';
import { GraphInspector } from './GraphInspector.tsx';
import styles from './Inspector.module.css';
import { NodeInspector } from './NodeInspector.tsx';
import { SelectionInspector } from './SelectionInspector.tsx';
import { WorkflowInspector } from './WorkflowInspector.tsx';

/** Shows and edits what is selected: a node, an edge, several things, or the workflow itself. */
export function Inspector() {
  return (
    <section aria-label="Inspector" className={styles['inspector']}>
      <Selected />
    </section>
  );
}

function Selected() {
  const { editor, view } = useWorkbench();
  const document = useStore(editor.store, (state) => state.shown);
  const whole = useStore(editor.store, (state) => state.document);
  const graph = useStore(editor.store, (state) => state.graph);
  const isBorrowed = useStore(editor.store, (state) => state.borrowed !== undefined);
  const nodeIds = useStore(view, (state) => state.selectedNodes);
  const edgeIds = useStore(view, (state) => state.selectedEdges);
  if (document === undefined)
    return <EmptyState title="No workflow is open">Open one on the left to edit it.</EmptyState>;
  const nodes = document.nodes.filter(({ id }) => nodeIds.some((selected) => selected === id));
  const edges = document.edges.filter(({ id }) => edgeIds.some((selected) => selected === id));
  if (isBorrowed) return <BorrowedInspector nodes={nodes} edges={edges} document={document} />;
  const [node] = nodes;
  const [edge] = edges;
  if (nodes.length === 1 && node !== undefined)
    return <NodeInspector key={`${graph}/${node.id}`} node={node} document={document} />;
  if (nodes.length === 0 && edges.length === 1 && edge !== undefined) {
    return <EdgeInspector key={`${graph}/${edge.id}`} edge={edge} document={document} />;
  }
  if (nodes.length + edges.length > 1) return <SelectionInspector nodes={nodes} edges={edges} document={document} />;
  if (whole !== undefined && graph !== ownGraph) return <GraphInspector key={graph} name={graph} document={whole} />;
  return <WorkflowInspector key={document.id} document={document} />;
}
