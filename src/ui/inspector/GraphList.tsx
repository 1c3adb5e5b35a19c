import { graphNames, ownGraph, subGraphNamed } from '../../model/graph-names.ts';
import Plus from 'lucide-react/icons/plus';
import { useStore } from 'zustand';
import { scopesRunning } from '../../editor/graph-edits.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { newGraph } from '../canvas/graph-commands.ts';
import { Button } from '../widgets/Button.tsx';
import { formatCount } from '../widgets/format.ts';
import { graphLabel, openGraph } from '../workbench/graph-place.ts';
import { nodeLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Inspector.module.css';

/** The document's named graphs, each with what runs it; choosing one opens it. */
export function GraphList({ document }: { readonly document: GraphDocument }) {
  const workbench = useWorkbench();
  const names = graphNames(document).filter((name) => name !== ownGraph);
  return (
    <section className={styles['section']} aria-label="Graphs">
      <h3 className={styles['heading']}>
        Graphs
        <span className={styles['headingHint']}>run by maps, loops and subflows</span>
      </h3>
      {names.length === 0 ? undefined : (
        <ul className={styles['things']} aria-label="Graphs of this workflow">
          {names.map((name) => (
            <li key={name}>
              <button type="button" onClick={() => openGraph(workbench, name)}>
                {graphLabel(document, name)}
                <small>{graphFacts(document, name)}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Button
        size="small"
        variant="quiet"
        icon={<Plus />}
        className={styles['add']}
        onClick={() => newGraph(workbench)}
      >
        New graph
      </Button>
    </section>
  );
}

function graphFacts(document: GraphDocument, name: string): string {
  return formatCount(subGraphNamed(document, name)?.nodes.length ?? 0, 'node');
}

/** Which scopes run a graph; choosing one leads there. */
export function RunBy({ name }: { readonly name: string }) {
  const workbench = useWorkbench();
  const document = useStore(workbench.editor.store, (state) => state.document);
  const scopes = document === undefined ? [] : scopesRunning(document, name, workbench.kinds);
  if (scopes.length === 0)
    return <p className={styles['lead']}>Nothing runs it yet: choose it in a map, a loop or a subflow.</p>;
  return (
    <ul className={styles['things']} aria-label="Run by">
      {scopes.map(({ graph, node }) => (
        <li key={`${graph}/${node.id}`}>
          <button type="button" onClick={() => openGraph(workbench, graph, node.id)}>
            {nodeLabel(node)}
            <small>{`${node.kind} in ${graphLabel(document, graph)}`}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}
