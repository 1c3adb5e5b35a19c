import { graphNamed, ownGraph } from '../../model/graph-names.ts';
import { addGraph, freshGraphName, wayToGraph } from '../../editor/graph-edits.ts';
import type { WorkbenchCommand } from '../workbench/command-registry.ts';
import { openGraph } from '../workbench/graph-place.ts';
import type { Workbench } from '../workbench/workbench.ts';
import type { CanvasActions } from './canvas-actions.ts';
import { countNodes } from './canvas-edits.ts';

/** Into a scope's graph, out of it, and a new one. */
export function graphCommands(workbench: Workbench, actions: CanvasActions): readonly WorkbenchCommand[] {
  const { editor } = workbench;
  return [
    {
      id: 'graph.open',
      title: 'Open graph',
      group: 'View',
      scope: 'canvas',
      keys: ['o'],
      enabled: () => actions.scopeTarget() !== undefined || 'Select a node that runs a graph first.',
      run: () => actions.openScope(),
    },
    {
      id: 'graph.workflow',
      title: 'Open workflow that the node runs',
      group: 'View',
      enabled: () => actions.referredWorkflow() !== undefined || 'Select a node that runs another workflow first.',
      run: () => {
        const workflow = actions.referredWorkflow();
        if (workflow !== undefined) actions.openWorkflow(workflow);
      },
    },
    {
      id: 'graph.up',
      title: 'Go to the graph around',
      group: 'View',
      scope: 'canvas',
      keys: ['Shift+O'],
      enabled: () => editor.store.getState().graph !== ownGraph || 'This is the outermost graph.',
      run: () => goUp(workbench),
    },
    {
      id: 'graph.extract',
      title: 'Move into a graph',
      group: 'Edit',
      scope: 'canvas',
      keys: ['g'],
      enabled: () => actions.selection().length > 0 || 'Select nodes first.',
      run: () => extractSelection(workbench, actions.selection()),
    },
    {
      id: 'graph.new',
      title: 'New graph',
      group: 'Add',
      enabled: () => editor.store.getState().document !== undefined || 'No workflow is open.',
      run: () => newGraph(workbench),
    },
  ];
}

/** Shows the graph around, with the scope selected that runs the one that was shown. */
export function goUp(workbench: Workbench): void {
  const { document, borrowed, graph } = workbench.editor.store.getState();
  // The execution's document says which node runs a graph to which this one only refers.
  const source = borrowed ?? document;
  if (source === undefined) return;
  const around = wayToGraph(source, graph, workbench.kinds).at(-2) ?? ownGraph;
  openGraph(workbench, around);
  const scope = graphNamed(source, around)?.nodes.find((node) =>
    node.variants?.some((variant) => workbench.kinds.get(node.kind)?.graphs?.(variant).includes(graph)),
  );
  if (scope !== undefined) openGraph(workbench, around, scope.id);
}

/** Takes nodes into a graph of their own, with a subflow in their place. */
async function extractSelection(workbench: Workbench, nodes: readonly string[]): Promise<void> {
  const { extractGraph } = await import('../../graph/extract-graph.ts');
  const { document, graph: from } = workbench.editor.store.getState();
  if (document === undefined) return;
  const done = extractGraph(document, { from, nodes, wanted: 'part' });
  if ('refused' in done) {
    workbench.toasts.show({ tone: 'bad', text: done.refused });
    return;
  }
  workbench.editor.edit(done.edits, { label: `Move ${countNodes(nodes.length)} into a graph` });
  openGraph(workbench, from, done.node);
}

/** Makes an empty graph that nothing runs yet, and shows it. */
export function newGraph(workbench: Pick<Workbench, 'editor' | 'view' | 'debug'>): void {
  const { document } = workbench.editor.store.getState();
  if (document === undefined) return;
  const name = freshGraphName(document, 'graph');
  workbench.editor.edit([addGraph(document, name)], { label: 'New graph' });
  openGraph(workbench, name);
}
