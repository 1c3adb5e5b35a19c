import { graphNames } from '../../model/graph-names.ts';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { Fragment, useMemo } from 'react';
import { useStore } from 'zustand';
import { wayToGraph } from '../../editor/graph-edits.ts';
import { Menu } from '../widgets/Menu.tsx';
import type { MenuEntry } from '../widgets/Menu.tsx';
import { graphLabel, openGraph } from '../workbench/graph-place.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { FramePicker } from './FramePicker.tsx';
import styles from './GraphBar.module.css';
import { newGraph } from './graph-commands.ts';

/** Which of the document's graphs the canvas shows, the way there, and the way to the others. Not there while there is only one. */
export function GraphBar() {
  const { editor } = useWorkbench();
  const hasGraphs = useStore(editor.store, (state) => graphNames(state.document).length > 1);
  if (!hasGraphs) return undefined;
  return (
    <div className={styles['bar']}>
      <Breadcrumb />
      <FramePicker />
    </div>
  );
}

function Breadcrumb() {
  const workbench = useWorkbench();
  const document = useStore(workbench.editor.store, (state) => state.document);
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
                <button type="button" className={styles['crumb']} onClick={() => openGraph(workbench, name)}>
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
  const graph = useStore(workbench.editor.store, (state) => state.graph);
  const label = graphLabel(document, graph);
  const items: readonly MenuEntry[] = [
    ...graphNames(document).map((name) => ({
      label: graphLabel(document, name),
      checked: name === graph,
      onSelect: () => openGraph(workbench, name),
    })),
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
