import { ownGraph } from '../../model/graph-names.ts';
import Workflow from 'lucide-react/icons/workflow';
import { useStore } from 'zustand';
import { Button } from '../widgets/Button.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { useWorkbench } from '../workbench/workbench.ts';

/** What to do where nothing is drawn yet. */
export function EmptyCanvas() {
  const { editor, commands, view } = useWorkbench();
  const open = useStore(editor.store, (state) => state.document !== undefined);
  const empty = useStore(editor.store, (state) => (state.shown?.nodes.length ?? 0) === 0);
  const inside = useStore(editor.store, (state) => state.graph !== ownGraph);
  if (!empty) return undefined;
  if (!open) {
    return (
      <EmptyState
        icon={<Workflow aria-hidden="true" />}
        title="No workflow is open"
        action={
          <>
            <Button variant="primary" onClick={() => void commands.run('workflow.new')}>
              New workflow
            </Button>
            <Button onClick={() => view.setState({ leftTab: 'workflows', leftOpen: true })}>Show workflows</Button>
          </>
        }
      >
        A workflow is drawn here: nodes that run, and edges that say who follows whom.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Workflow aria-hidden="true" />}
      title={inside ? 'An empty graph' : 'An empty workflow'}
      action={
        <Button variant="primary" onClick={() => void commands.run('node.add.code')}>
          Add a code node
        </Button>
      }
    >
      Drag a node kind from Build onto the canvas, or click one there. Connect nodes by dragging from one border to the
      next.
    </EmptyState>
  );
}
