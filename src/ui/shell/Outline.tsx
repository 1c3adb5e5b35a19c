import { useStore } from 'zustand';
import type { NodeRun } from '../../debugger/debug-state.ts';
import type { GraphDocument, GraphNode } from '../../model/graph-document.ts';
import { nodeId } from '../../model/ids.ts';
import { StatusMark, stateWord } from '../widgets/StatusMark.tsx';
import { VisuallyHidden } from '../widgets/VisuallyHidden.tsx';
import { KindIcon } from '../workbench/KindIcon.tsx';
import { usePlanId } from '../workbench/graph-place.ts';
import { labelOf, nodeLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './LeftRail.module.css';

/** The graph as a list: every node with its state and who follows it. The way through it for a screen reader. */
export function Outline() {
  const { editor } = useWorkbench();
  const document = useStore(editor.store, (state) => state.shown);
  if (document === undefined || document.nodes.length === 0) return undefined;
  return (
    <section aria-label="Outline" className={styles['outline']}>
      <h2 className={styles['section']}>Outline</h2>
      <ol>
        {document.nodes.map((node) => (
          <OutlineRow key={node.id} node={node} document={document} />
        ))}
      </ol>
    </section>
  );
}

function OutlineRow({ node, document }: { readonly node: GraphNode; readonly document: GraphDocument }) {
  const { view, debug, kinds } = useWorkbench();
  const id = nodeId(node.id);
  const selected = useStore(view, (state) => state.selectedNodes.includes(id));
  const planId = usePlanId(node.id);
  const run = useStore(debug.store, (state) => (state.execution === undefined ? undefined : state.nodes.get(planId)));
  const followers = document.edges
    .filter((edge) => edge.source === node.id)
    .map((edge) => labelOf(document, edge.target));
  return (
    <li className={styles['row']} data-on={selected}>
      <button
        type="button"
        className={styles['pick']}
        aria-pressed={selected}
        onClick={() => view.setState({ selectedNodes: [id], selectedEdges: [] })}
      >
        <KindIcon name={kinds.get(node.kind)?.icon} />
        <span className={styles['text']}>{nodeLabel(node)}</span>
        <RunMark run={run} />
        {followers.length === 0 ? undefined : (
          <VisuallyHidden>{`, followed by ${followers.join(' and ')}`}</VisuallyHidden>
        )}
      </button>
    </li>
  );
}

function RunMark({ run }: { readonly run: NodeRun | undefined }) {
  if (run === undefined || run.state === 'idle') return undefined;
  return <StatusMark state={run.state} label={stateWord(run.state)} size={12} />;
}
