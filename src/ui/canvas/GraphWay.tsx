import { graphNames, subGraphNamed } from '../../model/graph-names.ts';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { Fragment, useMemo } from 'react';
import { useStore } from 'zustand';
import { wayToGraph } from '../../editor/graph-edits.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { workflowId } from '../../model/ids.ts';
import { Button } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { Menu } from '../widgets/Menu.tsx';
import type { MenuEntry } from '../widgets/Menu.tsx';
import { graphLabel, openGraph } from '../workbench/graph-place.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { FramePicker } from './FramePicker.tsx';
import styles from './GraphBar.module.css';
import { useLender } from './use-lender.ts';
import { newGraph } from './graph-commands.ts';
import { goToWorkflow } from './open-scope.ts';

/** The way to the graph that is shown, what it is, and which of its runs the cards tell of. */
export function GraphWay() {
  return (
    <>
      <Breadcrumb />
      <Borrowed />
      <FramePicker />
    </>
  );
}

function Breadcrumb() {
  const workbench = useWorkbench();
  const document = useStore(workbench.editor.store, (state) => state.borrowed ?? state.document);
  const graph = useStore(workbench.editor.store, (state) => state.graph);
  const way = useMemo(
    () => (document === undefined ? [] : wayToGraph(document, graph, workbench.kinds)),
    [document, graph, workbench.kinds],
  );
  return (
    <nav aria-label="Graphs" className={styles['way']}>
      <ol>
        {way.map((name, index) => (
          <Fragment key={name}>
            {index === 0 ? undefined : (
              <li aria-hidden="true" className={styles['arrow']}>
                <ChevronRight />
              </li>
            )}
            <li>
              {name === graph ? (
                <GraphMenu />
              ) : (
                <button
                  type="button"
                  className={styles['crumb']}
                  title={graphLabel(document, name)}
                  onClick={() => openGraph(workbench, name)}
                >
                  {graphLabel(document, name)}
                </button>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

/** The graph that is shown; opens the choice of all. */
function GraphMenu() {
  const workbench = useWorkbench();
  const document = useStore(workbench.editor.store, (state) => state.document);
  const borrowed = useStore(workbench.editor.store, (state) => state.borrowed);
  const graph = useStore(workbench.editor.store, (state) => state.graph);
  const lender = useLender();
  const label = graphLabel(borrowed ?? document, graph);
  const own = graphNames(document);
  const entry = (of: GraphDocument | undefined) => (name: string) => ({
    label: graphLabel(of, name),
    checked: name === graph,
    onSelect: () => openGraph(workbench, name),
  });
  const lent = graphNames(lender).filter((name) => !own.includes(name));
  const items: readonly MenuEntry[] = [
    ...own.map(entry(document)),
    ...(lent.length === 0 ? [] : [{ type: 'label', label: 'As this execution runs them' } as const]),
    ...lent.map(entry(lender)),
    { type: 'separator' },
    { label: 'New graph', onSelect: () => newGraph(workbench) },
  ];
  return (
    <Menu
      items={items}
      trigger={
        <button type="button" className={styles['current']} aria-label={`Graph ${label}`} title="Choose a graph">
          <span>{label}</span>
          <ChevronDown aria-hidden="true" />
        </button>
      }
    />
  );
}

/** Says that a graph is the execution's and not the document's, and leads to the workflow that it came from. */
function Borrowed() {
  const workbench = useWorkbench();
  const borrowed = useStore(workbench.editor.store, (state) => state.borrowed);
  const graph = useStore(workbench.editor.store, (state) => state.graph);
  const number = useStore(workbench.debug.store, (state) => state.execution?.number);
  if (borrowed === undefined) return undefined;
  const origin = subGraphNamed(borrowed, graph)?.origin;
  return (
    <div className={styles['borrowed']}>
      <Chip tone="wait" title={`Shown as #${number} runs it; it can't be edited here`}>
        {origin === undefined ? 'read-only' : `version ${origin.version}, read-only`}
      </Chip>
      {origin === undefined ? undefined : (
        <Button size="small" variant="quiet" onClick={() => goToWorkflow(workbench, workflowId(origin.workflow))}>
          Open workflow
        </Button>
      )}
    </div>
  );
}
