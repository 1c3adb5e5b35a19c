import { ownGraph, splitPlanId } from '../../model/graph-names.ts';
import CircleX from 'lucide-react/icons/circle-x';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useStore } from 'zustand';
import type { Problem } from '../../graph/problem.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { Prose } from '../widgets/Prose.tsx';
import { nodeId } from '../../model/ids.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { graphLabel, openEdge, openNode } from '../workbench/graph-place.ts';
import { labelOf } from '../workbench/labels.ts';
import { showCode } from '../workbench/show-code.ts';
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
  const workbench = useWorkbench();
  const { place } = problem;
  const where = useStore(workbench.editor.store, (state) => placeText(state.document, problem));
  const show = () => {
    if (place?.node !== undefined && place.line !== undefined) showCode(workbench, nodeId(place.node), problem);
    else if (place?.node !== undefined) openNode(workbench, place.node);
    else if (place?.edge !== undefined) openEdge(workbench, place.edge);
  };
  return (
    <button type="button" className={styles['problem']} data-severity={problem.severity} onClick={show}>
      {problem.severity === 'error' ? <CircleX aria-label="Error" /> : <TriangleAlert aria-label="Warning" />}
      <span>
        <Prose text={problem.message} />
        {problem.remedy === undefined ? undefined : (
          <small>
            <Prose text={problem.remedy} />
          </small>
        )}
      </span>
      <code>{where}</code>
    </button>
  );
}

/** The node's name, or else the edge or the path; in a named graph after that graph's name. */
function placeText(document: GraphDocument | undefined, { place }: Problem): string {
  const named = place?.node ?? place?.edge;
  if (named === undefined) return place?.path ?? '';
  const { graph, local } = splitPlanId(named);
  const name = place?.node === undefined ? local : labelOf(document, named);
  return graph === ownGraph ? name : `${graphLabel(document, graph)} › ${name}`;
}
