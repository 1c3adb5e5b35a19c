import type { Dispose } from '../base/disposable.ts';
import { ownGraph } from '../model/graph-names.ts';
import type { ExecutionId, NodeId, WorkflowId } from '../model/ids.ts';
import { findPoint } from '../debugger/point.ts';
import { showGraph } from '../ui/workbench/graph-place.ts';
import type { Workbench } from '../ui/workbench/workbench.ts';
import { formatRoute, parseRoute, type Panels, type Route } from './route.ts';

/** The parts of `window` that addresses need. */
export interface Address {
  readonly location: { hash: string };
  readonly history: Pick<History, 'pushState' | 'replaceState'>;
  addEventListener(type: 'hashchange' | 'popstate', listener: () => void): void;
  removeEventListener(type: 'hashchange' | 'popstate', listener: () => void): void;
}

/** Goes where the address says. What it names but is not there is left alone; the rest is shown. */
export async function followRoute(workbench: Workbench, route: Route): Promise<void> {
  const { editor, debug, view } = workbench;
  view.setState(panelState(route.panels));
  if (route.workflow !== undefined && editor.store.getState().workflow !== route.workflow) {
    await editor.open(route.workflow as WorkflowId);
  }
  const graph = route.panels.graph ?? ownGraph;
  showGraph(workbench, graph);
  view.setState(selectionState(route.panels));
  const shown = debug.store.getState().execution?.id;
  if (route.execution !== shown) await debug.inspect(route.execution as ExecutionId | undefined);
  if (editor.store.getState().graph !== graph) {
    // It is one of the execution's.
    showGraph(workbench, graph);
    view.setState(selectionState(route.panels));
  }
  if (route.point !== undefined) debug.select(findPoint(debug.store.getState(), route.point));
}

/** Keeps the address and the bench in step, both ways. A new workflow or execution is a new entry in the history. */
export function bindRoute(workbench: Workbench, address: Address): Dispose {
  let isFollowing = false;
  const current = (): Route => routeOf(workbench);

  const write = () => {
    // Between two executions there is none for a moment: that is no place to come back to.
    if (isFollowing || workbench.debug.store.getState().loading) return;
    const next = current();
    const hash = formatRoute(next);
    if (hash === address.location.hash) return;
    const before = parseRoute(address.location.hash);
    const isNewPlace =
      before.workflow !== undefined && (before.workflow !== next.workflow || before.execution !== next.execution);
    address.history[isNewPlace ? 'pushState' : 'replaceState'](undefined, '', hash);
  };
  const read = () => {
    const route = parseRoute(address.location.hash);
    if (formatRoute(route) === formatRoute(current())) return;
    isFollowing = true;
    followRoute(workbench, route)
      .catch((error: unknown) => globalThis.reportError(error))
      .finally(() => {
        isFollowing = false;
        write();
      });
  };

  const ends = [
    workbench.editor.store.subscribe(write),
    workbench.debug.store.subscribe(write),
    workbench.view.subscribe(write),
  ];
  address.addEventListener('hashchange', read);
  address.addEventListener('popstate', read);
  // What was opened may be called otherwise than the address did (a point by its activation): the same place still.
  if (workbench.editor.store.getState().workflow !== undefined) {
    address.history.replaceState(undefined, '', formatRoute(current()));
  }
  return () => {
    for (const end of ends) end();
    address.removeEventListener('hashchange', read);
    address.removeEventListener('popstate', read);
  };
}

function routeOf({ editor, debug, view }: Workbench): Route {
  const { workflow, graph } = editor.store.getState();
  const { execution, selected, following } = debug.store.getState();
  const { leftTab, inspectorTab, bottomTab, detailTab, selectedNodes } = view.getState();
  return {
    ...(workflow === undefined ? {} : { workflow }),
    ...(execution === undefined ? {} : { execution: execution.id }),
    ...(selected === undefined || following ? {} : { point: selected }),
    panels: { leftTab, inspectorTab, bottomTab, detailTab, selectedNodes, ...(graph === ownGraph ? {} : { graph }) },
  };
}

function panelState({ selectedNodes: _nodes, graph: _graph, ...tabs }: Panels) {
  return tabs;
}

/** Nodes are those of the graph that is shown: it comes first. */
function selectionState({ selectedNodes }: Panels) {
  return selectedNodes === undefined ? {} : { selectedNodes: selectedNodes as readonly NodeId[] };
}
