import CircleX from 'lucide-react/icons/circle-x';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useStore } from 'zustand';
import type { Problem } from '../../graph/problem.ts';
import { edgeId, nodeId } from '../../model/ids.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { labelOf } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Layout.module.css';

/** What is wrong or doubtful in the document; choosing one selects its place. */
export function Problems() {
  const { editor } = useWorkbench();
  const problems = useStore(editor.store, (state) => state.problems);
  if (problems.length === 0) {
    return (
      <EmptyState title="No problems">
        What is wrong or doubtful in the workflow is listed here while you edit.
      </EmptyState>
    );
  }
  return (
    <ul className={styles['problems']} aria-label="Problems">
      {problems.map((problem, index) => (
        <li key={`${problem.code}-${problem.place?.path ?? ''}-${index}`}>
          <ProblemRow problem={problem} />
        </li>
      ))}
    </ul>
  );
}

function ProblemRow({ problem }: { readonly problem: Problem }) {
  const { view, editor } = useWorkbench();
  const { place } = problem;
  const where = useStore(editor.store, (state) => labelOf(state.document, place?.node));
  const show = () => {
    if (place?.node !== undefined) view.setState({ selectedNodes: [nodeId(place.node)], selectedEdges: [] });
    else if (place?.edge !== undefined) view.setState({ selectedNodes: [], selectedEdges: [edgeId(place.edge)] });
  };
  return (
    <button type="button" className={styles['problem']} data-severity={problem.severity} onClick={show}>
      {problem.severity === 'error' ? <CircleX aria-label="Error" /> : <TriangleAlert aria-label="Warning" />}
      <span>
        {problem.message}
        {problem.remedy === undefined ? undefined : <small>{problem.remedy}</small>}
      </span>
      <code>{where === '' ? (place?.edge ?? place?.path) : where}</code>
    </button>
  );
}
